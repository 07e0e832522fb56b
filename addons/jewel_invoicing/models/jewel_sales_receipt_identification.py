from odoo import models


class JewelSalesReceipt(models.Model):
    _inherit = "jewel.sales.receipt"

    def action_identify(self):
        """The form of the client's identification, begun when there is none."""
        self.ensure_one()
        return self.deal_id._action_identify()
