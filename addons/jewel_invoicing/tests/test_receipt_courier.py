import re
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime
from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .receipt_common import SalesReceiptCase

_STAMP = 'class="o_stamp"'  # on a draft


@tagged("post_install", "-at_install")
class TestReceiptCourier(SalesReceiptCase):
    def test_delivered_and_paid_in_cash(self):
        self.deal.order_ids.order_line.price_unit = 50000.10
        receipt = self._ship()
        self.assertTrue(receipt.with_user(self.courier)._deliver("courier", Decimal("50000.10")))
        self.assertEqual((receipt.state, receipt.delivered_by_id), ("delivered", self.courier))
        self.assertTrue(receipt.closed_at)
        payment = self.deal.payment_ids
        self.assertEqual((payment.amount, payment.pay_way), (50000.10, "courier"))
        self.assertEqual(payment.journal_id.type, "cash")
        self.assertEqual(self.deal.jewel_stage_key, "done")

    def test_a_second_press_books_nothing(self):
        receipt = self._ship().with_user(self.courier)
        self.assertTrue(receipt._deliver("courier", Decimal(50000)))
        self.assertFalse(receipt._deliver("courier", Decimal(50000)))
        self.assertEqual(len(self.deal.payment_ids), 1)

    def test_no_money_is_taken_while_the_client_pays_by_the_link(self):
        request = self._open("balance", deal=self.deal)
        receipt = self._ship().with_user(self.courier)
        tx = self._press(request)
        tx._set_pending()
        with self.assertRefused("paid by the link just now"):
            receipt._deliver("courier", Decimal(50000))
        tx._set_canceled()
        self.assertTrue(receipt._deliver("courier", Decimal(50000)))

    def test_by_card_to_the_bank(self):
        self._ship().with_user(self.courier)._deliver("courier_card", Decimal(50000))
        self.assertEqual(self.deal.payment_ids.journal_id.type, "bank")

    def test_the_open_invoice_of_the_balance_is_paid(self):
        request = self._open("balance", deal=self.deal)
        self._ship().with_user(self.courier)._deliver("courier", Decimal(50000))
        self.assertEqual(request.state, "paid")

    def test_a_sum_that_has_changed_is_not_booked(self):
        receipt = self._ship()
        self._pay_by_hand(10000, "transfer")
        with self.assertRefused(r"is 40\W000,00 now"):
            receipt.with_user(self.courier)._deliver("courier", Decimal(50000))
        self.assertEqual(receipt.state, "issued")
        with self.assertRefused("Choose how"):
            receipt.with_user(self.courier)._deliver(None, Decimal(40000))

    def test_a_way_that_is_not_allowed_is_refused(self):
        receipt = self._ship(allow_card=False).with_user(self.courier)
        for way in ("courier_card", "transfer", "online"):
            with self.assertRaises(UserError):
                receipt._deliver(way, Decimal(50000))

    def test_paid_before_needs_no_money(self):
        self._pay_by_hand(50000, "transfer")
        receipt = self._ship()
        self.assertTrue(receipt.with_user(self.courier)._deliver())
        self.assertEqual(len(self.deal.payment_ids), 1)

    def test_nothing_is_handed_over_to_a_stranger_above_the_limit(self):
        self.deal.order_ids.order_line.price_unit = 70000
        receipt = self._ship().with_user(self.courier)
        with self.assertRefused("must be identified"):
            receipt._deliver("courier", Decimal(70000))

    # === WHAT HE SEES === #

    @capability("A2")
    def test_a_courier_sees_his_deliveries_and_nothing_else(self):
        mine = self._ship()
        mine._print()
        other_deal = self._create_ready_deal(price_unit=777123.5)
        foreign = self._ship(other_deal, courier_id=False, address="Chuzhaya 99")
        other_deal.order_ids.order_line.price_unit = 7123.55
        foreign._print()
        receipts = self.env["jewel.sales.receipt"].with_user(self.courier)
        self.assertEqual(receipts.search([]), mine)
        self.assertFalse(receipts.search([("address", "ilike", "Chuzhaya")]))
        group = self.env.ref("base.group_allow_export")
        self.courier.write({"group_ids": [(4, group.id)]})
        for route in (
            lambda: foreign.with_user(self.courier).read(["address"]),
            lambda: foreign.with_user(self.courier).export_data(["address"]),
            lambda: foreign.with_user(self.courier)._deliver("courier", Decimal("7123.55")),
            lambda: foreign.with_user(self.courier)._print(),
            lambda: foreign.version_ids.with_user(self.courier).read(["content"]),
            lambda: mine.with_user(self.courier).write({"address": "Elsewhere"}),
            lambda: mine.with_user(self.courier).action_deliver(),
            lambda: mine.with_user(self.courier).action_undo_delivery(),
            lambda: self.deal.with_user(self.courier).read(["name"]),
        ):
            with self.assertRaises(AccessError):
                route()
        self.assertNoLeak(self.courier, ["Chuzhaya", "7123.55"], module="jewel_invoicing")
        mine.courier_id = False
        self.assertFalse(receipts.search([]))

    def test_an_address_is_closed_a_day_after_delivery(self):
        receipt = self._ship()
        receipt.with_user(self.courier)._deliver("courier", Decimal(50000))
        self.assertTrue(receipt.with_user(self.courier).address)
        receipt.closed_at = Datetime.subtract(Datetime.now(), days=1, minutes=1)
        self.env.flush_all()
        with self.assertRaises(AccessError):
            receipt.with_user(self.courier).read(["address"])


