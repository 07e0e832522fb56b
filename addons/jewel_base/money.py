"""Arithmetic of roubles: exact, on `Decimal`."""

from decimal import ROUND_HALF_UP, Decimal

_KOPECK = Decimal("0.01")


def kopecks(amount):
    """Roubles rounded half up to the kopeck.

    >>> kopecks(Decimal("1.005"))
    Decimal('1.01')
    """
    return Decimal(amount).quantize(_KOPECK, ROUND_HALF_UP)


def vat_inside(amount, percent):
    """VAT that sits inside an amount of roubles which includes it.

    >>> vat_inside(Decimal("245000.00"), 22)
    Decimal('44180.33')
    """
    percent = Decimal(percent)
    return kopecks(Decimal(amount) * percent / (100 + percent))
