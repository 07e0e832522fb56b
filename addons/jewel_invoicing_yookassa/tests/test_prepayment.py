from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ReceiptCase


@tagged("post_install", "-at_install")
class TestPrepayment(ReceiptCase):
    """The receipt that goes with a payment by the link."""

    @capability("F16", "F20")
    def test_every_line_has_its_share_to_the_kopeck(self):
        deal = self._create_priced_deal(100000.01, 33333.33, 0.67)
        tx = self._pay(self._open(deal=deal))
        items = self._get_body("/payments")["receipt"]["items"]
        self.assertEqual(tx.amount, 66667.01)
        sums = [Decimal(i["amount"]["value"]) * Decimal(i["quantity"]) for i in items]
        self.assertEqual(sums, [Decimal("50000.01"), Decimal("16666.67"), Decimal("0.33")])
        self.assertEqual({item["payment_mode"] for item in items}, {"partial_prepayment"})
        self.assertEqual({item["vat_code"] for item in items}, {12})
        subjects = [item["payment_subject"] for item in items]
        self.assertEqual(subjects, ["commodity", "commodity", "service"])
        self.assertEqual(items[0]["description"], "Thing 1, " + self.alloy.name)

    def test_the_last_part_has_the_mode_of_the_settings(self):
        for mode in ("partial_prepayment", "full_prepayment", "advance", "full_payment"):
            with self.subTest(mode=mode):
                self.provider.yookassa_last_mode = mode
                deal = self._create_priced_deal(1000)
                self._pay(self._open(deal=deal))
                self._pay(self._open("balance", deal=deal))
                [item] = self._get_body("/payments")["receipt"]["items"]
                self.assertEqual(item["payment_mode"], mode)
                self.assertEqual(item["vat_code"], 11 if mode == "full_payment" else 12)

    def test_the_whole_at_once_is_a_full_prepayment(self):
        self._pay(self._open(deal=self._create_priced_deal(1000), percent=100))
        [item] = self._get_body("/payments")["receipt"]["items"]
        self.assertEqual(item["payment_mode"], "full_prepayment")

    def test_after_the_hand_over_it_is_the_payment(self):
        deal = self._create_priced_deal(1000)
        self._pay(self._open(deal=deal))
        self._move(deal, "production", "ready", "shipping")
        self._pay(self._open("balance", deal=deal))
        [item] = self._get_body("/payments")["receipt"]["items"]
        self.assertEqual(item["payment_mode"], "full_payment")

    def test_goods_without_a_tax_have_the_rate_of_the_settings(self):
        self.provider.yookassa_vat = "5"
        deal = self._create_priced_deal(1000)
        deal.order_ids.order_line.tax_ids = False
        self._press(self._open(deal=deal))
        self.assertEqual(self._get_body("/payments")["receipt"]["items"][0]["vat_code"], 9)

    def test_a_discount_line_lowers_the_others(self):
        deal = self._create_priced_deal(1000, 500)
        deal.order_ids.order_line[1].price_unit = 0
        request = self._open(deal=deal, percent=100)
        self._press(request)
        items = self._get_body("/payments")["receipt"]["items"]
        self.assertEqual([item["amount"]["value"] for item in items], ["1000.00"])

    def test_client_without_an_address_is_told_to_the_manager_before_he_pays(self):
        request = self._open(deal=self._create_priced_deal(1000))
        self.assertFalse(request.money_note)
        self.client_partner.email = False
        request.invalidate_recordset()
        note = request.with_user(self.manager).money_note
        self.assertIn("enter an e-mail for the fiscal receipt", note)
        tx = self._press(request)
        self.assertEqual(tx.state, "error")
        self.assertFalse(self.yoo.sent("POST", "/payments"))

    @capability("F20")
    def test_refund_of_last_years_prepayment_keeps_its_rate(self):
        deal = self._create_priced_deal(1000, tax=self.vat20)
        hook = self.env.registry["payment.transaction"]
        with patch.object(hook, "_yookassa_today", lambda tx: date(2025, 12, 30)):
            tx = self._pay(self._open(deal=deal))
        self.assertEqual(self._get_body("/payments")["receipt"]["items"][0]["vat_code"], 6)
        self.do(tx, "_refund", 100)
        [item] = self._get_body("/refunds")["receipt"]["items"]
        self.assertEqual((item["vat_code"], item["amount"]["value"]), (6, "100.00"))

    def test_money_is_booked_on_the_day_when_yookassa_took_it(self):
        """Odoo was down over midnight and learned of it later; the day is the workshop's."""
        for captured_at, day in (
            ("2026-10-01T20:30:00.000Z", "2026-10-01"),
            ("2026-10-01T21:30:00.000Z", "2026-10-02"),
        ):
            with self.subTest(captured_at=captured_at):
                tx = self._press(self._open(deal=self._create_priced_deal(1000)))
                self.yoo.pay(tx.yookassa_object_id, captured_at=captured_at)
                self.look(tx)
                tx._post_process()
                self.assertEqual(str(tx.payment_id.date), day)
