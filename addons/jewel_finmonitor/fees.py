"""What a source keeps of a payment: exact roubles in, exact roubles out."""

from decimal import Decimal

from odoo.addons.jewel_base.money import kopecks


def fee(amount, percent, fixed=Decimal(0), minimum=Decimal(0)):
    """Fee of one payment, to the kopeck.

    :param amount: roubles that the client has paid; nothing is kept of a refund
    :param percent: of the amount
    :param fixed: roubles on top
    :param minimum: roubles at least

    >>> fee(Decimal("1000.00"), Decimal("2.8"))
    Decimal('28.00')
    >>> fee(Decimal("100.00"), Decimal("0.4"), minimum=Decimal(10))
    Decimal('10.00')
    >>> fee(Decimal("-500.00"), Decimal("2.8"))
    Decimal('0.00')
    """
    if amount <= 0:
        return Decimal("0.00")
    return kopecks(max(amount * percent / 100 + fixed, minimum))
