"""When the next casting tree closes: plain dates in, a plain moment out."""

from datetime import datetime, time, timedelta


def next_cutoff(now, hour, working_days):
    """First moment after ``now`` at which a tree closes, in the time zone of ``now``.

    :param now: aware datetime in the workshop's time zone
    :param hour: hour of the day, 16.5 is half past four
    :param working_days: dates on which the workshop works; none known: every day counts

    >>> from datetime import date, timezone
    >>> friday = datetime(2026, 6, 5, 16, 0, tzinfo=timezone.utc)
    >>> next_cutoff(friday, 16, [date(2026, 6, 5), date(2026, 6, 8)]).isoformat()
    '2026-06-08T16:00:00+00:00'
    """
    days = sorted(set(working_days)) or [now.date(), now.date() + timedelta(days=1)]
    minutes = round(hour * 60)
    clock = time(minutes // 60, minutes % 60)
    moments = (datetime.combine(day, clock, tzinfo=now.tzinfo) for day in days)
    return next((moment for moment in moments if moment > now), None)
