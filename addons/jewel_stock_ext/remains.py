"""Minimum remains and run-out of an item: plain numbers in and out, no database.

Sources: safety stock by service level with the quantile z of the normal distribution, and Poisson
demand of slow movers: Silver, Pyke, Thomas, «Inventory and Production Management in Supply Chains»,
4th ed., ch. 6-7. Which demand is intermittent: mean interval above 1.32 days (Syntetos, Boylan,
Croston, 2005); its rate by Croston with their correction (Syntetos, Boylan, 2005).
"""

from datetime import timedelta
from math import exp, sqrt
from statistics import NormalDist, mean, pvariance
from typing import NamedTuple

INTERMITTENT_INTERVAL = 1.32
CROSTON_ALPHA = 0.1


class Demand(NamedTuple):
    """Daily consumption, cleared of the season, in units of the item."""

    pattern: str  # "none", "smooth" or "intermittent"
    rate: float  # a day
    deviation: float  # of one day
    size: float = 0.0  # of one issue
    interval: float = 0.0  # days from issue to issue


class Minimum(NamedTuple):
    """What to keep, and of what it is made."""

    minimum: float
    maximum: float
    expected: float  # consumption over the lead time
    safety: float
    season: float  # mean factor of the days of the lead time


def z_value(service_level):
    """Quantile of the normal distribution for the share of lead times without a shortage.

    :raises ValueError: the share is not between 0.5 and 0.9999
    """
    if not 0.5 <= service_level <= 0.9999:
        raise ValueError(service_level)
    return NormalDist().inv_cdf(service_level)


def poisson_quantile(expected, service_level):
    """The least count whose probability not to be exceeded reaches ``service_level``."""
    if expected > 500:  # the normal distribution is as good there
        return round(expected + z_value(service_level) * sqrt(expected))
    count, probability = 0, exp(-expected)
    total = probability
    while total < service_level:
        count += 1
        probability *= expected / count
        total += probability
    return count


def measure(issues, days, season):
    """Rate and scatter of a consumption.

    :param dict issues: day (`date`) -> quantity; days without an issue may be missing
    :param days: all days of the history (`date`, in order)
    :param season: month number -> factor; a missing month is 1
    """
    clear = [max(issues.get(day, 0.0), 0.0) / season.get(day.month, 1.0) for day in days]
    sizes = [(place, size) for place, size in enumerate(clear) if size > 0]
    if not sizes:
        return Demand("none", 0.0, 0.0)
    # A new item has no history before its first issue.
    alive = clear[sizes[0][0] :]
    interval = len(alive) / len(sizes)
    if interval <= INTERMITTENT_INTERVAL and len(sizes) > 1:
        return Demand("smooth", mean(alive), sqrt(pvariance(alive)), interval=interval)
    size, interval = _croston(sizes, len(alive))
    rate = (1 - CROSTON_ALPHA / 2) * size / interval
    return Demand("intermittent", rate, sqrt(pvariance(alive)), size, interval)


def _croston(sizes, days):
    """Smoothed size of an issue and days between issues; starts from the plain means."""
    size, interval = mean(size for _place, size in sizes), days / len(sizes)
    for (before, _size), (place, now) in zip(sizes, sizes[1:], strict=False):
        size += CROSTON_ALPHA * (now - size)
        interval += CROSTON_ALPHA * (place - before - interval)
    return size, interval


def propose(demand, today, lead_days, cover_days, service_level, season):
    """Minimum = consumption over the lead time + safety stock; maximum = with the days to cover.

    :param int lead_days: days from order to receipt
    :param int cover_days: days for which one order is made
    :return: `Minimum`, unrounded
    """
    lead = _factors(today, max(lead_days, 1), season)
    cover = _factors(today + timedelta(days=len(lead)), cover_days, season)
    factor = mean(lead)
    expected = demand.rate * sum(lead)
    if demand.pattern == "intermittent":
        issues = poisson_quantile(sum(lead) / demand.interval, service_level)
        safety = max(issues * demand.size - expected, 0.0)
    else:
        spread = demand.deviation * sqrt(sum(value * value for value in lead))
        safety = z_value(service_level) * spread
    minimum = expected + safety
    return Minimum(minimum, minimum + demand.rate * sum(cover), expected, safety, factor)


def _factors(start, days, season):
    """Factors of the days after ``start``."""
    return [season.get((start + timedelta(days=day + 1)).month, 1.0) for day in range(days)]


def forecast(on_hand, coming, going, rate, today, days, season):
    """Remains at the end of each day.

    Open orders are part of what is usually consumed, so by each day the greater of both is gone.

    :param dict coming: day -> what is on the way
    :param dict going: day -> what open orders need; what is overdue counts today
    :return: list of (day, remains)
    """
    known = sum(size for day, size in going.items() if day <= today)
    usual, came = 0.0, sum(size for day, size in coming.items() if day <= today)
    rows = [(today, on_hand + came - known)]
    for step in range(1, days + 1):
        day = today + timedelta(days=step)
        known += going.get(day, 0.0)
        came += coming.get(day, 0.0)
        usual += rate * season.get(day.month, 1.0)
        rows.append((day, on_hand + came - max(known, usual)))
    return rows


def run_out(rows, least=1e-6):
    """The first day that ends below zero, or nothing."""
    return next((day for day, remains in rows if remains < -least), None)
