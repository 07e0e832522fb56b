from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestRefund(YookassaCase):
    """Money given back."""

    @capability("A22")
    def test_part_and_rest(self):
        tx = self.paid(1000)
        first = self.do(tx, "_refund", 300)
        self.assertEqual((first.state, first.amount), ("done", -300))
        second = self.do(tx, "_refund", 700)
        self.assertEqual(second.state, "done")
        self.assertEqual(len(self.yoo.refunds), 2)
        self.assertEqual(first.source_transaction_id, tx)
        self.assertTrue(first.provider_reference in self.yoo.refunds)

    def test_more_than_is_left_is_refused(self):
        """Refund rights: amount <= refundable, even with the first one still on its way."""
        tx = self.paid(1000)
        self.yoo.refund_status = "pending"
        self.assertEqual(self.do(tx, "_refund", 800).state, "pending")
        refused = self.do(tx, "_refund", 300)
        self.assertEqual(refused.state, "error")
        self.assertIn("at most 200.00", refused.state_message)
        self.assertEqual(len(self.yoo.sent("POST", "/refunds")), 1)

    def test_refused_by_yookassa_says_why(self):
        tx = self.paid(1000)
        self.yoo.refund_in_profile(tx.yookassa_object_id, "900.00")
        refund = self.do(tx, "_refund", 500)
        self.assertEqual(refund.state, "error")
        self.assertIn("Refund is more than the payment", refund.state_message)

    def test_user_without_rights_cannot_refund(self):
        """Refund rights: neither an employee nor the client may give money back."""
        tx = self.paid(1000)
        user = new_test_user(self.env, "seller-1", groups="base.group_user")
        with self.assertRaises(AccessError):
            tx.with_user(user).action_refund()
        self.assertFalse(self.yoo.refunds)

    def test_receipt_goes_with_a_part_only(self):
        tx, whole = self.paid(1000), self.paid(1000)
        hook = self.env.registry["payment.transaction"]
        self.patch(hook, "_yookassa_prepare_receipt", lambda tx, operation: {"for": operation})
        self.do(tx, "_refund", 300)
        self.do(whole, "_refund", 1000)
        part, full = (entry["body"] for entry in self.yoo.sent("POST", "/refunds"))
        self.assertEqual(part["receipt"], {"for": "refund"})
        self.assertNotIn("receipt", full)

    def test_pending_refund_is_followed(self):
        tx = self.paid(1000)
        self.yoo.refund_status = "pending"
        refund = self.do(tx, "_refund", 1000)
        self.assertEqual(refund.state, "pending")
        self.yoo.refunds[refund.yookassa_object_id]["status"] = "succeeded"
        self.end_waiting(refund)
        self.run_checks()
        self.assertEqual(refund.state, "done")
        self.assertFalse(refund.yookassa_next_check_at)

    def test_refund_that_fails_later_is_told(self):
        tx = self.paid(1000)
        self.yoo.refund_status = "pending"
        refund = self.do(tx, "_refund", 1000)
        self.yoo.refunds[refund.yookassa_object_id].update(
            status="canceled",
            cancellation_details={"party": "refund_network", "reason": "rejected_by_payee"},
        )
        self.end_waiting(refund)
        self.run_checks()
        self.assertEqual(refund.state, "cancel")
        self.assertEqual(refund.yookassa_cancel_reason, "refund_network: rejected_by_payee")
        self.assertIn("another way", self.activities_of(refund).note)
        self.assertEqual(self.do(tx, "_refund", 1000).state, "pending")

    @capability("A22")
    def test_lost_answer_gives_back_once(self):
        """Crash: refund. The outcome is looked up before anything new is sent."""
        for fault in ("timeout", "html", 202, 500):
            for after in (False, True):
                with self.subTest(fault=fault, after=after):
                    tx = self.paid(1000)
                    self.yoo.fault(fault, "/refunds", after=after)
                    refund = self.do(tx, "_refund", 400)
                    self.assertEqual(refund.state, "pending")
                    self.assertIn("do not repeat", refund.state_message)
                    self.end_waiting(refund)
                    self.run_checks()
                    self.assertEqual(refund.state, "done")
                    given = [
                        row
                        for row in self.yoo.refunds.values()
                        if row["payment_id"] == tx.yookassa_object_id
                    ]
                    self.assertEqual(len(given), 1)

    def test_repeat_has_the_same_key_and_body(self):
        tx = self.paid(1000)
        self.yoo.fault(500, "/refunds")
        refund = self.do(tx, "_refund", 400)
        self.end_waiting(refund)
        self.run_checks()
        first, second = self.yoo.sent("POST", "/refunds")
        self.assertEqual((first["key"], first["body"]), (second["key"], second["body"]))

    def test_after_a_day_nothing_is_sent_again(self):
        """Crash: refund. When the key is forgotten, look and give up, do not repeat."""
        tx = self.paid(1000)
        self.yoo.fault(500, "/refunds")
        refund = self.do(tx, "_refund", 400)
        self.end_waiting(refund, hours=24)
        self.run_checks()
        self.assertEqual(refund.state, "error")
        self.assertEqual(len(self.yoo.sent("POST", "/refunds")), 1)
        self.assertIn("nothing was given back", self.activities_of(refund).note)

    def test_refund_of_another_sum_is_blocked(self):
        """Amount: a refund's answer is compared as exactly as a payment's."""
        tx = self.paid(1000)
        self.yoo.refund_status = "pending"
        refund = self.do(tx, "_refund", 400)
        self.yoo.refunds[refund.yookassa_object_id]["amount"]["value"] = "399.99"
        self.look(refund)
        self.assertTrue(refund.yookassa_blocked)

    @capability("A22")
    def test_amount_must_be_above_zero(self):
        """Refund rights: neither nothing nor less than nothing can be given back."""
        tx = self.paid(1000)
        wizards = self.env["payment.yookassa.refund"].with_user(self.admin)
        for amount in (0, -300, 0.001):
            with self.subTest(amount=amount):
                with self.assertRaisesRegex(ValidationError, "above zero"):
                    tx.with_context(refund_reason="Too small").action_refund(amount)
                with self.assertRaisesRegex(ValidationError, "above zero"):
                    wizards.create({"transaction_id": tx.id, "reason": "No", "amount": amount})
        self.assertFalse(self.yoo.refunds)

    def test_refund_known_before_its_payment_brings_the_payment_first(self):
        tx = self.started(1000)
        self.yoo.pay(tx.yookassa_object_id)
        refund = self.yoo.refund_in_profile(tx.yookassa_object_id, "300.00")
        states = []
        with self.worker() as env:
            root = env["payment.transaction"].browse(tx.id)
            hook = env.registry["payment.transaction"]
            make = hook._create_child_transaction

            def seen(record, *args, **values):
                states.append(record.state)
                return make(record, *args, **values)

            self.patch(hook, "_create_child_transaction", seen)
            root._yookassa_adopt_refund(refund)
        self.assertEqual(states, ["done"])
        self.assertEqual((tx.state, tx.child_transaction_ids.state), ("done", "done"))
