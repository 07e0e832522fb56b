from odoo import api, fields, models


class CrmLead(models.Model):
    """What the deal is about, and how a change of it reaches the orders."""

    _name = "crm.lead"
    _inherit = ["jewel.item.spec.mixin", "crm.lead"]

    sketch_ids = fields.Many2many(relation="crm_lead_jewel_sketch_rel")
    product_id = fields.Many2one(
        "product.product",
        "Ready Model",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("sale_ok", "=", True)],
        help="The model from the catalogue that the client wants; empty for a piece of its own.",
    )
    jewel_order_count = fields.Integer("Number of Orders", compute="_compute_jewel_order_count")

    @api.depends("order_ids.state")
    def _compute_jewel_order_count(self):
        for deal in self:
            deal.jewel_order_count = len(deal.order_ids)

    @api.onchange("product_id")
    def _onchange_product_id(self):
        for fname in ("jewel_type_id", "collection_id", "alloy_id"):
            self[fname] = self[fname] or self.product_id[fname]

    def action_view_jewel_orders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_quotations_with_onboarding"
        )
        action.update(
            domain=[("opportunity_id", "=", self.id)],
            context=self._prepare_opportunity_quotation_context(),
        )
        if len(self.order_ids) == 1:
            action.update(
                views=[(self.env.ref("sale.view_order_form").id, "form")], res_id=self.order_ids.id
            )
        return action

    def _item_spec_changed(self, old):
        """Override of `jewel.item.spec.mixin`: the orders follow before the hook is called."""
        self._jewel_propagate_spec(old)
        return super()._item_spec_changed(old)

    def _jewel_propagate_spec(self, old_vals):
        """Give the new values to the order lines that still had the deal's old ones.

        A line that somebody has changed on purpose keeps its own value.

        :param old_vals: changed field -> the comparable value that the deal had
        """
        self.ensure_one()
        new_vals = self._prepare_item_spec_vals()
        orders = self.sudo().order_ids.filtered(lambda order: order.state != "cancel")
        for line in orders.order_line.filtered(lambda line: line._is_jewel_line()):
            followed = {
                fname: new_vals[fname]
                for fname, old in old_vals.items()
                if line._item_spec_value(fname) == old
            }
            if followed:
                line.write(followed)
