"""When will the jobs be finished? Arithmetic of queues and working time, without a database.

Moments are naive datetimes in UTC, minutes are minutes of work.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

_EPOCH = datetime(1970, 1, 1)
_MINUTE = timedelta(minutes=1)
_DUST = 1e-6  # what floats leave over when minutes are added and taken away again


class WorkTime:
    """The working time of a calendar: minutes of work against the clock, both ways.

    :param intervals: (start, end) moments in any order; shifts that overlap count once
    """

    def __init__(self, intervals):
        self._starts, self._before, self._until = [], [], []
        total = 0.0
        for start, end in _merge(intervals):
            self._starts.append(start)
            self._before.append(total)
            total += end - start
            self._until.append(total)

    def worked(self, moment):
        """Minutes of work from the beginning of the calendar until ``moment``; None: no end."""
        if moment is None:
            return inf
        at = (moment - _EPOCH) / _MINUTE
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return 0.0
        return min(self._before[index] + at - self._starts[index], self._until[index])

    def moment(self, worked):
        """The first moment by which ``worked`` minutes are done; None: not in this calendar."""
        index = bisect_left(self._until, worked - _DUST)
        if index == len(self._until):
            return None
        return _EPOCH + _MINUTE * (self._starts[index] + worked - self._before[index])

    def add(self, moment, minutes):
        """When ``minutes`` of work that begins at ``moment`` are done, or None."""
        done = self.moment(self.worked(moment) + minutes)
        return done and max(done, moment)


class Stage(NamedTuple):
    """``capacity``: pieces that are worked on at a time; None: a piece waits for nobody's hands.

    ``pace``: minutes of the calendar that a minute of the norm takes.
    """

    time: WorkTime
    capacity: int | None = 1
    pace: float = 1.0


class Job(NamedTuple):
    """``steps``: (stage, minutes that remain) in the order of the route."""

    key: object
    steps: list
    is_running: bool = False  # somebody works on the first step: it stands before all others
    begin: datetime | None = None  # nothing can be done before this moment: it is waited for


def project(now, jobs, stages, load=None):
    """The projected finish of each job.

    A stage takes up its work in the order of ``jobs``, whether a piece stands there already or is
    still on its way: a job begins a stage when it has come there, and when the stage, with all its
    hands, can have done the work of the jobs before it.

    :param jobs: `Job` of each, in the order of priority and deadline
    :param stages: key of a stage -> `Stage`
    :param load: key of a stage -> minutes of other work that stands before all of ``jobs``
    :return: key of a job -> moment, None when the calendars or hands do not allow any
    """
    jobs = list(jobs)
    load = {stage: minutes * stages[stage].pace for stage, minutes in (load or {}).items()}
    begins = {stage.time: stage.time.worked(now) for stage in stages.values()}
    for job in jobs:
        if job.is_running:
            stage, minutes = job.steps[0]
            load[stage] = load.get(stage, 0.0) + minutes * stages[stage].pace
    return {job.key: _finish(max(now, job.begin or now), job, stages, begins, load) for job in jobs}


def _finish(now, job, stages, begins, load):
    """Walk one job through its stages and leave its minutes in ``load`` for those behind it."""
    time, at, moment, in_hand = None, 0.0, now, job.is_running
    for key, minutes in job.steps:
        stage = stages[key]
        if stage.time is not time:
            moment = time.moment(at) if time else now
            time = stage.time
            at = time.worked(moment)
        if stage.capacity is not None and not in_hand:
            ahead = load.get(key, 0.0)
            load[key] = ahead + minutes * stage.pace
            at = max(at, begins[time] + ahead / stage.capacity) if stage.capacity else inf
        at += minutes * stage.pace
        in_hand = False
    finish = time.moment(at) if time else now
    return finish and max(finish, now)


def _merge(intervals):
    """The intervals as minutes since the epoch, sorted, those that touch or overlap joined."""
    merged = []
    for start, end in sorted(intervals):
        start, end = (start - _EPOCH) / _MINUTE, (end - _EPOCH) / _MINUTE
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        elif end > start:
            merged.append([start, end])
    return merged
