from odoo import api, fields, models


class JewelLossNorm(models.Model):
    """A norm is for the work of one stage, or, without one, of each."""

    _inherit = "jewel.loss.norm"

    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        "Stage",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: every stage that has no norm of its own.",
    )

    @api.model
    def _jewel_search(self, alloy, **keys):
        """Override: a norm of one stage says nothing of a съём or of other work outside stages."""
        return super()._jewel_search(alloy, **{"workcenter_id": self.env["mrp.workcenter"], **keys})
