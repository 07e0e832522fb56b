from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ReceiptCase


@tagged("post_install", "-at_install")
class TestAccess(ReceiptCase):
    def test_who_sees_receipts(self):
        for role, user in self.users.items():
            with self.subTest(role=role):
                receipts = self.env["payment.yookassa.receipt"].with_user(user)
                allowed = user.has_group("account.group_account_invoice")
                self.assertEqual(receipts.has_access("read"), allowed)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(receipts.has_access(operation))
        self.assertTrue(self.users["accountant"].has_group("account.group_account_invoice"))

    def test_accountant_reads_and_sends_again(self):
        self.yoo.receipt_status = "canceled"
        request = self._open(deal=self._create_priced_deal(1000))
        tx = self._press(request)
        self.yoo.pay(tx.yookassa_object_id)
        self.look(tx)
        row = tx.yookassa_receipt_ids.with_user(self.users["accountant"])
        self.assertEqual(row.read(["state", "contents"])[0]["state"], "canceled")
        with self.assertRaises(AccessError):
            row.read(["body"])
        row.action_retry()
        self.yoo.receipt_status = "succeeded"
        self.run_receipts()
        self.assertEqual(row.retry_ids.state, "succeeded")

    @capability("A22")
    def test_accountants_refund_needs_a_reason(self):
        tx = self._pay(self._open(deal=self._create_priced_deal(1000)))
        values = {"payment_id": tx.payment_id.id, "amount_to_refund": 100}
        with self.worker() as env:
            wizards = env(user=self.users["accountant"])["payment.refund.wizard"]
            with self.assertRaisesRegex(UserError, "say why"):
                wizards.create(values).action_refund()
            wizards.create({**values, "reason": "Too small"}).action_refund()
        refund = tx.child_transaction_ids
        self.assertEqual((refund.state, refund.yookassa_refund_reason), ("done", "Too small"))
        self.assertIn("Too small", " ".join(tx.message_ids.mapped("body")))

    @capability("A22")
    def test_accountant_checks_again(self):
        tx = self._press(self._open(deal=self._create_priced_deal(1000)))
        self.end_waiting(tx, hours=26)
        self.run_checks()
        self.yoo.pay(tx.yookassa_object_id)
        accountant = self.users["accountant"]
        view = self.env.ref("payment.payment_transaction_form")
        transactions = self.env["payment.transaction"].with_user(accountant)
        self.assertIn("action_yookassa_check", transactions.get_view(view.id, "form")["arch"])
        with self.worker() as env:
            env(user=accountant)["payment.transaction"].browse(tx.id).action_yookassa_check()
        self.assertEqual(tx.state, "done")

    def test_refund_before_the_booking_leaves_the_payment_booked(self):
        deal = self._create_priced_deal(1000)
        tx = self._press(self._open(deal=deal, percent=100))
        self.yoo.pay(tx.yookassa_object_id)
        self.look(tx)
        refund = self.do(tx, "_refund", 300)
        (refund | tx)._post_process()
        self.assertEqual((tx.payment_id.amount, tx.payment_id.payment_type), (1000, "inbound"))
        self.assertEqual(tx.payment_id.deal_id, deal)
        self.assertEqual(refund.payment_id.payment_type, "outbound")
        self.assertEqual(refund.payment_id.source_payment_id, tx.payment_id)
        self.assertEqual(deal.amount_paid, 700)
        (refund | tx)._post_process()
        self.assertEqual(deal.amount_paid, 700)
