from datetime import timedelta
from decimal import Decimal

from odoo import fields

from .common import YookassaCase

GOODS = [
    {"name": "Запонки «Ромб», золото 585", "quantity": Decimal(1), "amount": Decimal("100000.01")},
    {"name": "К" * 129, "quantity": Decimal(2), "amount": Decimal("33333.33")},
    {"name": "Футляр", "quantity": Decimal(1), "amount": Decimal("0.66"), "tax_rate": None},
]
TOTAL = Decimal("133334.00")


class ReceiptCase(YookassaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.write({"yookassa_vat": "22", "yookassa_receipts": "yookassa"})
        cls.client.email = "anna@example.com"

    def new_tx(self, *args, **values):
        values.setdefault("partner_id", self.client.id)
        return super().new_tx(*args, **values)

    def run_receipts(self, hours=0):
        """The scheduled job finds every receipt due; the receipts are ``hours`` old."""
        rows = self.env["payment.yookassa.receipt"].search(
            [("state", "in", ("draft", "sent", "pending"))]
        )
        rows.filtered("next_check_at").next_check_at = fields.Datetime.now() - timedelta(seconds=1)
        if hours:
            rows.filtered("opened_at").opened_at = fields.Datetime.now() - timedelta(hours=hours)
        with self.worker() as env:
            env["payment.yookassa.receipt"]._cron_follow()

    def registered(self, amount=60000, **values):
        """A paid transaction whose receipt the register has taken."""
        tx = self.paid(amount, **values)
        self.run_receipts()
        self.assertEqual(tx.yookassa_receipt_ids.state, "succeeded")
        return tx

    def hand_over(self, txs, lines=None):
        with self.worker() as env:
            payments = env["payment.transaction"].browse(txs.ids)
            total = sum(tx._yookassa_decimal() for tx in txs)
            row = payments._yookassa_send_settlement_receipt(
                lines or [{"name": "Кольцо", "quantity": Decimal(1), "amount": total}]
            )
            ids = row.ids
        return self.env["payment.yookassa.receipt"].browse(ids)

    def told(self, row):
        return self.env["mail.activity"].search(
            [("res_model", "=", row._name), ("res_id", "in", row.ids)]
        )

    def sent_receipt(self, path="/payments"):
        return self.yoo.sent("POST", path)[-1]["body"]["receipt"]
