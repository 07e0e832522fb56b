from odoo import fields, models


class JewelMetalEntry(models.Model):
    """For which job, at which stage and on which casting tree the metal went."""

    _inherit = "jewel.metal.entry"

    production_id = fields.Many2one(
        "mrp.production", "Job", index="btree_not_null", ondelete="restrict"
    )
    workorder_id = fields.Many2one(
        "mrp.workorder", "Stage", index="btree_not_null", ondelete="restrict"
    )
    casting_tree_id = fields.Many2one(
        "jewel.casting.tree", index="btree_not_null", ondelete="restrict"
    )

    def _prepare_reversal_vals(self, reason):
        links = ("production_id", "workorder_id", "casting_tree_id")
        return {
            **super()._prepare_reversal_vals(reason),
            **{name: self[name].id for name in links},
        }
