from odoo.tests import tagged

from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestHold(YookassaCase):
    """Money held on the card."""

    def setUp(self):
        super().setUp()
        self.allow_holds()

    def held(self, amount=1000):
        tx = self.paid(amount)
        self.assertEqual(tx.state, "authorized")
        return tx

    @capability("A22")
    def test_charge_in_full(self):
        tx = self.held()
        child = self.do(tx, "_capture")
        self.assertEqual((tx.state, child.state, child.amount), ("done", "done", 1000))
        self.assertEqual(tx.child_transaction_ids, child)

    def test_charge_in_part_releases_the_rest(self):
        tx = self.held()
        child = self.do(tx, "_capture", 600)
        self.assertEqual((child.state, child.amount), ("done", 600))
        rest = tx.child_transaction_ids - child
        self.assertEqual((rest.state, rest.amount), ("cancel", 400))
        self.assertEqual(tx.state, "done")
        self.assertEqual(self.do(tx, "_void", 400), rest)

    @capability("A22")
    def test_release(self):
        tx = self.held()
        child = self.do(tx, "_void")
        self.assertEqual((tx.state, child.state), ("cancel", "cancel"))
        [payment] = self.yoo.payments.values()
        self.assertEqual(payment["status"], "canceled")

    def test_already_charged_in_the_profile_is_not_charged_again(self):
        """Crash: capture, cancel. GET first; the state tells."""
        tx = self.held()
        self.yoo.payments[tx.yookassa_object_id]["status"] = "succeeded"
        child = self.do(tx, "_capture")
        self.assertEqual((tx.state, child.state), ("done", "done"))
        self.assertFalse(self.yoo.sent("POST", "/payments/"))

    def test_released_in_the_profile_cannot_be_charged(self):
        tx = self.held()
        self.yoo.cancel(tx.yookassa_object_id, "expired_on_capture")
        child = self.do(tx, "_capture")
        self.assertEqual((tx.state, child.state), ("cancel", "error"))

    def test_lost_answer_is_looked_up(self):
        for method, state in (("_capture", "done"), ("_void", "cancel")):
            for after in (False, True):
                with self.subTest(method=method, after=after):
                    tx = self.held()
                    self.yoo.fault("timeout", "/payments/", "POST", after)
                    child = self.do(tx, method)
                    self.assertEqual(child.state, "pending")
                    self.end_waiting(child)
                    self.run_checks()
                    self.assertEqual((tx.state, child.state), (state, state))

    def test_part_charged_in_the_profile_is_booked_as_a_part(self):
        tx = self.held()
        payment = self.yoo.payments[tx.yookassa_object_id]
        payment.update(status="succeeded", amount={"value": "250.50", "currency": "RUB"})
        self.look(tx)
        children = tx.child_transaction_ids.sorted("amount")
        self.assertEqual(children.mapped("amount"), [250.5, 749.5])
        self.assertEqual(children.mapped("state"), ["done", "cancel"])
        self.look(tx)
        self.assertEqual(len(tx.child_transaction_ids), 2)

    def test_refund_of_a_charged_hold(self):
        tx = self.held()
        child = self.do(tx, "_capture", 600)
        refund = self.do(child, "_refund", 100)
        self.assertEqual((refund.state, refund.amount), ("done", -100))
        self.yoo.refund_in_profile(tx.yookassa_object_id, "50.00")
        with self.worker() as env:
            env["payment.provider"]._cron_yookassa_watch()
        self.assertEqual(sorted(child.child_transaction_ids.mapped("amount")), [-100, -50])

    def test_hold_that_ends_is_noticed(self):
        tx = self.held()
        self.yoo.cancel(tx.yookassa_object_id, "expired_on_capture")
        self.end_waiting(tx, hours=7 * 24)
        self.run_checks()
        self.assertEqual(tx.state, "cancel")
