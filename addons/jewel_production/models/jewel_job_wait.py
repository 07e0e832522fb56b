from odoo import api, fields, models

from .jewel_wait_reason import PARTIES


class JewelJobWait(models.Model):
    """A time in which nobody could go on with a job; written by the doors of the job only."""

    _name = "jewel.job.wait"
    _inherit = ["jewel.bench.access.mixin"]
    _description = "Waiting of a Job"
    _order = "date_start desc, id desc"
    _rec_name = "reason_id"

    production_id = fields.Many2one(
        "mrp.production", "Job", required=True, index=True, ondelete="cascade"
    )
    workorder_id = fields.Many2one(
        "mrp.workorder", "Work Order", index="btree_not_null", ondelete="set null"
    )
    workcenter_id = fields.Many2one(related="workorder_id.workcenter_id", string="Stage")
    reason_id = fields.Many2one("jewel.wait.reason", required=True, ondelete="restrict")
    party = fields.Selection(
        PARTIES, "Waiting for", compute="_compute_party", store=True, required=True, precompute=True
    )
    note = fields.Char(help="Not shown at the bench: it may name the client.")
    date_start = fields.Datetime("Since", required=True, default=fields.Datetime.now)
    date_end = fields.Datetime("Until")
    date_due = fields.Datetime("Expected by", help="By the norm of waiting of the stage.")
    user_id = fields.Many2one("res.users", "Noted by", default=lambda self: self.env.user)
    company_id = fields.Many2one(related="production_id.company_id", store=True)

    _one_open = models.UniqueIndex(
        "(production_id) WHERE date_end IS NULL", "This job is waiting already."
    )
    _ends_later = models.Constraint(
        "CHECK(date_end >= date_start)", "Waiting cannot end before it has begun."
    )

    @api.depends("reason_id")
    def _compute_party(self):
        """Whom a past wait was for stays, even if its reason is given another meaning later."""
        for wait in self:
            wait.party = wait.reason_id.party

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {
            "production_id",
            "workorder_id",
            "reason_id",
            "party",
            "date_start",
            "date_end",
            "date_due",
        }
