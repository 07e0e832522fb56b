from odoo import api, fields, models

# Without the state hallmark these are not sold; silver is hallmarked only if its maker wants so.
_HALLMARKED = frozenset({"gold", "platinum", "palladium"})


class JewelRouteLine(models.Model):
    _inherit = "jewel.route.line"

    condition = fields.Selection(
        selection_add=[("hallmark", "When it is hallmarked")],
        ondelete={"hallmark": "cascade"},
    )
    wait_days = fields.Float(
        "Waiting, days",
        compute="_compute_wait_days",
        store=True,
        readonly=False,
        precompute=True,
        help="Norm of waiting in working days, for stages outside of the workshop.",
    )

    _wait_days_positive = models.Constraint(
        "CHECK(wait_days >= 0)", "The norm of waiting cannot be negative."
    )

    @api.depends("workcenter_id")
    def _compute_wait_days(self):
        for line in self:
            line.wait_days = line.workcenter_id.wait_days

    def _is_needed_hallmark(self, job):
        """A piece that comes for repair has its hallmark already."""
        return job.alloy_id.metal in _HALLMARKED and job.job_kind != "repair"

    def _prepare_workorder_vals(self, job):
        return {**super()._prepare_workorder_vals(job), "wait_days": self.wait_days}
