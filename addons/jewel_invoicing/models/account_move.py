from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_deal(self):
        """The deal whose orders these invoices are for; nothing when there are several."""
        deals = self.sudo().line_ids.sale_line_ids.order_id.opportunity_id
        return deals if len(deals) == 1 else deals.browse()
