from datetime import date
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import ReceiptCase


@tagged("post_install", "-at_install")
class TestClosing(ReceiptCase):
    """The receipt of the hand-over."""

    def _sell(self, deal, *parts):
        for part in parts:
            self._pay(self._open(part, deal=deal))
        self._move(deal, "production", "ready")

    @capability("F16", "F20")
    def test_two_parts_paid_are_closed_by_one_receipt_at_the_hand_over(self):
        deal = self._create_priced_deal(100000.01, 33333.33, 0.67)
        self._sell(deal, "prepayment", "balance")
        self.assertFalse(self._get_closing(deal))
        self._move(deal, "shipping")
        self.assertFalse(self.yoo.sent("POST", "/receipts"))  # not in the business transaction
        self.run_receipts()
        self.assertEqual(self._get_closing(deal).state, "succeeded")
        body = self._get_body("/receipts")
        self.assertEqual(
            [(item["amount"]["value"], item["vat_code"]) for item in body["items"]],
            [("100000.01", 11), ("33333.33", 11), ("0.67", 11)],
        )
        self.assertEqual({item["payment_mode"] for item in body["items"]}, {"full_payment"})
        self.assertEqual(
            [(part["type"], part["amount"]["value"]) for part in body["settlements"]],
            [("prepayment", "66667.01"), ("prepayment", "66667.00")],
        )

    @capability("F16")
    def test_a_second_hand_over_makes_no_second_receipt(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment", "balance")
        self._move(deal, "shipping", "ready", "shipping")
        self.run_receipts()
        self._move(deal, "done")
        self.run_receipts()
        self.assertEqual(len(self._get_closing(deal)), 1)
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)

    def test_a_piece_that_comes_back_before_the_receipt_goes_is_not_told_as_sold(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment", "balance")
        self._move(deal, "shipping", "ready")
        self.run_receipts()
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        self._move(deal, "shipping")
        self.run_receipts()
        self.assertEqual(self._get_closing(deal).mapped("state"), ["succeeded", "void"])
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)

    def test_send_again_waits_for_the_next_hand_over(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment", "balance")
        self.yoo.receipt_status = "canceled"
        self._move(deal, "shipping")
        self.run_receipts()
        self.yoo.receipt_status = "succeeded"
        self._move(deal, "ready")
        refused = self._get_closing(deal)
        refused.with_user(self.users["accountant"]).action_retry()
        self.run_receipts()
        self.assertEqual(refused.retry_ids.state, "void")
        self.assertIn("is not handed over", refused.retry_ids.error)
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)
        self._move(deal, "shipping")
        self.run_receipts()
        self.assertEqual(self._get_closing(deal)[:1].state, "succeeded")
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 2)

    def test_a_receipt_that_arrived_after_all_is_told_though_the_piece_came_back(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment", "balance")
        self._move(deal, "shipping")
        self.yoo.fault("timeout", "/receipts", method="POST", after=True)
        self.run_receipts()
        failed = self._get_closing(deal)
        failed._fail("Nobody knows")
        self._move(deal, "ready")
        failed.with_user(self.users["accountant"]).action_retry()
        self.run_receipts()
        self.assertEqual(failed.retry_ids.state, "succeeded")
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)

    @mute_logger("odoo.addons.jewel_invoicing.models.payment_transaction")
    def test_rest_booked_while_the_piece_is_handed_over_is_not_missed(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment")
        balance = self._press(self._open("balance", deal=deal))
        self.yoo.pay(balance.yookassa_object_id)
        self.look(balance)
        self.run_receipts()
        somebody = SerializationFailure("could not serialize access due to concurrent update")
        with patch.object(self.env.registry["crm.lead"], "_jewel_lock", side_effect=somebody):
            balance._book_or_tell()
        self.assertFalse(balance.is_post_processed)
        self._move(deal, "shipping")
        balance._book_or_tell()
        self.assertTrue(self._get_closing(deal))

    def test_the_hand_over_may_be_the_end_of_the_deal(self):
        self.provider.yookassa_handover = "done"
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment", "balance")
        self._move(deal, "shipping")
        self.assertFalse(self._get_closing(deal))
        self._move(deal, "done")
        self.assertTrue(self._get_closing(deal))

    def test_what_is_not_paid_in_full_waits_for_the_rest(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment")
        self._move(deal, "shipping")
        self.assertFalse(self._get_closing(deal))
        self._pay(self._open("balance", deal=deal))
        self.run_receipts()
        self.assertEqual(self._get_closing(deal).state, "succeeded")
        # The rest was paid at the hand-over, by a receipt of its own.
        self.assertEqual(self._get_body("/receipts")["settlements"][0]["amount"]["value"], "500.00")
        self.assertEqual(len(self._get_body("/receipts")["settlements"]), 1)

    def test_the_rest_paid_by_invoice_after_the_hand_over_closes_the_prepayment(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment")
        self._move(deal, "shipping", "done")
        invoice = deal.order_ids._create_invoices(final=True)
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_user(self.users["accountant"])
        wizard = wizard.with_context(active_model="account.move", active_ids=invoice.ids)
        wizard.create({})._create_payments()
        self.assertEqual(deal.amount_due, 0)
        self.run_receipts()
        self.assertEqual(self._get_closing(deal).state, "succeeded")
        [part] = self._get_body("/receipts")["settlements"]
        self.assertEqual((part["type"], part["amount"]["value"]), ("prepayment", "500.00"))

    def test_money_in_cash_is_not_closed_at_yookassa(self):
        deal = self._create_priced_deal(1000, 500)
        self._pay(self._open(deal=deal))
        journal = self.provider.journal_id
        self._open("balance", deal=deal)._book_by_hand(750, journal, fields.Date.today(), "cash")
        self._move(deal, "production", "ready", "shipping")
        self.run_receipts()
        body = self._get_body("/receipts")
        self.assertEqual([part["amount"]["value"] for part in body["settlements"]], ["750.00"])
        self.assertEqual([i["amount"]["value"] for i in body["items"]], ["500.00", "250.00"])

    def test_a_deal_paid_in_cash_alone_has_none(self):
        deal = self._create_priced_deal(1000)
        request = self._open(deal=deal, percent=100)
        request._book_by_hand(1000, self.provider.journal_id, fields.Date.today(), "cash")
        self._move(deal, "production", "ready", "shipping")
        self.assertFalse(self._get_closing(deal))

    @capability("F20")
    def test_vat_changed_between_prepayment_and_hand_over(self):
        deal = self._create_priced_deal(1000, tax=self.vat20)
        hook = self.env.registry["payment.transaction"]
        with patch.object(hook, "_yookassa_today", lambda tx: date(2025, 12, 30)):
            self._sell(deal, "prepayment", "balance")
        codes = [
            entry["body"]["receipt"]["items"][0]["vat_code"]
            for entry in self.yoo.sent("POST", "/payments")
        ]
        self.assertEqual(codes, [6, 6])
        self._move(deal, "shipping")
        self.run_receipts()
        self.assertEqual(self._get_body("/receipts")["items"][0]["vat_code"], 11)

    def test_refund_after_the_hand_over_undoes_the_sale(self):
        deal = self._create_priced_deal(1000)
        tx = self._pay(self._open(deal=deal, percent=100))
        self._move(deal, "production", "ready", "shipping")
        self.run_receipts()
        self.do(tx, "_refund", 1000)
        [item] = self._get_body("/refunds")["receipt"]["items"]
        self.assertEqual((item["vat_code"], item["payment_mode"]), (11, "full_payment"))

    def test_failure_is_told_and_does_not_stop_the_deal(self):
        deal = self._create_priced_deal(1000)
        self._sell(deal, "prepayment", "balance")
        self.yoo.receipt_status = "canceled"
        self._move(deal, "shipping")
        self.run_receipts()
        row = self._get_closing(deal)
        self.assertEqual((row.state, deal.jewel_stage_key), ("canceled", "shipping"))
        self.assertEqual(row.activity_ids.user_id, self.admin)
        request = deal.pay_request_ids[:1].with_user(self.manager)
        self.assertIn("receipt was not made", request.money_note)

    @capability("F16")
    def test_goods_paid_twice_are_closed_after_the_surplus_is_given_back(self):
        deal = self._create_priced_deal(50000)
        first, second = (self._open(deal=deal, percent=100) for _press in range(2))
        presses = [self._press(request) for request in (first, second)]
        for tx in presses:
            self.yoo.pay(tx.yookassa_object_id)
            self.look(tx)
        self.run_receipts()
        for tx in presses:
            tx._post_process()
        self._move(deal, "production", "ready", "shipping")
        deal._queue_closing_receipts()  # safe to repeat
        self.assertFalse(self._get_closing(deal))
        [activity] = self.activities_of(presses[0] | presses[1])
        self.assertIn("surplus", activity.note)
        self.assertTrue(activity.user_id.has_group("account.group_account_invoice"))
        refund = self.do(presses[1], "_refund", 50000)
        refund._post_process()
        self.assertEqual(self._get_closing(deal).amount, 50000)
        self.assertFalse(self.activities_of(presses[0] | presses[1]))
