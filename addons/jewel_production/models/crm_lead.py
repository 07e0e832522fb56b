from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    job_ids = fields.One2many("mrp.production", "deal_id", "Jobs")
    job_count = fields.Integer(compute="_compute_job_count", compute_sudo=True)

    @api.depends("job_ids")
    def _compute_job_count(self):
        counts = dict(
            self.env["mrp.production"]._read_group(
                [("deal_id", "in", self.ids)], ["deal_id"], ["__count"]
            )
        )
        for deal in self:
            deal.job_count = counts.get(deal._origin, 0)

    def action_view_jobs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.mrp_production_deal_action"
        )
        action["domain"] = [("deal_id", "=", self.id)]
        return action

    def _jewel_open_jobs(self):
        return self.sudo().job_ids.filtered(lambda job: job.state not in ("done", "cancel"))

    def _check_jewel_stage(self, key):
        """Override of `jewel_order`: a deal is ready when nothing of it is on the bench."""
        result = super()._check_jewel_stage(key)
        for deal in self:
            if key == "ready" and (jobs := deal._jewel_open_jobs()):
                raise UserError(
                    self.env._(
                        "To set deal “%(deal)s” ready, hand over its jobs first: %(jobs)s.",
                        deal=deal.name,
                        jobs=", ".join(jobs.mapped("name")),
                    )
                )
        return result

    def _jewel_check_ready(self):
        """Set the deals ready that stand in production and whose last job is closed now."""
        for deal in self:
            if (
                deal.jewel_stage_key == "production"
                and not deal._jewel_open_jobs()
                and "done" in deal.job_ids.mapped("state")
            ):
                deal._jewel_set_stage("ready")
