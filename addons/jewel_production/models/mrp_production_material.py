from odoo import api, fields, models


class MrpProduction(models.Model):
    """Materials of a job: what was given out for it, to whom, and what came back."""

    _inherit = "mrp.production"

    material_picking_ids = fields.One2many(
        "stock.picking", "production_id", "Transfers of Materials", readonly=True, copy=False
    )
    material_move_ids = fields.Many2many(
        "stock.move", string="Materials", compute="_compute_material_move_ids", compute_sudo=True
    )

    @api.depends("material_picking_ids.move_ids.state")
    def _compute_material_move_ids(self):
        for job in self:
            moves = job.material_picking_ids.move_ids
            job.material_move_ids = moves.filtered(lambda move: move.state == "done")

    def action_jewel_materials(self):
        """Choose by pictures what is given out for the job."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "jewel_stock_ext.picker",
            "name": self.env._("Materials"),
            "params": {"production_id": self.id, "operation": "issue"},
        }
