from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# A working day of eight hours fills a day of the calendar; one more day is kept in hand.
_HOURS_A_DAY = 8
_RESERVE = timedelta(days=1)
_CLOSED = ("done", "cancel")


class MrpProduction(models.Model):
    """Will the job be ready in time? Core's own deadline follows that of the specification."""

    _inherit = "mrp.production"

    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    risk = fields.Selection(
        [("on_time", "On Time"), ("at_risk", "At Risk"), ("late", "Late")], compute="_compute_risk"
    )
    risk_color = fields.Integer(compute="_compute_risk")

    @api.depends("item_deadline", "state", "date_finished")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for job in self:
            end = job.date_finished if job.state == "done" else now
            job.is_late = bool(
                job.item_deadline and job.state != "cancel" and end and end > job.item_deadline
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        finished_late = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s > %s",
                SQL.identifier(alias, "date_finished"),
                SQL.identifier(alias, "item_deadline"),
            )
        )
        late = (Domain("state", "=", "done") & finished_late) | (
            Domain("state", "not in", _CLOSED) & Domain("item_deadline", "<", fields.Datetime.now())
        )
        return Domain("id", "in" if True in value else "not in", late)

    @api.depends("item_deadline", "state", "workorder_ids.state", "workorder_ids.duration_expected")
    def _compute_risk(self):
        """One grouped query for all jobs; a work order's norm stands for the work that remains."""
        remaining = dict(
            self.env["mrp.workorder"]
            .sudo()
            ._read_group(
                [("production_id", "in", self.ids), ("state", "not in", _CLOSED)],
                ["production_id"],
                ["duration_expected:sum"],
            )
        )
        minutes = {job.id: total for job, total in remaining.items()}
        for job in self:
            job.risk = job._get_risk(minutes.get(job._origin.id, 0.0))
            job.risk_color = {"late": 1, "at_risk": 3}.get(job.risk, 0)

    def _get_risk(self, minutes):
        if self.is_late:
            return "late"
        if not self.item_deadline or self.state in _CLOSED:
            return "on_time"
        needed = timedelta(days=minutes / 60 / _HOURS_A_DAY) + _RESERVE
        return "at_risk" if fields.Datetime.now() + needed > self.item_deadline else "on_time"
