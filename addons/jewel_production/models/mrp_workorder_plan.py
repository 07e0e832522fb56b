from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# A working day of eight hours fills a day of the plan.
_DAYS_PER_HOUR = 1 / 8
_SHORTEST = timedelta(hours=2)  # a narrower bar could not be read or caught


class MrpWorkorder(models.Model):
    """Work as a bar of the plan: when it began or is to begin, and how long its norm lasts."""

    _inherit = "mrp.workorder"

    plan_date = fields.Datetime(
        "Planned for", copy=False, help="When the work is to begin; dragging its bar sets it."
    )
    bar_start = fields.Datetime(
        "Begin on the Plan", compute="_compute_bar", inverse="_inverse_bar_start"
    )
    bar_stop = fields.Datetime("End on the Plan", compute="_compute_bar")

    @api.depends("state", "date_start", "date_finished", "plan_date", "duration_expected")
    def _compute_bar(self):
        now = fields.Datetime.now()
        for order in self:
            begun = order.state in ("progress", "done") and order.date_start
            start = begun or order.plan_date or order.production_id.date_stage or now
            norm = timedelta(days=order.duration_expected / 60 * _DAYS_PER_HOUR)
            stop = start + max(norm, _SHORTEST)
            if order.state == "done":
                stop = order.date_finished or stop
            order.bar_start = start
            order.bar_stop = max(stop, now) if order.state == "progress" else stop

    @api.model
    def get_jewel_plan_rows(self):
        """(id, name) of all jewellers, so that work can be dragged to whoever has none yet."""
        group = self.env.ref("jewel_base.group_jeweller")
        jewellers = self.env["res.users"].search([("all_group_ids", "in", group.ids)])
        return [(jeweller.id, jeweller.name) for jeweller in jewellers.sorted("name")]

    def _inverse_bar_start(self):
        for order in self:
            if order.state in ("progress", "done", "cancel"):
                raise UserError(
                    self.env._(
                        "“%(stage)s” of job %(job)s has been begun: its beginning is a fact and "
                        "cannot be planned. It can be given to another jeweller.",
                        stage=order.name,
                        job=order.production_id.name,
                    )
                )
            order.plan_date = order.bar_start
