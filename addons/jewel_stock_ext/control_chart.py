"""Chart of individual values (Shewhart): whose losses have moved, and since when; no database.

Limits come from the average moving range of a base period, 2.66 = 3 / 1.128 (ISO 7870-2, chart of
individuals). A jump is a point beyond the limits; a drift is a run on one side of the centre, or a
tabular CUSUM (slack 0.5 σ, decision interval 8 σ) that has left its interval.
"""

from itertools import pairwise
from typing import NamedTuple

MINIMUM = 12
BASE = 60
RUN = 14
_SIGMAS = 3
_D2 = 1.128
_SLACK, _DECISION = 0.5, 8.0


class Limits(NamedTuple):
    """Centre and control limits, in the unit of the values; ``sigma`` from the moving range."""

    centre: float
    lower: float
    upper: float
    sigma: float


class Signal(NamedTuple):
    """``kind`` "jump" or "drift", and the indices of its first and its last value."""

    kind: str
    start: int
    index: int


def limits(values, base=BASE, minimum=MINIMUM):
    """Own range of whoever works here, from his first ``base`` values.

    Moving ranges beyond 3.267 × their mean are left out once, so that one slip widens no limits.

    :param values: per cent lost, oldest first
    :return: `Limits`, or None when there are fewer than ``minimum`` values

    >>> limits([1.0, 1.2] * 10).centre
    1.1
    >>> limits([1.0] * 5) is None
    True
    """
    if len(values) < minimum:
        return None
    known = sorted(values[:base])
    ranges = [abs(after - before) for before, after in pairwise(values[:base])]
    mean = sum(ranges) / len(ranges)
    kept = [moved for moved in ranges if moved <= 3.267 * mean] or ranges
    sigma = sum(kept) / len(kept) / _D2
    middle = known[len(known) // 2]
    near = [value for value in known if abs(value - middle) <= _SIGMAS * sigma] or known
    centre = sum(near) / len(near)
    return Limits(round(centre, 6), centre - _SIGMAS * sigma, centre + _SIGMAS * sigma, sigma)


def signals(values, base=BASE, minimum=MINIMUM):
    """Signals of more loss than usual, oldest first, each case once.

    A case of drift lasts until the values have come back to the centre; within it only jumps beyond
    twice the limits are cases of their own. Such a slip does not count for drift, and any other
    jump counts as a point at the limit, so that one alone makes none. The base is judged, too.

    >>> [signal.kind for signal in signals([1.0, 1.2] * 15 + [4.0, 1.0, 1.2], 30)]
    ['jump']
    >>> [signal.kind for signal in signals([1.0, 1.2] * 15 + [1.35, 1.3] * 6, 30)]
    ['drift']
    """
    own = limits(values, base, minimum)
    if own is None or not own.sigma:
        return []
    found, run, high, start, drifting = [], 0, 0.0, 0, False
    for index, value in enumerate(values):
        off = (value - own.centre) / own.sigma
        if not run and not high:
            start = index
        run = run + 1 if off > 0 else 0
        if off <= 2 * _SIGMAS:
            high = max(0.0, high + min(off, _SIGMAS) - _SLACK)
        if run >= RUN or high > _DECISION:
            if not drifting:
                found.append(Signal("drift", start, index))
            drifting = True
        elif not high:
            drifting = False
        if off > (2 * _SIGMAS if drifting else _SIGMAS) + 1e-9:
            found.append(Signal("jump", index, index))
    return found
