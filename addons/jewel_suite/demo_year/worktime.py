"""Working hours of the workshop: nine to six with an hour off, Monday to Friday. Moscow time."""

from bisect import bisect_right, insort
from datetime import datetime, time, timedelta

_SPANS = ((time(9), time(13)), (time(14), time(18)))


def is_working(moment):
    """Whether somebody is at work at ``moment``; the end of a span still counts.

    >>> is_working(datetime(2026, 3, 2, 13, 30)), is_working(datetime(2026, 3, 2, 18))
    (False, True)
    """
    if moment.weekday() > 4:
        return False
    return any(begin <= moment.time() <= end for begin, end in _SPANS)


def next_working(moment):
    """``moment``, or the nearest later one at which work may begin.

    >>> next_working(datetime(2026, 3, 6, 18, 0))
    datetime.datetime(2026, 3, 9, 9, 0)
    """
    while True:
        if moment.weekday() < 5:
            for begin, end in _SPANS:
                if moment.time() < end:
                    return max(moment, datetime.combine(moment, begin))
        moment = datetime.combine(moment + timedelta(days=1), time(9))


def add_work(moment, minutes):
    """The moment at which ``minutes`` of work that begins at ``moment`` are over.

    >>> add_work(datetime(2026, 3, 6, 17, 0), 90)
    datetime.datetime(2026, 3, 9, 9, 30)
    """
    moment = next_working(moment)
    left = timedelta(minutes=minutes)
    while True:
        end = next(datetime.combine(moment, end) for _begin, end in _SPANS if moment.time() < end)
        if left <= end - moment:
            return moment + left
        left -= end - moment
        moment = next_working(end)


class Bench:
    """What one person has to do: one piece at a time."""

    def __init__(self):
        self._busy = []

    def book(self, arrival, minutes):
        """The first free span of ``minutes`` of work from ``arrival`` on, taken now."""
        start = next_working(arrival)
        place = bisect_right(self._busy, (start, start))
        if place and self._busy[place - 1][1] > start:
            start = self._busy[place - 1][1]
        for begin, end in self._busy[place:]:
            if add_work(start, minutes) <= begin:
                break
            start = max(start, end)
        start = next_working(start)
        span = (start, add_work(start, minutes))
        insort(self._busy, span)
        return span
