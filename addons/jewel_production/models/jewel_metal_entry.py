from odoo import fields, models

# Operations that are booked together when a piece, or a tree, is weighed out.
WEIGHED = ("weighing_out", "findings", "loss", "surplus")


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

    def _get_reversed_together(self):
        """Override: a weighing is taken back as a whole; half of it would tell what nobody saw."""
        entries = super()._get_reversed_together()
        for entry in self.sudo().filtered(lambda entry: entry.operation in WEIGHED):
            document = entry.casting_tree_id or entry.workorder_id
            weighed = document.metal_entry_ids._filter_standing().filtered(
                lambda other, ref=entry.ref: other.operation in WEIGHED and other.ref == ref
            )
            entries |= weighed.with_env(self.env)
        return entries

    def _prepare_reversal_vals(self, reason):
        links = ("production_id", "workorder_id", "casting_tree_id")
        return {
            **super()._prepare_reversal_vals(reason),
            **{name: self[name].id for name in links},
        }
