from odoo import fields, models


class PaymentRefundWizard(models.TransientModel):
    """The accountant's refund says why."""

    _inherit = "payment.refund.wizard"

    reason = fields.Char(help="Kept with the refund and shown on the payment.")
    provider_code = fields.Selection(related="transaction_id.provider_code")

    def action_refund(self):
        """Override of `account_payment` to pass the reason on and to keep it on the payment."""
        # Before the refund, which commits: what fails after that would be run, and paid, again.
        if self.reason:
            self.payment_id.message_post(body=self.env._("Reason of the refund: %s", self.reason))
        reasoned = self.with_context(refund_reason=self.reason or "")
        return super(PaymentRefundWizard, reasoned).action_refund()
