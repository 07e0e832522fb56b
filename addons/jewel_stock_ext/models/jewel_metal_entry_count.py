from odoo import fields, models


class JewelMetalEntry(models.Model):
    """From which count or refiner's document the entry comes."""

    _inherit = "jewel.metal.entry"

    count_id = fields.Many2one("jewel.metal.count", index="btree_not_null", ondelete="restrict")
    refine_id = fields.Many2one("jewel.refine", index="btree_not_null", ondelete="restrict")

    def _prepare_reversal_vals(self, reason):
        return {
            **super()._prepare_reversal_vals(reason),
            "count_id": self.count_id.id,
            "refine_id": self.refine_id.id,
        }


class JewelLossAct(models.Model):
    _inherit = "jewel.loss.act"

    count_id = fields.Many2one("jewel.metal.count", index="btree_not_null", ondelete="restrict")


class ResCompany(models.Model):
    _inherit = "res.company"

    metal_count_days = fields.Integer(
        "Count Metal Every, Days", default=30, help="0: counts are made by hand only."
    )
    refine_days = fields.Integer("Refiner Settles within, Days", default=30)
    refine_percent = fields.Float("Recovery by Norm, %", default=97.0, digits=(6, 3))