@tagged("post_install", "-at_install")
class TestReceiptPages(HttpCase, SalesReceiptCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.password = user.login
        cls.receipt = cls._ship()

    def _login(self, role):
        self.authenticate(self.users[role].login, self.users[role].login)

    def _get(self, path="", receipt=None):
        return self.url_open(f"/jewel/receipt/{(receipt or self.receipt).sudo().token}{path}")

    def _post(self, path, **values):
        page = self._get("/delivery" if path == "/delivery" else "").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        url = f"/jewel/receipt/{self.receipt.sudo().token}{path}"
        return self.url_open(url, data={"csrf_token": token, **values})

    @capability("A35")
    def test_one_page_holds_both_copies(self):
        self._login("sales_manager")
        self.assertIn(_STAMP, self._get().text)
        self.assertFalse(self.receipt.version_ids, "a look prints nothing")
        page = self._post("/print", kind="page")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(_STAMP, page.text)
        for words in ("Tajnaya 13", "КЛ-007", "data:image/png;base64,", "data-print"):
            self.assertIn(words, page.text)
        self.assertEqual(self.receipt.version_id.printed_by_id, self.manager)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_a_change_since_the_print_is_a_draft_again(self):
        self.receipt._print()
        self._login("sales_manager")
        self.assertNotIn(_STAMP, self._get().text)
        self.receipt.address = "Novaya 1"
        page = self._get().text
        self.assertIn(_STAMP, page)
        self.assertIn("Novaya 1", page)

    def test_a_refusal_is_told_on_the_page(self):
        self.product.default_code = False
        self._login("sales_manager")
        self.assertIn("article", self._post("/print", kind="page").text)
        self.assertFalse(self.receipt.version_ids)

    def test_who_may_open_it(self):
        self.receipt._print()
        for role in ("sales_manager", "accountant", "courier", "director", "storekeeper"):
            self._login(role)
            for path in ("", "/1", "/delivery"):
                with self.subTest(role=role, path=path):
                    self.assertEqual(self._get(path).status_code, 200)
        foreign = self._ship(self._create_ready_deal(price_unit=1), courier_id=False)
        other = self._create_role_user("sales_manager", login="other_manager")
        other.password = other.login
        self.users["other"] = other
        for role in ("jeweller", "planner", "production_head", "other", "courier"):
            self._login(role)
            for path in ("", "/1", "/delivery"):
                with self.subTest(role=role, path=path):
                    self.assertEqual(self._get(path, foreign).status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self._get().url)

    def test_the_code_of_a_paper_tells_what_it_is_worth(self):
        self.receipt._print()
        self._login("courier")
        page = self._get("/1").text
        self.assertIn("Valid", page)
        self.assertIn("50\u00a0000,00", page)
        self._pay_by_hand(12345.67, "transfer")
        page = self._get("/1").text
        for words in ("Void", "12\u00a0345,67", "37\u00a0654,33"):
            self.assertIn(words, page)
        self.assertEqual(self._get("/2").status_code, 404)

    def test_the_courier_begins_with_his_deliveries_and_ends_with_a_press(self):
        later = self._ship(self._create_ready_deal(price_unit=1), address="Later 1")
        later.delivery_date = Date.add(Date.today(), days=2)
        self._login("courier")
        page = self.url_open("/jewel/deliveries").text
        self.assertIn("Tajnaya 13", page)
        self.assertNotIn("Later 1", page)
        page = self._post("/delivery", way="courier", amount="50000.00").text
        self.assertIn("Delivered", page)
        self.assertEqual(self.receipt.state, "delivered")
        self.assertNotIn("Tajnaya 13", self.url_open("/jewel/deliveries").text)
        self.assertIn(self.courier.name, self.deal.payment_ids.memo)

    def test_a_wrong_sum_is_told_on_the_page(self):
        self._login("courier")
        for amount in ("1", "abc", "NaN"):
            self.assertEqual(self._post("/delivery", way="courier", amount=amount).status_code, 200)
        self.assertFalse(self.deal.payment_ids)
        self.assertEqual(self.receipt.state, "issued")

    def test_a_payment_that_was_asked_about_is_told_on_the_page(self):
        """Asking the provider ends the transaction; the refusal after it is words all the same."""
        requests = self.env.registry["jewel.pay.request"]
        self.patch(requests, "_refresh_live_transactions", lambda records: records.env.cr.commit())
        self._login("courier")
        page = self._post("/delivery", way="courier", amount="1")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Look at it and press again", page.text)
        self.assertEqual(self.receipt.state, "issued")

    def test_queries_do_not_grow_with_the_goods(self):
        def count(lines):
            deal = self._create_ready_deal(price_unit=10)
            self._add_order(deal, *[{"price_unit": 10}] * (lines - 1))
            receipt = self._ship(deal)
            receipt._print()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            receipt._in_russian()._prepare_content()
            return self.cr.sql_log_count - before

        count(2)
        few = count(2)
        self.assertLessEqual(count(10), few + 2)

    @capability("A55", "A35")
    def test_ten_goods_on_one_sheet_of_the_pdf(self):
        deal = self._create_ready_deal(price_unit=5000)
        name = "Кольцо с сапфиром и дорожкой бриллиантов, чернение"
        self._add_order(deal, *[{"price_unit": 4999.99, "name": name, "discount": 5}] * 9)
        version = self._ship(deal, time_from=12, time_to=15)._print()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf("jewel_invoicing.sales_receipt", version.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 1)
        html = report._render_qweb_html("jewel_invoicing.sales_receipt", version.ids)[0].decode()
        self.assertEqual(html.count("Tajnaya 13"), 1)
