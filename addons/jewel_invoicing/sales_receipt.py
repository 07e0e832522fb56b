"""Arithmetic of a sales receipt: exact roubles and grams in, what the paper says out."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Money:
    """Roubles of a deal: what it costs and what has arrived less what was returned.

    >>> Money(Decimal("100.10"), Decimal("40.00")).collect
    Decimal('60.10')
    >>> Money(Decimal("100.00"), Decimal("120.50")).give_back
    Decimal('20.50')
    """

    total: Decimal
    paid: Decimal

    @property
    def due(self):
        return self.total - self.paid

    @property
    def collect(self):
        """What a courier takes; never negative."""
        return max(self.due, Decimal("0.00"))

    @property
    def give_back(self):
        """What the client has paid too much."""
        return max(-self.due, Decimal("0.00"))


def needs_identification(total, is_cash, is_card, cash_limit, card_limit):
    """Whether the buyer of jewellery must be identified (115-FZ, art. 7).

    The whole deal is judged, not the part that is paid now: a purchase split into parts is one.

    :param total: roubles of the deal
    :param is_cash: a part of it was or may be paid in cash
    :param is_card: a part of it was or may be paid by card
    :param cash_limit: roubles up to which, inclusive, nobody is asked; likewise ``card_limit``

    >>> needs_identification(Decimal(60000), True, True, Decimal(60000), Decimal(400000))
    False
    >>> needs_identification(Decimal("60000.01"), True, False, Decimal(60000), Decimal(400000))
    True
    """
    return bool((is_cash and total > cash_limit) or (is_card and total > card_limit))


def grams_text(grams):
    """8,25: grams as a tag writes them, with two to four decimals.

    >>> grams_text(Decimal("8.2500")), grams_text(Decimal("16.6225"))
    ('8,25', '16,6225')
    """
    whole, decimals = f"{grams:.4f}".split(".")
    return f"{whole},{decimals.rstrip('0').ljust(2, '0')}"


def number_text(quantity):
    """1; 2,5: a quantity without trailing zeros.

    >>> number_text(Decimal("10.0000")), number_text(Decimal("2.50"))
    ('10', '2,5')
    """
    text = f"{quantity:.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")
