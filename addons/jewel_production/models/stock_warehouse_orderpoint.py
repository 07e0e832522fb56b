from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_MAKERS = (
    "jewel_base.group_production_head",
    "jewel_base.group_planner",
    "jewel_base.group_director",
)


class StockWarehouseOrderpoint(models.Model):
    """Kits of parts that are put together in advance, before the season needs them."""

    _inherit = "stock.warehouse.orderpoint"

    kit_bom_id = fields.Many2one(
        "mrp.bom",
        "Assembled from",
        compute="_compute_kit",
        search="_search_kit_bom_id",
        compute_sudo=True,
    )
    kit_qty = fields.Float(
        "To Assemble", compute="_compute_kit", compute_sudo=True, digits="Product Unit"
    )
    kit_possible_qty = fields.Float(
        "Parts Suffice for", compute="_compute_kit", compute_sudo=True, digits="Product Unit"
    )

    @api.depends("product_id", "remains_forecast", "proposed_min_qty", "proposed_max_qty")
    def _compute_kit(self):
        """Up to the maximum when less than the minimum will be there; limited by no part here."""
        boms = self.env["mrp.bom"]._bom_find(self.product_id, bom_type="normal")
        parts = self.env["product.product"]
        for bom in boms.values():
            parts |= bom.bom_line_ids.product_id
        for place, points in self.grouped("location_id").items():
            there = {part.id: part.free_qty for part in parts.with_context(location=place.id)}
            for point in points:
                bom = boms[point.product_id]
                point.kit_bom_id = bom
                point.kit_qty = point._get_kit_qty() if bom else 0.0
                point.kit_possible_qty = point._get_possible_qty(bom, there)

    @api.model
    def _search_kit_bom_id(self, operator, value):
        if operator not in ("in", "not in") or set(value) - {False}:
            return NotImplemented
        templates = self.env["mrp.bom"].sudo().search([("type", "=", "normal")]).product_tmpl_id
        within = "not in" if operator == "in" else "in"
        return [("product_id.product_tmpl_id", within, templates.ids)]

    def _get_kit_qty(self):
        self.ensure_one()
        minimum = max(self.proposed_min_qty, self.product_min_qty)
        if self.product_uom.compare(self.remains_forecast, minimum) >= 0:
            return 0.0
        return max(self.proposed_max_qty, self.product_max_qty, minimum) - self.remains_forecast

    def _get_possible_qty(self, bom, there):
        """For how many there are free parts."""
        lines = [line for line in bom.bom_line_ids if line.product_qty > 0]
        if not lines:
            return 0.0
        return max(
            min(
                there[line.product_id.id]
                * bom.product_qty
                // line.product_uom_id._compute_quantity(
                    line.product_qty, line.product_id.uom_id, round=False
                )
                for line in lines
            ),
            0.0,
        )

    def action_jewel_assemble(self):
        """Make the production for stock, once: what is open already is on the way."""
        if not self.env.su and not any(map(self.env.user.has_group, _MAKERS)):
            raise AccessError(
                self.env._("Kits are started by the head of production or the planner.")
            )
        self.check_access("read")
        points = self.sudo()
        points.lock_for_update()
        points._jewel_count_forecast(points.company_id[:1] or self.env.company)
        due = points.filtered(lambda point: point.kit_bom_id and point.kit_qty > 0)
        if not due:
            raise UserError(
                self.env._("There is nothing to assemble: enough is there or on the way.")
            )
        made = (
            self.env["mrp.production"].sudo().create([point._prepare_kit_vals() for point in due])
        )
        made.action_confirm()
        points._jewel_count_forecast(points.company_id[:1])
        return made.sudo(False)._get_records_action(name=self.env._("Kits"))

    def _prepare_kit_vals(self):
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "product_qty": self.kit_qty,
            "product_uom_id": self.product_uom.id,
            "bom_id": self.kit_bom_id.id,
            "location_dest_id": self.location_id.id,
            "origin": self.name,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
        }
