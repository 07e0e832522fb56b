"""A made-up year of metal at a workshop, from a seed: plain Python, `Decimal` grams, no database.

Each order is issued at the vault and goes from bench to bench until it comes back; a stage loses
around 85 % of its norm (sd 15 % of the norm). Some weights are typed wrong, some filings vanish.
"""

import random
from collections import Counter, defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.jewel_stock_ext.control_chart import signals
from odoo.addons.jewel_stock_ext.weighing import doubts

NORM = Decimal("0.90")
STEP = Decimal("0.0001")


class Handover(NamedTuple):
    """What is typed when a piece leaves a bench: who, to whom (None: vault), grams in and out.

    ``mistake`` is what the generator has spoiled: "point", "swapped", "filings" or nothing.
    """

    order: int
    alloy: int
    giver: int | None
    taker: int | None
    weight_in: Decimal
    weight_out: Decimal
    true_out: Decimal
    mistake: str


def make(seed, orders, stages, alloys=6, people=12, mistakes=0.01):
    """Yield the hand-overs of ``orders`` orders in their order; the first of each is the issue."""
    draw = random.Random(seed)
    for order in range(orders):
        alloy, giver = draw.randrange(alloys), None
        grams = Decimal(draw.randrange(100_000, 300_000)) * STEP
        for stage in range(stages):
            last = stage == stages - 1
            taker = None if last else draw.choice([one for one in range(people) if one != giver])
            lost = Decimal(0)
            if giver is not None:
                share = max(draw.gauss(0.85, 0.15), 0) * float(NORM) / 100
                lost = (grams * Decimal(str(round(share, 6)))).quantize(STEP)
            kind = ""
            if giver is not None and draw.random() < mistakes:
                kind = draw.choice(["point", "swapped", "filings"])
                if kind == "filings":
                    lost += (grams * Decimal("0.02")).quantize(STEP)
            after = grams - lost
            typed = _typed(after, kind)
            if kind == "swapped" and typed is None:
                kind, typed = "", after
            yield Handover(order, alloy, giver, taker, grams, typed, after, kind)
            giver, grams = taker, after


def _typed(weight, kind):
    """What is typed for ``weight``: as it is, ×10, or the first two unlike digits swapped."""
    if kind == "point":
        return weight * 10
    if kind == "swapped":
        digits = list(f"{weight:.4f}")
        pairs = [(0, 1), (1, 3)]  # tens and units, units and tenths
        for one, two in pairs:
            if digits[one] != digits[two] and digits[one] != "0" and digits[two] != "0":
                digits[one], digits[two] = digits[two], digits[one]
                return Decimal("".join(digits))
        return None
    return weight


def find_reported(handovers):
    """Indices of the hand-overs about which the product says something by its own cores.

    That is a doubt at typing (`weighing.doubts`), or a jump or a drift on the control chart of
    the master and alloy (`control_chart.signals`).
    """
    found, charts = set(), defaultdict(list)
    for index, one in enumerate(handovers):
        if one.giver is None:
            continue
        if doubts(one.weight_out, one.weight_in, is_out=True):
            found.add(index)
        else:
            percent = float((one.weight_in - one.weight_out) / one.weight_in * 100)
            charts[one.giver, one.alloy].append((index, percent))
    for points in charts.values():
        found.update(points[signal.index][0] for signal in signals([value for _, value in points]))
    return found


def count_reported(handovers):
    """{(is a mistake, is reported): how many hand-overs from bench to bench}."""
    reported = find_reported(handovers)
    return Counter(
        (bool(one.mistake), index in reported)
        for index, one in enumerate(handovers)
        if one.giver is not None
    )
