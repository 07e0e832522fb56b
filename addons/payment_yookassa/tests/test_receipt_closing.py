from unittest.mock import patch

from odoo.tests import tagged

from .common import capability
from .receipt_case import ReceiptCase
from .test_crash import Killed


@tagged("post_install", "-at_install")
class TestClosingReceipt(ReceiptCase):
    @capability("F16", "F20")
    def test_one_receipt_of_the_full_price_closes_both_parts(self):
        first, second = self.registered(60000), self.registered(40000)
        row = self.hand_over(first | second)
        self.assertEqual((len(row), row.state), (1, "draft"))
        self.run_receipts()
        self.assertEqual(row.state, "succeeded")
        [call] = self.yoo.sent("POST", "/receipts")
        body = call["body"]
        self.assertEqual(body["payment_id"], second.yookassa_object_id)
        [item] = body["items"]
        self.assertEqual(
            (item["vat_code"], item["payment_mode"], item["amount"]["value"]),
            (11, "full_payment", "100000.00"),
        )
        found = [(part["type"], part["amount"]["value"]) for part in body["settlements"]]
        self.assertEqual(found, [("prepayment", "60000.00"), ("prepayment", "40000.00")])
        self.assertEqual(row.settled_transaction_ids, first | second)

    def test_receipt_made_at_the_register_by_hand_lets_the_closing_one_go(self):
        self.yoo.receipt_status = "canceled"
        tx = self.paid()
        refused, closing = tx.yookassa_receipt_ids, self.hand_over(tx)
        self.yoo.receipt_status = "succeeded"
        self.run_receipts()
        self.assertIn("Waits for the receipt", closing.error)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        refused.with_user(self.admin).action_made_by_hand()
        self.assertEqual(refused.state, "by_hand")
        self.assertFalse(refused.can_retry or self.told(refused))
        self.run_receipts()
        self.assertEqual(closing.state, "succeeded")

    def test_refund_in_full_of_what_was_made_by_hand_sends_its_own_receipt(self):
        self.yoo.receipt_status = "canceled"
        tx = self.paid()
        self.run_receipts()
        tx.yookassa_receipt_ids.with_user(self.admin).action_made_by_hand()
        self.do(tx, "_refund", 60000)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual(item["payment_mode"], "full_prepayment")

    def test_closing_receipt_made_by_hand_is_undone_by_the_refund(self):
        tx = self.registered()
        closing = self.hand_over(tx)
        self.yoo.receipt_status = "canceled"
        self.run_receipts()
        closing.with_user(self.admin).action_made_by_hand()
        self.do(tx, "_refund", 100)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual(item["payment_mode"], "full_payment")

    def test_one_for_each_payment(self):
        self.provider.yookassa_closing = "each"
        first, second = self.registered(60000), self.registered(40000)
        rows = self.hand_over(first | second)
        self.run_receipts()
        self.assertEqual(rows.mapped("state"), ["succeeded"] * 2)
        sums = {
            entry["body"]["payment_id"]: entry["body"]["items"][0]["amount"]["value"]
            for entry in self.yoo.sent("POST", "/receipts")
        }
        self.assertEqual(
            sums,
            {first.yookassa_object_id: "60000.00", second.yookassa_object_id: "40000.00"},
        )

    def test_second_hand_over_makes_no_second_receipt(self):
        tx = self.registered()
        self.hand_over(tx)
        self.assertFalse(self.hand_over(tx))
        self.run_receipts()
        self.assertFalse(self.hand_over(tx))
        self.run_receipts()
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)

    def test_waits_for_the_receipts_of_the_payments(self):
        self.yoo.receipt_status = "pending"
        tx = self.paid()
        row = self.hand_over(tx)
        self.run_receipts()
        self.assertEqual(row.state, "draft")
        self.assertIn("Waits until", row.error)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        self.yoo.answer_receipts("succeeded")
        self.yoo.receipt_status = "succeeded"
        self.run_receipts()
        self.run_receipts()
        self.assertEqual(row.state, "succeeded")

    def test_payment_in_full_at_hand_over_needs_none(self):
        self.provider.yookassa_mode = "full_payment"
        self.assertFalse(self.hand_over(self.registered()))

    def test_what_was_given_back_is_not_closed(self):
        tx = self.registered(1000)
        self.do(tx, "_refund", 300)
        self.hand_over(tx)
        self.run_receipts()
        body = self.yoo.sent("POST", "/receipts")[0]["body"]
        self.assertEqual(body["settlements"][0]["amount"]["value"], "700.00")

    def test_refund_before_it_is_sent_stops_it(self):
        tx = self.registered(1000)
        row = self.hand_over(tx)
        self.do(tx, "_refund", 300)
        self.run_receipts()
        self.assertEqual(row.state, "failed")
        self.assertIn("money was given back", self.told(row).note)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        row.action_retry()
        self.run_receipts()
        self.assertEqual((row.retry_ids.state, row.retry_ids.amount), ("succeeded", 700))

    def test_refund_of_all_before_it_is_sent_makes_it_void(self):
        tx = self.registered(1000)
        row = self.hand_over(tx)
        self.do(tx, "_refund", 1000)
        self.run_receipts()
        self.assertEqual(row.state, "void")
        self.assertFalse(self.told(row) or self.yoo.sent("POST", "/receipts"))

    def test_staff_is_told_in_its_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"].search(
            [("name", "=", "payment_yookassa")]
        )._update_translations(["ru_RU"])
        self.admin.lang = "ru_RU"
        row = self.hand_over(self.registered())
        self.yoo.receipt_status = "canceled"
        self.run_receipts()
        self.assertIn("Касса отклонила чек", self.told(row).note)

    @capability("F16")
    def test_lost_answer_makes_one_receipt(self):
        for fault in ("timeout", "html", 202, 429, 500):
            for after in (False, True):
                with self.subTest(fault=fault, after=after):
                    type(self).yoo = type(self.yoo)()
                    row = self.hand_over(self.registered())
                    self.yoo.fault(fault, "/receipts", method="POST", after=after)
                    self.run_receipts()
                    self.assertEqual(row.state, "sent")
                    self.assertTrue(row.error)
                    self.run_receipts()
                    self.assertEqual(row.state, "succeeded")
                    closing = [one for one in self.yoo.receipts.values() if "settlements" in one]
                    self.assertEqual(len(closing), 1)
                    sent = self.yoo.sent("POST", "/receipts")
                    self.assertEqual(sent[0]["key"], sent[-1]["key"])
                    self.assertEqual(sent[0]["body"], sent[-1]["body"])

    def test_after_a_day_nothing_is_sent_again(self):
        row = self.hand_over(self.registered())
        self.yoo.fault(500, "/receipts", method="POST")
        self.run_receipts()
        self.run_receipts(hours=24)
        self.assertEqual(row.state, "failed")
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)
        self.assertIn("has not arrived", self.told(row).note)

    @capability("F16")
    def test_server_dies_between_key_and_call(self):
        original = self.env.registry["payment.yookassa.receipt"]._post
        for after in (False, True):
            with self.subTest(after=after):
                type(self).yoo = type(self.yoo)()
                row = self.hand_over(self.registered())

                def deadly(record, after=after):
                    if after:
                        original(record)
                    raise Killed()

                self.env.flush_all()
                model = self.env.registry["payment.yookassa.receipt"]
                with patch.object(model, "_post", deadly), self.registry.cursor() as cr:
                    try:
                        self.env(cr=cr)["payment.yookassa.receipt"].browse(row.id)._step()
                        self.fail("the call was not reached")
                    except Killed:
                        cr.rollback()
                self.env.invalidate_all()
                self.assertEqual(row.state, "sent")
                self.assertTrue(row.key)
                self.run_receipts()
                self.assertEqual(row.state, "succeeded")
                closing = [one for one in self.yoo.receipts.values() if "settlements" in one]
                self.assertEqual(len(closing), 1)

    def test_refused_request_says_why_and_is_repeated_when_corrected(self):
        tx = self.registered()
        row = self.hand_over(tx)
        tx.partner_email = False
        self.run_receipts()
        self.assertEqual(row.state, "failed")
        self.assertIn("Enter the e-mail of Anna", self.told(row).note)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        self.assertFalse(self.hand_over(tx))
        tx.partner_email = "anna@example.com"
        row.with_user(self.admin).action_retry()
        self.run_receipts()
        self.assertEqual(row.retry_ids.state, "succeeded")

    def test_register_refuses(self):
        row = self.hand_over(self.registered())
        self.yoo.receipt_status = "canceled"
        self.run_receipts()
        self.assertEqual(row.state, "canceled")
        self.yoo.receipt_status = "succeeded"
        row.action_retry()
        self.run_receipts()
        self.assertEqual(row.retry_ids.state, "succeeded")
        keys = [entry["key"] for entry in self.yoo.sent("POST", "/receipts")]
        self.assertEqual(len(set(keys)), 2)

    def test_answer_about_another_receipt_is_put_before_a_person(self):
        row = self.hand_over(self.registered())
        self.yoo.receipt_status = "pending"
        self.run_receipts()
        self.yoo.receipts[row.receipt_id]["items"][0]["amount"]["value"] = "59999.99"
        self.run_receipts()
        self.assertEqual(row.state, "failed")
        self.assertIn("sum 59999.99", self.told(row).note)
