from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CANCELLABLE


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cancel_reason_id = fields.Many2one(
        "jewel.cancel.reason", copy=False, readonly=True, tracking=True, ondelete="restrict"
    )
    jewel_stage_key = fields.Selection(related="opportunity_id.jewel_stage_key", string="Deal Step")
    cover_image_256 = fields.Image(compute="_compute_cover_image", string="Cover")

    @api.depends("order_line.cover_image_256")
    def _compute_cover_image(self):
        for order in self:
            order.cover_image_256 = order.order_line.filtered("cover_image_256")[:1].cover_image_256

    def action_view_jewel_deal(self):
        self.ensure_one()
        return self.opportunity_id.redirect_lead_opportunity_view()

    # === CONFIRMATION === #

    def _action_confirm(self):
        result = super()._action_confirm()
        for order in self.filtered("opportunity_id"):
            order.opportunity_id.sudo()._jewel_follow_confirmed_order(order)
        return result

    def _jewel_set_exact_total(self, total):
        """Price the first line of goods so that this order costs ``total``, to the kopeck.

        ``total`` includes whatever taxes the line has. A tax that is included in the price leaves
        the price as it is. A tax on top of the price is taken out of it, and where rounding would
        move the total by a kopeck, the amounts are fixed on the line by core's own means for
        that (`extra_tax_data`), which invoices inherit.
        """
        self.ensure_one()
        self.order_line.filtered("product_id")[:1]._set_exact_total(total)

    # === CANCELLATION === #

    def write(self, vals):
        if vals.get("state") == "cancel":
            for order in self.filtered(lambda order: order.state != "cancel"):
                order._check_jewel_cancel_reason()
                order._check_jewel_cancel()
        elif vals.get("state") == "draft":
            vals = {"cancel_reason_id": False, **vals}
        result = super().write(vals)
        if vals.get("opportunity_id"):
            self.order_line._take_deal_spec()
        return result

    def action_cancel(self):
        """Override of `sale`: an order is cancelled with a reason, so ask for it first."""
        if self and all(order.cancel_reason_id for order in self):
            return super().action_cancel()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel the Order"),
            "res_model": "jewel.order.cancel",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_ids": self.ids},
        }

    def _jewel_cancel(self, reason):
        """Cancel the orders for ``reason``; those cancelled already stay as they are."""
        orders = self.filtered(lambda order: order.state != "cancel")
        for order in orders:
            order._check_jewel_cancel()
        orders.write({"cancel_reason_id": reason.id})
        if orders:
            orders.action_cancel()
        return orders

    def _check_jewel_cancel_reason(self):
        if not self.cancel_reason_id:
            raise UserError(
                self.env._("To cancel order %(order)s, choose the reason.", order=self.name)
            )

    def _check_jewel_cancel(self):
        """Hook: raise UserError to keep this order from being cancelled."""
        self.ensure_one()
        deal = self.opportunity_id.sudo()
        step = self.env["crm.stage"]._get_jewel_step_name
        if deal.jewel_stage_key and deal.jewel_stage_key not in CANCELLABLE:
            raise UserError(
                self.env._(
                    "Order %(order)s cannot be cancelled: its deal %(deal)s is already at"
                    " «%(stage)s». Move the deal back to «%(back)s» first.",
                    order=self.name,
                    deal=deal.name,
                    stage=step(deal.jewel_stage_key),
                    back=step("production"),
                )
            )
