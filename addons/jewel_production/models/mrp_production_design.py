from odoo import api, fields, models

from odoo.addons.jewel_base.const import WEIGHT_DIGITS


class MrpProduction(models.Model):
    """What the design stage leaves behind: volume of the model, and the mass that follows.

    Layouts, drawings and files of the model are kept with the sketches.
    """

    _inherit = "mrp.production"

    model_volume = fields.Float(
        "Volume of the Model, mm³",
        digits=(12, 2),
        copy=False,
        tracking=True,
        help="Of all bodies of one piece (both halves of a pair), as the 3D program tells it.",
    )
    expected_weight = fields.Float(
        "Expected Weight, g",
        digits=WEIGHT_DIGITS,
        compute="_compute_expected_weight",
        help="Volume times the density of the alloy: the casting, before filing and stones.",
    )

    _volume_positive = models.Constraint(
        "CHECK(model_volume >= 0)", "The volume of a model cannot be negative."
    )

    @api.depends("model_volume", "alloy_id.density")
    def _compute_expected_weight(self):
        for job in self:
            job.expected_weight = job.model_volume / 1000 * job.alloy_id.density

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"model_volume", "expected_weight"}


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    expected_weight = fields.Float(related="production_id.expected_weight", digits=WEIGHT_DIGITS)

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"expected_weight"}
