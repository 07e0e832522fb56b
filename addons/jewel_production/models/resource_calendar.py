from datetime import datetime, time, timedelta, timezone

from odoo import models
from odoo.tools import SQL, ormcache

from ..projection import WorkTime

_HORIZON = timedelta(days=500)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _jewel_work_times(self, now):
        """`WorkTime` of each of these calendars, from the day before ``now`` (naive UTC) on.

        Cached by the content of the calendars: whatever changes in them makes another key.
        """
        content = self._jewel_content()
        return {calendar: calendar._jewel_work_time(now.date(), content) for calendar in self}

    @ormcache("self.id", "day", "content")
    def _jewel_work_time(self, day, content):
        start = datetime.combine(day, time(), timezone.utc) - timedelta(days=1)
        intervals = self._work_intervals_batch(start, start + _HORIZON)[False]
        return WorkTime((_naive(begin), _naive(end)) for begin, end, _attendance in intervals)

    def _jewel_content(self):
        """A hash of all that makes the working time of these calendars, common leaves included."""
        for model in ("resource.calendar", "resource.calendar.attendance"):
            self.env[model].flush_model()
        self.env["resource.calendar.leaves"].flush_model()
        query = SQL(
            """
            SELECT md5(string_agg(line, '' ORDER BY line)) FROM (
                SELECT c::text AS line FROM resource_calendar c WHERE id = ANY(%(ids)s)
                UNION ALL
                SELECT a::text FROM resource_calendar_attendance a WHERE calendar_id = ANY(%(ids)s)
                UNION ALL
                SELECT l::text FROM resource_calendar_leaves l
                 WHERE resource_id IS NULL
                   AND (calendar_id IS NULL OR calendar_id = ANY(%(ids)s))
            ) content
            """,
            ids=self.ids,
        )
        return self.env.execute_query(query)[0][0]


def _naive(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
