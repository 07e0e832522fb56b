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
