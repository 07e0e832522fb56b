from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

_CLOSED = ("done", "cancel")
IN_WORK = ("confirmed", "progress", "to_close")
# An estimate is no truer than that, and what has not changed is not written.
_STEP = timedelta(minutes=15)


class MrpProduction(models.Model):
    """Will the job be ready in time? Core's own deadline follows that of the specification.

    The projected finish counts the norms that remain, the queues and the calendars: see
    `projection.py`. It is stored: a job that is touched gets its own anew at once, and a cron goes
    over all of them, since time passes and others move.
    """

    _inherit = "mrp.production"

    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    risk = fields.Selection(
        [("on_time", "On Time"), ("at_risk", "At Risk"), ("late", "Late")],
        compute="_compute_risk",
        store=True,
        index=True,
        copy=False,
    )
    date_projected = fields.Datetime(
        "Projected Finish",
        compute="_compute_risk",
        store=True,
        copy=False,
        help="From the norms that remain, the work that stands before it, and the calendars.",
    )
    date_risk = fields.Datetime("At Risk since", compute="_compute_risk", store=True, copy=False)
    risk_color = fields.Integer(compute="_compute_risk_color")

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

    @api.depends("risk")
    def _compute_risk_color(self):
        for job in self:
            job.risk_color = {"late": 1, "at_risk": 3}.get(job.risk, 0)

    # === RISK === #

    @api.depends(
        "item_deadline",
        "priority",
        "state",
        "date_finished",
        "workorder_ids.state",
        "workorder_ids.sequence",
        "workorder_ids.workcenter_id",
        "workorder_ids.duration_expected",
    )
    def _compute_risk(self):
        now = fields.Datetime.now()
        in_work = self.filtered(lambda job: job.state in IN_WORK and job._origin)._origin
        rows = {row.id: row for row in in_work._jewel_project(now)} if in_work else {}
        for job in self:
            row = rows.get(job._origin.id)
            end = job.date_finished if job.state == "done" else now
            reserve = timedelta(hours=row.reserve if row else 0)
            deadline = job.state != "cancel" and job.item_deadline
            risk = get_risk(deadline, row.finish if row else end, reserve, end)
            job.date_risk = risk != "on_time" and (job.date_risk or now)
            job.date_projected = round_up(row and row.finish)
            job.risk = risk


def get_risk(deadline, finish, reserve, now):
    """``on_time``, ``at_risk`` or ``late``.

    :param finish: projected moment; None: none can be told, and that is a risk, too
    :param reserve: time that is kept in hand before the deadline
    """
    if not deadline:
        return "on_time"
    if now > deadline:
        return "late"
    return "on_time" if finish and finish + reserve <= deadline else "at_risk"


def round_up(moment):
    """The next quarter of an hour, or None."""
    return moment and moment + (datetime.min - moment) % _STEP
