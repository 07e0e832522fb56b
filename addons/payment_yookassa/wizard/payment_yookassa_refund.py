from odoo import api, fields, models


class PaymentYookassaRefund(models.TransientModel):
    """How much is given back of a payment, and why."""

    _name = "payment.yookassa.refund"
    _description = "Refund through YooKassa"

    transaction_id = fields.Many2one("payment.transaction", required=True, readonly=True)
    currency_id = fields.Many2one(related="transaction_id.currency_id")
    amount = fields.Monetary(
        "Refund Amount",
        compute="_compute_amount",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    reason = fields.Char(required=True, help="Kept with the refund and shown on the payment.")

    @api.depends("transaction_id")
    def _compute_amount(self):
        for wizard in self:
            tx = wizard.transaction_id
            tx.check_access("read")
            wizard.amount = float(tx.sudo()._yookassa_net()) if tx else 0

    @api.constrains("amount")
    def _check_amount(self):
        for wizard in self:
            wizard.transaction_id._yookassa_check_refund_amount(wizard.amount)

    def action_refund(self):
        """Give the money back; the transaction checks rights and amount."""
        self.ensure_one()
        tx = self.transaction_id.with_context(refund_reason=self.reason)
        return tx.action_refund(amount_to_refund=self.amount)
