from odoo import models


class AccountPayment(models.Model):
    """Money that comes or goes makes the papers void that were printed before it."""

    _inherit = "account.payment"

    def write(self, vals):
        deals = self.deal_id
        result = super().write(vals)
        if vals.keys() & {"state", "amount", "payment_type", "deal_id"}:
            (deals | self.deal_id)._post_deal_money()
        return result

    def unlink(self):
        deals = self.deal_id
        result = super().unlink()
        deals._post_deal_money()
        return result
