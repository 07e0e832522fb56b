from odoo import api, fields, models
from odoo.fields import Command


class ProductTemplate(models.Model):
    _inherit = "product.template"

    made_to_order = fields.Boolean(
        compute="_compute_made_to_order",
        inverse="_inverse_made_to_order",
        store=True,
        help="Each order line of this product starts a job of its own.",
    )
    jewel_route_id = fields.Many2one(
        "jewel.route", "Route", help="Stages of a job; empty: the route of the category."
    )

    @api.constrains("is_metal")
    def _check_no_component_becomes_metal(self):
        metals = self.filtered("is_metal")
        lines = self.env["mrp.bom.line"].sudo().search([("product_tmpl_id", "in", metals.ids)])
        lines._check_no_ledger_metal()

    @api.depends("route_ids")
    def _compute_made_to_order(self):
        for product in self:
            product.made_to_order = product._has_made_to_order_routes()

    def _inverse_made_to_order(self):
        """Whoever has chosen both routes by hand cares for the bill of materials as well."""
        routes = self._get_made_to_order_routes()
        wanted = self.filtered("made_to_order")
        if added := wanted.filtered(lambda product: not product._has_made_to_order_routes()):
            routes.filtered(lambda route: not route.active).action_unarchive()
            added.filtered(lambda product: not product.is_storable).is_storable = True
            added.route_ids = [Command.link(route.id) for route in routes]
            added._ensure_jewel_bom()

    def write(self, vals):
        """Routes go when the box is unticked, not whenever it is empty: others use them, too."""
        is_off = "made_to_order" in vals and not vals["made_to_order"]
        ordered = self.filtered("made_to_order") if is_off else self.browse()
        result = super().write(vals)
        if ordered:
            routes = self._get_made_to_order_routes()
            ordered.route_ids = [Command.unlink(route.id) for route in routes]
        return result

    def _has_made_to_order_routes(self):
        # In a form that is not saved yet the routes are copies of the real ones.
        return self._get_made_to_order_routes() <= self.route_ids._origin

    @api.model
    def _get_made_to_order_routes(self):
        """The two routes of core that together turn an order line into a job."""
        return (
            self.env["stock.route"]
            .sudo()
            .union(
                self.env.ref("stock.route_warehouse0_mto").sudo(),
                self.env.ref("mrp.route_warehouse0_manufacture").sudo(),
            )
        )

    def _ensure_jewel_bom(self):
        """The manufacture rule wants a bill of materials, be it empty."""
        missing = self.filtered(
            lambda product: not product.sudo().bom_ids.filtered(lambda bom: bom.type == "normal")
        )
        self.env["mrp.bom"].sudo().create(
            [product._prepare_jewel_bom_vals() for product in missing]
        )

    def _prepare_jewel_bom_vals(self):
        self.ensure_one()
        return {
            "product_tmpl_id": self.id,
            "product_qty": 1,
            "product_uom_id": self.uom_id.id,
        }

    def _is_custom_product(self):
        """Whether this stands for whatever a client orders, not for one model."""
        self.ensure_one()
        return bool(
            self.env["jewel.product.type"]
            .sudo()
            .with_context(active_test=False)
            .search_count([("product_tmpl_id", "=", self.id)], limit=1)
        )

    def _is_jewel_product(self):
        self.ensure_one()
        return bool(
            self.made_to_order or self.jewel_type_id or self.alloy_id or self.jewel_route_id
        )

    def _get_jewel_route(self, company):
        """Route that a job of this product takes in ``company``, may be empty."""
        self.ensure_one()
        route = self.jewel_route_id or self.categ_id._get_jewel_route()
        if not route and self._is_jewel_product():
            route = company.jewel_route_id
        return route.filtered("active")
