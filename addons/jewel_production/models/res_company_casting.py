from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.fields import Domain

from ..casting_calendar import next_cutoff

_HORIZON = timedelta(days=45)  # longer than any holidays


class ResCompany(models.Model):
    _inherit = "res.company"

    casting_cutoff_hour = fields.Float(
        "Casting Tree Closes at",
        default=16.0,
        help="Hour at which a casting tree is closed, in the time zone of the company. "
        "What comes later waits for the next tree of its alloy.",
    )

    _casting_cutoff_hour_range = models.Constraint(
        "CHECK(casting_cutoff_hour >= 0 AND casting_cutoff_hour < 24)",
        "The hour at which a casting tree closes must lie between 0:00 and 23:59.",
    )

    def _get_casting_stage(self):
        """The stage where trees are poured (`mrp.workcenter`), may be empty."""
        return self.env["mrp.workcenter"].search(
            Domain("is_casting", "=", True) & Domain("company_id", "in", [False, *self.ids]),
            limit=1,
        )

    def _get_next_casting_cutoff(self):
        """When the next tree closes: Datetime in UTC, on a working day of the casting stage."""
        self.ensure_one()
        calendar = self._get_casting_stage().resource_calendar_id or self.resource_calendar_id
        zone = ZoneInfo(self.partner_id.tz or calendar.tz or "UTC")
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        days = []
        if calendar:
            work = calendar._work_intervals_batch(now - timedelta(days=1), now + _HORIZON)
            days = [start.astimezone(zone).date() for start, _stop, _row in work[False]]
        moment = next_cutoff(now, self.casting_cutoff_hour, days) or next_cutoff(
            now, self.casting_cutoff_hour, []
        )
        return datetime.fromtimestamp(moment.timestamp(), ZoneInfo("UTC")).replace(tzinfo=None)
