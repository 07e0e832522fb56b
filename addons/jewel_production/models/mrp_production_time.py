from odoo import api, fields, models
from odoo.tools import SQL

from ..time_query import time_query


class MrpProduction(models.Model):
    """In one line on the card of the job: where its time went."""

    _inherit = "mrp.production"

    time_summary = fields.Char("Where the Time Went", compute="_compute_time_summary")

    @api.depends("state", "workorder_ids.state", "workorder_ids.time_ids.date_end", "wait_id")
    def _compute_time_summary(self):
        labels = dict(self.env["jewel.job.time"]._selection_kind())
        hours = self._get_time_by_kind()
        for job in self:
            parts = hours.get(job._origin.id, {})
            job.time_summary = ", ".join(
                f"{labels[kind].lower()} {job._format_hours(spent)}"
                for kind, spent in parts.items()
            )

    def _get_time_by_kind(self):
        """Hours of each kind, the longest first: {job id: {kind: hours}}."""
        for model, fnames in self.env["jewel.job.time"]._depends.items():
            self.env[model].flush_model(fnames)
        rows = self.env.execute_query(
            SQL(
                "SELECT production_id, kind, SUM(hours) FROM (%s) spent"
                " GROUP BY production_id, kind ORDER BY SUM(hours) DESC",
                time_query(fields.Datetime.now(), self._origin.ids),
            )
        )
        result = {}
        for job_id, kind, hours in rows:
            result.setdefault(job_id, {})[kind] = hours
        return result

    @api.model
    def _format_hours(self, hours):
        """“25 min”, “6 h” or “3 d”: exact enough to see what matters."""
        if hours < 1:
            return self.env._("%s min", round(hours * 60))
        if hours < 48:
            return self.env._("%s h", round(hours))
        return self.env._("%s d", round(hours / 24))

    def action_view_jewel_time(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_job_time_action"
        )
        return {
            **action,
            "domain": [("production_id", "=", self.id)],
            "context": {"pivot_row_groupby": ["stage_id"]},
        }
