from datetime import timedelta

from odoo import models

from ..projection import Stage, WorkTime

_FOR_EVER = timedelta(days=10000)


class MrpWorkcenter(models.Model):
    """How much a stage can do, and when, for the projection of finish dates."""

    _inherit = "mrp.workcenter"

    def _jewel_stages(self, now):
        """`Stage` of each of these work centres, by its id."""
        places = self.sudo().with_context(active_test=False)
        calendars = {place: place._jewel_calendar() for place in places}
        times = self.env["resource.calendar"].union(*calendars.values())._jewel_work_times(now)
        always = WorkTime([(now - _FOR_EVER, now + _FOR_EVER)])
        return {
            place.id: Stage(times.get(calendars[place], always), *place._jewel_pace())
            for place in places
        }

    def _jewel_calendar(self):
        """The calendar of the stage, else that of its company; empty: work never rests."""
        self.ensure_one()
        company = self.company_id or self.env.company
        return self.resource_calendar_id or company.resource_calendar_id

    def _jewel_pace(self):
        """Hook: how the minutes of the stage count, (capacity, pace).

        ``capacity``: pieces that are in work at a time; None: a piece only waits here, or is out of
        the house, and nobody queues. ``pace``: minutes of the calendar for a minute of the norm, so
        that a norm told in days counts in working days.
        """
        self.ensure_one()
        return max(len(self.jeweller_ids), 1), 1.0
