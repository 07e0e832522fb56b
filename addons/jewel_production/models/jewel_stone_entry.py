from odoo import fields, models


class JewelStoneEntry(models.Model):
    """For which job, and at which stage, the stones went."""

    _inherit = "jewel.stone.entry"

    production_id = fields.Many2one(
        "mrp.production", "Job", index="btree_not_null", ondelete="restrict"
    )
    workorder_id = fields.Many2one(
        "mrp.workorder", "Stage", index="btree_not_null", ondelete="restrict"
    )

    def _prepare_reversal_vals(self):
        return {
            **super()._prepare_reversal_vals(),
            "production_id": self.production_id.id,
            "workorder_id": self.workorder_id.id,
        }
