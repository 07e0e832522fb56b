from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_deals(self):
        """The deals whose orders these invoices are for (in sudo)."""
        return self.sudo().line_ids.sale_line_ids.order_id.opportunity_id
