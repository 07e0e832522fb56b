"""What a jeweller types from the scales: plain text in, grams out, and what looks like a slip."""

from decimal import Decimal, InvalidOperation

DIGITS = 4
# How near two weighings of one piece are: a stage takes off some per cent, a slip far more.
_NEAR = Decimal("0.15")
_SWAP_NEAR = Decimal("0.05")


def parse_weight(text):
    """Grams in ``text``, comma or point alike.

    :raises ValueError: not a weight: empty, no number, not above zero, or more than 4 decimals

    >>> parse_weight(" 12,3450 ")
    Decimal('12.3450')
    """
    try:
        weight = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(text) from None
    if not weight.is_finite() or weight <= 0 or -weight.as_tuple().exponent > DIGITS:
        raise ValueError(text)
    return weight


def doubts(weight, previous, *, is_out=False):
    """What looks wrong in ``weight`` after ``previous`` (grams, or 0 when there is none).

    :return: list of "heavier" (more than went in), "point" (ten times more or less),
        "swapped" (two neighbouring digits have changed places)

    >>> doubts(Decimal("123.4"), Decimal("12.5"))
    ['point']
    >>> doubts(Decimal("21.48"), Decimal("12.50"))
    ['swapped']
    """
    if not previous:
        return []
    found = ["heavier"] if is_out and weight > previous else []
    if any(_is_near(weight * factor, previous, _NEAR) for factor in (10, Decimal("0.1"))):
        found.append("point")
    elif not _is_near(weight, previous, _SWAP_NEAR) and any(
        _is_near(swapped, previous, _SWAP_NEAR) for swapped in _swaps(weight)
    ):
        found.append("swapped")
    return found


def _is_near(one, other, share):
    return abs(one - other) <= other * share


def _swaps(weight):
    """``weight`` with each pair of neighbouring digits in the other order."""
    _sign, digits, exponent = weight.as_tuple()
    for index in range(len(digits) - 1):
        changed = list(digits)
        changed[index : index + 2] = reversed(changed[index : index + 2])
        yield Decimal((0, tuple(changed), exponent))
