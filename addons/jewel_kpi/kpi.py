"""Indicators of managers: plain numbers in, plain numbers out. Money in roubles, exact."""

import calendar
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.jewel_base.money import kopecks

_TENTH = Decimal("0.1")


class Indicator(NamedTuple):
    """How a number is shown, and whether more of it is better (1), worse (-1) or neither (0)."""

    unit: str  # money, count, percent, hours, grams, ratio
    better: int


INDICATORS = {
    "revenue": Indicator("money", 1),
    "returned": Indicator("money", -1),
    "conversion_cohort": Indicator("percent", 1),
    "conversion_date": Indicator("percent", 1),
    "average_cheque": Indicator("money", 1),
    "created": Indicator("count", 1),
    "won": Indicator("count", 1),
    "lost": Indicator("count", -1),
    "offers": Indicator("count", 1),
    "offer_revenue": Indicator("money", 1),
    "orders": Indicator("count", 1),
    "lines_per_order": Indicator("ratio", 1),
    "answer_hours": Indicator("hours", -1),
    "on_time": Indicator("percent", 1),
    "late": Indicator("count", -1),
    "debt": Indicator("money", -1),
}


@dataclass(frozen=True)
class Facts:
    """What is counted of one manager (or of all) in a period."""

    received: Decimal = Decimal(0)  # payments of clients that have come
    returned: Decimal = Decimal(0)  # refunds to clients, a positive number
    offer_revenue: Decimal = Decimal(0)  # of it, received less returned on deals with an offer
    created: int = 0  # enquiries
    cohort_won: int = 0  # of these very enquiries, those won by today
    won: int = 0  # deals won in the period, whenever they were created
    lost: int = 0
    won_amount: Decimal = Decimal(0)  # totals of the deals won
    offers: int = 0
    orders: int = 0
    lines: int = 0
    answered: int = 0  # enquiries that have got an answer
    answer_hours: Decimal = Decimal(0)  # of all of them together
    promises: int = 0  # promised days that lie in the period and have come
    late: int = 0  # of these, those not kept
    debt: Decimal = Decimal(0)

    def __add__(self, other):
        return Facts(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


def share(part, whole):
    """Percent that ``part`` is of ``whole``, to a tenth; None when there is nothing to divide.

    >>> share(1, 3), share(1, 0)
    (Decimal('33.3'), None)
    """
    return (Decimal(part) * 100 / whole).quantize(_TENTH) if whole else None


def compute(facts):
    """{key of INDICATORS: Decimal, or None where there is nothing to judge by}."""
    return {
        "revenue": kopecks(facts.received - facts.returned),
        "returned": kopecks(facts.returned),
        "conversion_cohort": share(facts.cohort_won, facts.created),
        "conversion_date": share(facts.won, facts.won + facts.lost),
        "average_cheque": kopecks(facts.won_amount / facts.won) if facts.won else None,
        "created": Decimal(facts.created),
        "won": Decimal(facts.won),
        "lost": Decimal(facts.lost),
        "offers": Decimal(facts.offers),
        "offer_revenue": kopecks(facts.offer_revenue),
        "orders": Decimal(facts.orders),
        "lines_per_order": _average(facts.lines, facts.orders),
        "answer_hours": _average(facts.answer_hours, facts.answered),
        "on_time": share(facts.promises - facts.late, facts.promises),
        "late": Decimal(facts.late),
        "debt": kopecks(facts.debt),
    }


def _average(total, number):
    return (Decimal(total) / number).quantize(_TENTH) if number else None


def change(value, before):
    """By how many percent ``value`` differs from ``before``; None where that says nothing.

    >>> change(Decimal(150), Decimal(100)), change(Decimal(5), Decimal(0))
    (Decimal('50.0'), None)
    """
    if value is None or not before or before < 0:
        return None
    return share(value - before, before)


# === PERIODS === #


def previous_period(begin, end):
    """(begin, end) of the period before, of equal length.

    A period that begins with a month is compared with the same days of as many months before:
    1–26 November with 1–26 October, whole March with whole February. Any other one with as many
    days right before it.
    """
    if begin.day != 1:
        days = end - begin + timedelta(days=1)
        return begin - days, begin - timedelta(days=1)
    months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    return _shift(begin, -months), _shift(end, -months)


def same_last_year(begin, end):
    """(begin, end) a year earlier; the last day of a month stays the last one."""
    return _shift(begin, -12), _shift(end, -12)


def _shift(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if is_last else min(day.day, last))


# === RATING === #


def rate(rows, weights, indicators):
    """Points from 0 to 100 and places by several indicators.

    The best of the rows gets all points of an indicator, the worst none, the others in
    proportion; equal ones get all. Where there is nothing to judge by, there are no points.

    :param rows: {key: {indicator: Decimal or None}}
    :param weights: {indicator: Decimal above 0}
    :param indicators: what says of each whether more of it is better
    :return: {key: (points, place)}; equal points share their place
    """
    points = dict.fromkeys(rows, Decimal(0))
    for name, weight in weights.items():
        values = {key: row[name] for key, row in rows.items() if row[name] is not None}
        if not values:
            continue
        if indicators[name].better < 0:
            values = {key: -value for key, value in values.items()}
        worst, best = min(values.values()), max(values.values())
        for key, value in values.items():
            points[key] += weight * ((value - worst) / (best - worst) if best > worst else 1)
    total = sum(weights.values())
    points = {key: (100 * one / total).quantize(_TENTH) for key, one in points.items() if total}
    return {
        key: (one, 1 + sum(other > one for other in points.values())) for key, one in points.items()
    }
