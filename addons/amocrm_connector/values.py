"""Values in the form in which both sides are compared and a snapshot is kept (plain JSON)."""

import re
from datetime import date, datetime, timezone
from decimal import ROUND_HALF_UP, Context, Decimal

# Python's own rounds after 28 digits.
_EXACT = Context(prec=100)
_NOT_DIGITS = re.compile(r"\D+")


def text(value):
    r"""Stripped text with unix line ends; ``None`` for nothing.

    >>> text("  ring\r\nsize 17 "), text("  "), text(None)
    ('ring\nsize 17', None, None)
    """
    if value is None or value is False:
        return None
    return str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip() or None


def phone(value):
    """Digits of a phone number in international form; Russian habits are undone.

    >>> phone("8 (900) 000-00-11"), phone("+7 900 0000011"), phone("900 000 00 11"), phone("вн. 12")
    ('79000000011', '79000000011', '79000000011', '12')
    """
    digits = _NOT_DIGITS.sub("", str(value or ""))
    if len(digits) == 11 and digits[0] == "8":
        return "7" + digits[1:]
    if len(digits) == 10 and digits[0] == "9":
        return "7" + digits
    return digits


def contact_key(value):
    """A phone by its digits, anything else (e-mail, messenger name) without regard to case.

    >>> contact_key("Anna@Example.com"), contact_key("8 900 000 00 11")
    ('anna@example.com', '79000000011')
    """
    value = text(value) or ""
    digits = phone(value)
    return digits if len(digits) >= 5 and not re.search(r"[^\W\d_]", value) else value.casefold()


def round_price(value):
    """amoCRM keeps whole units of the currency; half a unit goes up.

    >>> round_price(Decimal("10.5")), round_price(Decimal("-0.4"))
    (Decimal('11'), Decimal('0'))
    """
    rounded = Decimal(value).quantize(Decimal(1), rounding=ROUND_HALF_UP, context=_EXACT)
    return abs(rounded) if not rounded else rounded


def plain(number):
    """All digits of a number, without an exponent and without idle zeros.

    >>> plain(Decimal("1E+3")), plain(Decimal("12.50")), plain(Decimal("-0.0"))
    ('1000', '12.5', '0')
    """
    digits = format(Decimal(str(number)), "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def shown(state):
    """A normalised value as one line for a person.

    >>> shown(["585", "750"]), shown({"city": "Kostroma", "zip": "156000"}), shown(None)
    ('585, 750', 'Kostroma, 156000', '')
    """
    if isinstance(state, dict):
        state = list(state.values())
    if isinstance(state, list):
        return ", ".join(map(str, state))
    return "" if state is None else str(state)


def utc_moment(seconds):
    """Unix seconds as the database keeps a moment: UTC, without zone.

    >>> utc_moment(1760000000)
    datetime.datetime(2025, 10, 9, 8, 53, 20)
    """
    return datetime.fromtimestamp(int(seconds), timezone.utc).replace(tzinfo=None)


def normalise(kind, value):
    """JSON form of a converter's value by which two states are compared.

    Equal values in different clothes give the same result, and the result of a result is the
    result.
    """
    if value is None or value == "" or value == []:
        return None
    if kind == "multitext":
        return [key for key in (contact_key(item) for item in value) if key] or None
    if kind == "options":
        return sorted({key for key in (text(item) for item in value) if key}) or None
    if kind == "file":
        return (
            f"{value['file_uuid']}/{value.get('version_uuid') or ''}"
            if isinstance(value, dict)
            else value
        )
    if kind == "address":
        parts = {key: text(item) for key, item in value.items() if key != "country_code"}
        return {key: item for key, item in sorted(parts.items()) if item} or None
    if kind == "legal":
        return {key: text(item) for key, item in sorted(value.items()) if text(item)} or None
    if kind == "price":
        return plain(round_price(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, (Decimal, int, float)):
        return plain(value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return text(value)
