"""Indicators of jewellers: plain numbers in, plain numbers out. Masses in grams."""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.jewel_kpi.kpi import Indicator, share

INDICATORS = {
    "pieces": Indicator("count", 1),
    "weight": Indicator("grams", 0),
    "hours": Indicator("hours", 0),
    "pace": Indicator("percent", 1),
    "on_time": Indicator("percent", 1),
    "rework": Indicator("percent", -1),
    "loss_share": Indicator("percent", -1),
    "loss_over": Indicator("grams", -1),
}


@dataclass(frozen=True)
class Facts:
    """What is counted of one jeweller in a period."""

    pieces: Decimal = Decimal(0)  # that have passed his stages, each stage for itself
    rework_pieces: Decimal = Decimal(0)  # that he did again
    weight: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)  # on the clock
    norm_hours: Decimal = Decimal(0)  # by the route, for the same work
    loss: Decimal = Decimal(0)
    loss_over: Decimal = Decimal(0)  # of it, beyond what the norm allows
    jobs: int = 0  # finished jobs with a deadline on which he worked last
    jobs_on_time: int = 0


def compute(facts):
    """{key of INDICATORS: Decimal, or None where there is nothing to judge by}.

    >>> compute(Facts(pieces=Decimal(9), rework_pieces=Decimal(1)))["rework"]
    Decimal('10.0')
    """
    return {
        "pieces": facts.pieces,
        "weight": facts.weight,
        "hours": facts.hours,
        "pace": share(facts.norm_hours, facts.hours),
        "on_time": share(facts.jobs_on_time, facts.jobs),
        "rework": share(facts.rework_pieces, facts.pieces + facts.rework_pieces),
        "loss_share": share(facts.loss_over, facts.loss),
        "loss_over": facts.loss_over,
    }
