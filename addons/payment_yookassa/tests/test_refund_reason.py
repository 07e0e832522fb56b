from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestRefundReason(YookassaCase):
    """Refund rights: a reason is required and shown with the outcome on the payment."""

    def last_words(self, tx):
        return " ".join(tx.message_ids.mapped("body"))

    def test_without_a_reason_nothing_is_given_back(self):
        tx = self.paid(1000)
        with self.assertRaisesRegex(UserError, f"To refund payment {tx.reference}, say why"):
            tx.with_user(self.admin).action_refund(100)
        with self.assertRaises(UserError):
            tx.with_user(self.admin).with_context(refund_reason="  ").action_refund(100)
        self.assertFalse(self.yoo.sent("POST", "/refunds"))

    @capability("A22")
    def test_wizard_asks_for_it_and_the_chatter_shows_the_outcome(self):
        tx = self.paid(1000)
        with self.worker() as env:
            wizard = env(user=self.admin)["payment.yookassa.refund"].create(
                {"transaction_id": tx.id, "reason": "The stone fell out"}
            )
            self.assertEqual(wizard.amount, 1000)
            wizard.amount = 300
            wizard.action_refund()
        refund = tx.child_transaction_ids
        self.assertEqual((refund.state, refund.amount), ("done", -300))
        self.assertEqual(refund.yookassa_refund_reason, "The stone fell out")
        words = self.last_words(tx)
        self.assertIn("given back", words)
        self.assertIn("The stone fell out", words)

    def test_chatter_shows_a_refund_that_was_not_made(self):
        tx = self.paid(1000)
        self.do(tx, "_refund", 1001)
        self.assertIn("not made", self.last_words(tx))

    def test_second_payment_of_a_reference_is_shown_not_booked(self):
        tx = self.paid(1000)
        second = self.yoo.payment_from_elsewhere(
            "1000.00", metadata={"reference": tx.reference, "database": tx._yookassa_database()}
        )
        with self.worker() as env:
            env["payment.provider"]._cron_yookassa_watch()
        self.assertEqual(tx.provider_reference, tx.yookassa_object_id)
        self.assertNotEqual(tx.yookassa_object_id, second["id"])
        self.assertFalse(tx.child_transaction_ids)
        stray = self.env["payment.yookassa.stray"].search([("payment_id", "=", second["id"])])
        self.assertEqual(stray.amount, 1000)
        self.assertEqual(stray.activity_ids.user_id, self.admin)
