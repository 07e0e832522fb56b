"""Arithmetic of a bonus: plain numbers in, plain numbers out.

Money is `Decimal` roubles. Each step of a statement is rounded half up to the kopeck once, and the
bonus is the sum of its steps, so that what is printed adds up.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.jewel_base.money import kopecks

ZERO = Decimal("0.00")


class Tier(NamedTuple):
    """From ``start`` roubles on (the border itself belongs here), ``percent``."""

    start: Decimal
    percent: Decimal


class Threshold(NamedTuple):
    """When ``indicator`` is ``start`` or more, the bonus is multiplied by ``coefficient``."""

    indicator: str
    start: Decimal
    coefficient: Decimal


class Deduction(NamedTuple):
    """For each of ``indicator`` above ``allowed`` an amount; for any above it a percent."""

    indicator: str
    allowed: Decimal
    amount: Decimal = ZERO
    percent: Decimal = ZERO


class Deal(NamedTuple):
    """Money that a deal has brought in the period: received less returned."""

    key: int
    revenue: Decimal
    margin: Decimal | None = None  # percent; None: the cost is not known


@dataclass(frozen=True)
class Scheme:
    tiers: tuple = ()
    is_progressive: bool = True  # each part by its own tier; else the whole by the tier reached
    thresholds: tuple = ()
    deductions: tuple = ()
    min_margin: Decimal = ZERO  # percent; deals below it earn nothing


class Step(NamedTuple):
    """One line of a statement: ``base`` by ``rate`` is ``amount``."""

    kind: str  # tier, coefficient, deduction_amount, deduction_percent, floor
    base: Decimal
    rate: Decimal
    amount: Decimal
    indicator: str = ""


class Result(NamedTuple):
    steps: tuple
    total: Decimal  # never below zero
    carried: Decimal  # zero, or what next month's revenue is lowered by


def is_counted(deal, scheme):
    """Whether the deal's money earns a bonus: a margin that is not known does."""
    return deal.margin is None or deal.margin >= scheme.min_margin


def sum_counted(deals, scheme):
    """Revenue of the deals that count."""
    return sum((deal.revenue for deal in deals if is_counted(deal, scheme)), ZERO)


def compute(revenue, carried, values, scheme):
    """The bonus of one manager for one month.

    :param revenue: counted money received less returned; may be negative
    :param carried: negative rest of the month before, or zero
    :param values: {indicator: Decimal, or None where there is nothing to judge by}
    :return: `Result`
    """
    base = kopecks(revenue + carried)
    if base <= 0:
        return Result((), ZERO, base)
    steps = list(_tier_steps(base, scheme))
    bonus = _total(steps)
    for step in _coefficient_steps(bonus, values, scheme):
        steps.append(step)
    bonus = _total(steps)
    steps += _deduction_steps(bonus, values, scheme)
    if (total := _total(steps)) < 0:
        steps.append(Step("floor", total, ZERO, -total))
    return Result(tuple(steps), _total(steps), ZERO)


def _total(steps):
    return sum((step.amount for step in steps), ZERO)


def _tier_steps(base, scheme):
    tiers = sorted(scheme.tiers)
    if not scheme.is_progressive:
        tiers = [tier for tier in tiers if tier.start <= base][-1:]
        for tier in tiers:
            yield Step("tier", base, tier.percent, kopecks(base * tier.percent / 100))
        return
    ends = [tier.start for tier in tiers[1:]] + [base]
    for tier, end in zip(tiers, ends, strict=False):  # there may be no tiers
        part = min(base, end) - tier.start
        if part > 0:
            yield Step("tier", part, tier.percent, kopecks(part * tier.percent / 100))


def _coefficient_steps(bonus, values, scheme):
    """One after another; below all thresholds of an indicator, or without a value, as it is."""
    for indicator in sorted({one.indicator for one in scheme.thresholds}):
        value = values.get(indicator)
        reached = [
            one
            for one in scheme.thresholds
            if one.indicator == indicator and value is not None and value >= one.start
        ]
        if not reached:
            continue
        coefficient = max(reached, key=lambda one: one.start).coefficient
        amount = kopecks(bonus * coefficient) - bonus
        yield Step("coefficient", bonus, coefficient, amount, indicator)
        bonus += amount


def _deduction_steps(bonus, values, scheme):
    for one in scheme.deductions:
        above = (values.get(one.indicator) or ZERO) - one.allowed
        if above <= 0:
            continue
        if one.amount:
            amount = -kopecks(above * one.amount)
            yield Step("deduction_amount", above, one.amount, amount, one.indicator)
        if one.percent:
            amount = -kopecks(bonus * one.percent / 100)
            yield Step("deduction_percent", bonus, one.percent, amount, one.indicator)
