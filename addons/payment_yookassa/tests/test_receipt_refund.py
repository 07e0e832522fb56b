from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from .receipt_case import GOODS, ReceiptCase


@tagged("post_install", "-at_install")
class TestRefundReceipt(ReceiptCase):
    def test_part_repeats_the_mode_and_rate_of_the_payment(self):
        tx = self.registered()
        refund = self.do(tx, "_refund", 10000.01)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual((item["vat_code"], item["payment_mode"]), (12, "full_prepayment"))
        self.assertEqual(item["amount"]["value"], "10000.01")
        self.run_receipts()
        row = refund.yookassa_receipt_ids
        self.assertEqual((row.type, row.state), ("refund", "succeeded"))

    def test_refund_in_full_is_made_by_yookassa_and_followed(self):
        tx = self.registered()
        refund = self.do(tx, "_refund", 60000)
        self.assertNotIn("receipt", self.yoo.sent("POST", "/refunds")[0]["body"])
        self.run_receipts()
        self.assertEqual(refund.yookassa_receipt_ids.state, "succeeded")

    def test_after_the_hand_over_the_sale_is_undone(self):
        tx = self.registered()
        self.hand_over(tx)
        self.run_receipts()
        refund = self.do(tx, "_refund", 60000)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual((item["vat_code"], item["payment_mode"]), (11, "full_payment"))
        self.run_receipts()
        self.assertEqual(refund.yookassa_receipt_ids.state, "succeeded")

    def test_prepayment_of_last_year_is_given_back_at_its_rate(self):
        hook = self.env.registry["payment.transaction"]
        rates = {2025: Decimal(20), 2026: Decimal(22)}

        def lines(tx, day=None):
            return [{**GOODS[0], "tax_rate": rates[day.year]}]

        self.patch(hook, "_yookassa_receipt_lines", lines)
        with patch.object(hook, "_yookassa_today", lambda tx: date(2025, 12, 30)):
            tx = self.registered()
        self.assertEqual(self.sent_receipt()["items"][0]["vat_code"], 6)
        self.do(tx, "_refund", 100)
        self.assertEqual(self.sent_receipt("/refunds")["items"][0]["vat_code"], 6)

    def test_client_without_email_gets_no_half_refund(self):
        tx = self.registered()
        self.client.email = False
        tx.partner_email = False
        refund = self.do(tx, "_refund", 100)
        self.assertEqual(refund.state, "error")
        self.assertIn("Enter the e-mail of Anna", refund.state_message)
        self.assertFalse(self.yoo.sent("POST", "/refunds"))
        self.assertFalse(refund.yookassa_receipt_ids.filtered(lambda row: row.state != "void"))
