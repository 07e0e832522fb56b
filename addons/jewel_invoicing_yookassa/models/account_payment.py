from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """Override: the rest of a deal may come by its invoice, after the hand-over."""
        result = super().write(vals)
        if vals.keys() & {"state", "deal_id"}:
            for deal in self.deal_id:
                deal._queue_closing_receipts()
        return result
