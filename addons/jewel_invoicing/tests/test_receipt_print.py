from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .receipt_common import SalesReceiptCase


@tagged("post_install", "-at_install")
class TestReceiptPrint(SalesReceiptCase):
    def _sums(self, receipt):
        return receipt._print().content["sums"]

    @capability("A32")
    def test_both_copies_come_from_one_press(self):
        version = self._ship().with_user(self.manager)._print()
        client, courier = self._texts(version, "client"), self._texts(version, "courier")
        for words in ("КЛ-007", "8,25", self.alloy.name, "1 sapphire 0.60 ct", "50\u00a0000,00"):
            self.assertIn(words, client)
        self.assertIn("Courier's copy", courier)
        self.assertIn("50\u00a0000,00", courier)
        self.assertEqual(version.printed_by_id, self.manager)

    @capability("A32")
    def test_inserts_are_those_that_later_addons_know_to_be_set(self):
        """Not the model's: a stone may have been replaced."""
        receipt = self._ship()
        with patch.object(
            type(self.env["sale.order.line"]), "_get_set_notations", lambda line: ["9 rubies"]
        ):
            client = self._texts(receipt.with_user(self.manager)._print(), "client")
        self.assertIn("9 rubies", client)

    @capability("A34")
    def test_each_copy_has_its_own_data(self):
        receipt = self._ship(call_before=True, time_from=12, time_to=15.5)
        self._pay_by_hand(20000, "transfer")
        version = receipt._print()
        client, courier = self._texts(version, "client"), self._texts(version, "courier")
        way = ("code 4587", "+7 999 000-11-22", "Tajnaya 13", "Ring the neighbour", "12:00–15:30")
        for words in way:
            self.assertIn(words, courier)
            self.assertNotIn(words, client)
        goods = ("8,25", "Гарантия", "1 sapphire", "7704012340", "Пятьдесят тысяч рублей")
        for words in goods:
            self.assertIn(words, client)
            self.assertNotIn(words, courier)
        self.assertIn("30\u00a0000,00", courier)
        self.assertNotIn("50\u00a0000,00", courier)

    @capability("F19")
    def test_the_total_in_words(self):
        self.deal.order_ids.order_line.price_unit = 21001.01
        sums = self._sums(self._ship())
        self.assertEqual(sums["words"], "Двадцать одна тысяча один рубль 01 копейка")
        self.assertEqual(sums["collect"], "21\u00a0001,01")

    def test_kopecks_discount_and_vat(self):
        line = self.deal.order_ids.order_line
        line.write(
            {
                "price_unit": 33333.33,
                "product_uom_qty": 3,
                "discount": 7,
                "tax_ids": self._vat().ids,
            }
        )
        version = self._ship(allow_cash=False)._print()
        row, sums = version.content["lines"][0], version.content["sums"]
        self.assertEqual(row["quantity"], "3")
        self.assertEqual((row["price"], row["discount"]), ("33\u00a0333,33", "7\u00a0000,00"))
        self.assertEqual(row["amount"], sums["total"])
        self.assertEqual(sums["total"], "92\u00a0999,99")
        self.assertEqual((sums["vat"], sums["vat_rates"]), ("16\u00a0770,49", "22%"))
        self.assertEqual(row["grams"], "24,75")

    def test_several_orders_of_a_deal_stand_on_one_paper(self):
        second = self._add_order(self.deal, {"price_unit": 1000.5}, {"price_unit": 0.25})
        version = self._ship()._print()
        self.assertEqual([row["no"] for row in version.content["lines"]], [1, 2, 3])
        self.assertEqual(version.content["sums"]["total"], "51\u00a0000,75")
        self.assertIn(second.name, version.content["orders"])

    def test_payments_are_told_with_day_and_way(self):
        request = self._open("prepayment", deal=self.deal, percent=40)
        self._pay(request)
        self._pay_by_hand(5000.5, "transfer")
        content = self._ship()._print().content
        told = [(row["way"], row["amount"]) for row in content["payments"]]
        self.assertEqual(len(told), 2)
        self.assertIn("20\u00a0000,00", dict(told).values())
        self.assertEqual(content["sums"]["paid"], "25\u00a0000,50")
        self.assertEqual(content["sums"]["collect"], "24\u00a0999,50")

    # === VERSIONS === #

    def test_the_same_is_not_a_new_version(self):
        receipt = self._ship()
        first = receipt.with_user(self.manager)._print()
        self.assertEqual(receipt.with_user(self.users["storekeeper"])._print(), first)
        self.assertTrue(first._recheck()["is_valid"])

    def test_a_payment_after_the_print_makes_the_paper_void(self):
        receipt = self._ship()
        first = receipt._print()
        self._pay_by_hand(20000, "transfer")
        self.assertEqual(first.void_reason, "money")
        check = first._recheck()
        self.assertFalse(check["is_valid"])
        self.assertEqual((check["since"], check["now"].collect), (20000, 30000))
        second = receipt.with_user(self.manager)._print()
        self.assertEqual((second.number, second.amount_collect), (2, 30000))
        self.assertEqual(first.amount_collect, 50000, "history stays")
        self.assertTrue(second._recheck()["is_valid"])

    def test_a_payment_by_the_link_makes_the_paper_void_at_once(self):
        request = self._open("balance", deal=self.deal)
        version = self._ship()._print()
        tx = self._press(request)
        tx._set_done()
        self.assertEqual(version.void_reason, "money")
        tx._post_process()
        self.assertEqual(version._recheck()["now"].collect, 0)

    def test_a_refund_makes_the_paper_void(self):
        self._pay_by_hand(50000, "transfer")
        receipt = self._ship()
        version = receipt._print()
        self.assertTrue(version.content["sums"]["is_paid"])
        self.deal.payment_ids.action_draft()
        self.deal.payment_ids.action_cancel()
        self.assertEqual(version.void_reason, "money")
        self.assertEqual(version._recheck()["since"], -50000)
        self.assertEqual(receipt._get_money().collect, 50000)

    def test_a_new_price_is_noticed_by_the_check(self):
        version = self._ship()._print()
        self.deal.order_ids.order_line.price_unit = 40000
        check = version._recheck()
        self.assertEqual((check["is_valid"], check["reason"]), (False, "money"))
        self.assertEqual((check["since"], check["now"].collect), (0, 40000))

    def test_another_address_is_a_new_paper(self):
        receipt = self._ship()
        first = receipt._print()
        receipt.with_user(self.manager).address = "Novaya 1"
        second = receipt._print()
        self.assertEqual((first.void_reason, second.number), ("replaced", 2))

    def test_what_was_paid_too_much_is_given_back(self):
        self._pay_by_hand(50000.5, "transfer")
        version = self._ship()._print()
        sums = version.content["sums"]
        self.assertEqual((sums["collect"], sums["back"]), ("0,00", "0,50"))
        self.assertIn("0,50", self._texts(version, "client"))
        self.assertIn("The workshop returns it", self._texts(version, "courier"))

    # === REFUSALS === #

    def test_all_that_is_missing_is_named_at_once_and_nothing_is_printed(self):
        receipt = self._ship()
        self.product.write({"default_code": False, "gross_weight": 0, "alloy_id": False})
        self.deal.order_ids.order_line.write({"alloy_id": False, "price_unit": 0})
        partner = self.company.partner_id
        partner.write({"company_registry": False, "vat": False, "phone": False, "street": False})
        with self.assertRaises(Exception) as refusal:
            receipt.with_user(self.manager)._print()
        text = str(refusal.exception)
        for words in ("fineness", "mass", "article", "price", "INN", "OGRN", "address", "phone"):
            self.assertIn(words, text)
        self.assertIn(receipt.name, text)
        self.assertFalse(receipt.version_ids)
        self.assertIn("fineness", receipt.with_user(self.manager).problems)

    def test_a_box_needs_no_fineness(self):
        box = self.env["product.product"].create({"name": "Box", "is_jewel_accessory": True})
        self._add_order(self.deal, {"product_id": box.id, "price_unit": 500})
        rows = self._ship()._print().content["lines"]
        self.assertEqual((rows[1]["grams"], rows[1]["alloy"]), ("", ""))
        box.is_jewel_accessory = False
        with self.assertRefused("article"):
            self.deal.receipt_id._print()

    def test_gold_without_a_number_is_told_and_printed(self):
        receipt = self._ship()
        self.assertTrue(self.product.uin_required)
        self.assertIn("no UIN", receipt.with_user(self.manager).warnings)
        self.assertTrue(receipt._print())
