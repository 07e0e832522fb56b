"""Arithmetic of precious metal: plain numbers in, plain numbers out.

Masses are `Decimal` grams, carats are `Decimal` carats, fineness is parts of pure metal in a
thousand of alloy (585, 999.9). Nothing here rounds: a sum of pure metal must come from
unrounded values, or it drifts from an independent recount. Round with `milligrams` or
`weight` at the moment of showing or storing.

Floats are refused: a float gram carries a binary tail. Bring one in through `weight`.
"""

from decimal import ROUND_HALF_UP, Decimal

CARAT = Decimal("0.2")  # grams, exactly (metric carat)
WAX_DENSITY = Decimal("0.945")  # g/cm³, middle of casting waxes (0.93-0.96)
_TENTH_OF_MILLIGRAM = Decimal("0.0001")
_MILLIGRAM = Decimal("0.001")


def weight(value):
    """Grams to the 0.1 mg that the database keeps, from a number of any kind.

    >>> weight(16.62)
    Decimal('16.6200')
    >>> weight("9.72265")
    Decimal('9.7227')
    """
    return Decimal(str(value)).quantize(_TENTH_OF_MILLIGRAM, ROUND_HALF_UP)


def milligrams(value):
    """Grams to the milligram, as scales and tags show them.

    >>> milligrams(Decimal("17.104") * 750 / 1000)
    Decimal('12.828')
    """
    return _exact(value).quantize(_MILLIGRAM, ROUND_HALF_UP)


def pure_weight(net, fineness):
    """Grams of pure metal in ``net`` grams of an alloy of ``fineness`` per mille.

    :raise ValueError: the fineness is not within 0 and 1000

    >>> pure_weight(Decimal("16.62"), 585)
    Decimal('9.7227')
    """
    fineness = _exact(fineness)
    if not 0 <= fineness <= 1000:
        raise ValueError(f"fineness must lie within 0 and 1000, got {fineness}")
    return _exact(net) * fineness / 1000


def carats_to_grams(carats):
    """
    >>> carats_to_grams(Decimal("0.20"))
    Decimal('0.040')
    """
    return _exact(carats) * CARAT


def net_weight(gross, carats=0, other=0):
    """Grams of metal in a piece: gross less stones (carats) and other non-metal parts (grams).

    >>> net_weight(Decimal("16.66"), carats=Decimal("0.20"))
    Decimal('16.620')
    """
    return _exact(gross) - carats_to_grams(carats) - _exact(other)


def loss(metal_in, metal_out, added=0, scrap=0, filings=0):
    """Grams that went in and did not come out: what is neither piece, nor scrap, nor filings.

    ``added`` is solder, findings and stones set; a negative result is legal (surplus, припёк).

    >>> loss(Decimal("16.400"), Decimal("16.980"), added=Decimal("1.200"), scrap=Decimal("0.480"))
    Decimal('0.140')
    """
    return _exact(metal_in) + _exact(added) - _exact(metal_out) - _exact(scrap) - _exact(filings)


def loss_percent(lost, base):
    """Percent of ``lost`` grams in ``base`` grams (issued or finished mass: the norm says which).

    >>> loss_percent(Decimal("1.080"), Decimal("180.000"))
    Decimal('0.6')
    """
    return (_exact(lost) / _exact(base) * 100).normalize() if base else Decimal(0)


def over_norm(lost, base, norm_percent):
    """Grams lost beyond the norm; nothing when the loss is within it.

    >>> over_norm(Decimal("0.140"), Decimal("16.400"), Decimal("0.90"))
    Decimal('0')
    >>> over_norm(Decimal("0.240"), Decimal("10"), Decimal("0.90"))
    Decimal('0.150')
    """
    return max(Decimal(0), _exact(lost) - _exact(base) * _exact(norm_percent) / 100)


def surplus(gross_before, fineness_before, gross_after, fineness_after):
    """Grams of pure metal that an assay found more (or, negative, less) than was declared.

    >>> surplus(Decimal("150"), 500, Decimal("149.48"), 530)
    Decimal('4.2244')
    """
    return pure_weight(gross_after, fineness_after) - pure_weight(gross_before, fineness_before)


def wax_ratio(density):
    """Grams of an alloy of ``density`` g/cm³ that replace one gram of wax.

    >>> round(wax_ratio(Decimal("10.4")), 1)
    Decimal('11.0')
    """
    return _exact(density) / WAX_DENSITY


def price_of_alloy(price_of_pure, fineness):
    """Price of the pure metal inside one gram of an alloy.

    >>> round(price_of_alloy(Decimal("10419.09"), 585), 2)
    Decimal('6095.17')
    """
    return _exact(price_of_pure) * _exact(fineness) / 1000


def _exact(value):
    if isinstance(value, float):
        raise TypeError("a float is not an exact weight, bring it in through weight()")
    return Decimal(value)
