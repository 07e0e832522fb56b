from odoo import fields, models


class SaleMassCancelOrders(models.TransientModel):
    _inherit = "sale.mass.cancel.orders"

    cancel_reason_id = fields.Many2one("jewel.cancel.reason", "Reason")

    def action_mass_cancel(self):
        """Override of `sale`: many orders at once need a reason as well."""
        orders = self.sale_order_ids.filtered(lambda order: order.state != "cancel")
        orders.cancel_reason_id = self.cancel_reason_id
        return super().action_mass_cancel()
