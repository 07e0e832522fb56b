"""Arithmetic of the metal ledger: `Decimal` grams in and out, no database, nothing rounded."""

from decimal import Decimal
from typing import NamedTuple

from odoo.addons.jewel_base.assay import carats_to_grams, over_norm, pure_weight

PURE_STEP = Decimal("0.00000001")


def exact(value, digits=4):
    """A float of the database as the `Decimal` that it stands for.

    >>> exact(16.62)
    Decimal('16.6200')
    """
    return Decimal(str(value or 0)).quantize(Decimal(1).scaleb(-digits))


def pure(net, fineness):
    """Grams of pure metal with all its decimals.

    ``net`` has at most 4 decimals and ``fineness`` 1, so 8 decimals hold the product exactly.

    >>> pure(Decimal("16.62"), Decimal("585"))
    Decimal('9.72270000')
    >>> pure(Decimal("0.0001"), Decimal("999.9"))
    Decimal('0.00009999')
    """
    return pure_weight(net, fineness).quantize(PURE_STEP)


class Passage(NamedTuple):
    """Grams of one passage of a piece through a stage; carats of the stones set in it."""

    weight_in: Decimal
    weight_out: Decimal
    solder: Decimal = Decimal(0)
    findings: Decimal = Decimal(0)
    carats: Decimal = Decimal(0)
    scrap: Decimal = Decimal(0)
    filings: Decimal = Decimal(0)

    @property
    def stones(self):
        return carats_to_grams(self.carats)

    @property
    def loss(self):
        """What went in and did not come out; negative is a surplus.

        >>> Passage(Decimal("16.640"), Decimal("16.660"), carats=Decimal("0.20"),
        ...     filings=Decimal("0.015")).loss
        Decimal('0.005')
        """
        return self.expected - self.weight_out

    @property
    def expected(self):
        """What the piece would weigh if nothing were lost."""
        came = self.weight_in + self.solder + self.findings + self.stones
        return came - self.scrap - self.filings


def split_loss(loss, base, percent):
    """(grams within the norm, grams over it) of ``loss``; a surplus is neither.

    >>> split_loss(Decimal("0.240"), Decimal("10"), Decimal("0.90"))
    (Decimal('0.090'), Decimal('0.150'))
    """
    lost = max(loss, Decimal(0))
    over = over_norm(lost, base, percent)
    return lost - over, over


def share(total, weights, step=Decimal("0.0001")):
    """``total`` dealt out in proportion to ``weights`` in whole steps, to the last step.

    The largest remainders get the steps that are left over; equal ones in their order.

    >>> share(Decimal("1.0000"), [1, 1, 1])
    [Decimal('0.3334'), Decimal('0.3333'), Decimal('0.3333')]
    >>> share(Decimal("1.08"), [Decimal("16.4")] * 6)[0]
    Decimal('0.1800')
    """
    whole = sum(weights)
    if not whole:
        return [Decimal(0)] * len(weights)
    steps = int(total / step)
    exact_steps = [Decimal(steps) * weight / whole for weight in weights]
    parts = [int(part) for part in exact_steps]
    by_remainder = sorted(range(len(weights)), key=lambda index: parts[index] - exact_steps[index])
    for index in by_remainder[: steps - sum(parts)]:
        parts[index] += 1
    return [part * step for part in parts]
