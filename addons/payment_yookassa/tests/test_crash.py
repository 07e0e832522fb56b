from unittest.mock import patch

from odoo.tests import tagged

from .common import YookassaCase, capability


class Killed(BaseException):
    """kill -9: nothing in the code may catch this."""


@tagged("post_install", "-at_install")
class TestCrash(YookassaCase):
    """The server dies between a call and its commit: nothing is lost, nothing is doubled."""

    def kill_at(self, tx, method, *args, after):
        """Run ``method`` in a server that dies right before or right after its call goes out."""
        operation = self.env.registry["payment.yookassa.operation"]
        original = operation._send

        def deadly(record):
            if after:
                original(record)
            raise Killed()

        self.env.flush_all()
        with patch.object(operation, "_send", deadly), self.registry.cursor() as cr:
            record = self.env(cr=cr)["payment.transaction"].browse(tx.id)
            try:
                getattr(record, method)(*args)
                self.fail("the call was not reached")
            except Killed:
                cr.rollback()
        self.env.invalidate_all()

    def recover(self, txs):
        for tx in txs:
            self.end_waiting(tx)
        self.run_checks()

    @capability("A22")
    def test_payment(self):
        """Crash after API call, before commit: payment."""
        for after in (False, True):
            with self.subTest(after=after):
                tx = self.new_tx()
                made = len(self.yoo.payments)
                self.kill_at(tx, "_get_processing_values", after=after)
                self.assertEqual(tx.yookassa_operation_ids.state, "open")
                self.recover(tx)
                self.assertEqual(tx.state, "pending")
                self.assertEqual(len(self.yoo.payments), made + 1)
                self.yoo.pay(tx.yookassa_object_id)
                self.look(tx)
                self.assertEqual(tx.state, "done")

    @capability("A22")
    def test_refund(self):
        """Crash: refund. The record and its key were committed before the call."""
        for after in (False, True):
            with self.subTest(after=after):
                tx = self.paid(1000)
                made = len(self.yoo.refunds)
                self.kill_at(tx, "_refund", 400, after=after)
                refund = tx.child_transaction_ids
                self.assertEqual(refund.yookassa_operation_ids.state, "open")
                self.recover(refund)
                self.assertEqual((refund.state, refund.amount), ("done", -400))
                self.assertEqual(len(self.yoo.refunds), made + 1)

    @capability("A22")
    def test_capture_and_void(self):
        """Crash: capture, cancel."""
        self.allow_holds()
        for method, state in (("_capture", "done"), ("_void", "cancel")):
            for after in (False, True):
                with self.subTest(method=method, after=after):
                    tx = self.paid(1000)
                    self.kill_at(tx, method, after=after)
                    child = tx.child_transaction_ids
                    self.recover(child)
                    self.assertEqual((tx.state, child.state), (state, state))

    @capability("A22")
    def test_capture_that_a_notification_tells_of_first(self):
        """Crash: capture. Whoever learns of it, no call is left open."""
        self.allow_holds()
        tx = self.paid(1000)
        self.kill_at(tx, "_capture", after=True)
        self.look(tx)
        operation = tx.child_transaction_ids.yookassa_operation_ids
        self.assertEqual((tx.state, operation.state), ("done", "done"))
