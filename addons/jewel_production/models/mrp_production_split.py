from odoo import models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Core's buttons that make several jobs of one, or one of several."""

    _inherit = "mrp.production"

    def _split_productions(self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False):
        """Override of `mrp`: `mrp_account` renames journal entries, closed to production."""
        self.check_access("write")
        jobs = super(MrpProduction, self.sudo())._split_productions(
            amounts, cancel_remaining_qty, set_consumed_qty
        )
        parts = jobs - self
        parts._jewel_refresh_spec_changes()
        return jobs.with_env(self.env)

    def _get_backorder_mo_vals(self):
        """Override of `mrp`: a part goes the way of the whole, and to the same specification."""
        return {
            **super()._get_backorder_mo_vals(),
            "jewel_route_id": self.jewel_route_id.id,
            "spec_seen": self.spec_seen,
            "job_kind": self.job_kind,
            "origin_job_id": self.origin_job_id.id,
            "again_reason_id": self.again_reason_id.id,
            "complaint": self.complaint,
        }

    def action_merge(self):
        """Override of `mrp`: a merged job would have neither engraving nor order line."""
        if jobs := self.filtered("is_jewel_job"):
            raise UserError(
                self.env._(
                    "Jobs %s cannot be merged: each piece has a specification and an order of its "
                    "own. Assign or move them together from the list instead.",
                    ", ".join(jobs.mapped("name")),
                )
            )
        return super().action_merge()
