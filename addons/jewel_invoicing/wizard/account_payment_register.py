from odoo import models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    def _create_payments(self):
        """Override of `account`: a payment registered on an invoice finds the invoice's deal."""
        payments = super()._create_payments()
        payments._take_deal_of(self.line_ids.move_id)
        return payments
