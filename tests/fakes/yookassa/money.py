"""Amounts: strings outside, whole kopecks (cents, …) inside."""

import re
from decimal import Decimal

from .replies import invalid

CURRENCIES = ("RUB", "EUR", "USD", "KZT", "BYN", "UAH", "UZS", "TRY", "INR", "MDL", "AZN", "AMD")
VALUE = re.compile(r"(0|[1-9]\d{0,11})\.\d{2}")


def parse(data, parameter, currency):
    """``{"value": "12.30", "currency": "RUB"}`` to 1230; 400 for anything else."""
    if not isinstance(data, dict):
        raise invalid("Amount must be an object", parameter)
    value, given = data.get("value"), data.get("currency")
    if not isinstance(value, str):
        raise invalid("Value must be a string", f"{parameter}.value")
    if not VALUE.fullmatch(value):
        raise invalid("Value must have a dot and two decimals", f"{parameter}.value")
    if given not in CURRENCIES:
        raise invalid("Unknown currency", f"{parameter}.currency")
    if given != currency:
        raise invalid("Currency is not the currency of the shop", f"{parameter}.currency")
    minor = int(value.replace(".", ""))
    if not minor:
        raise invalid("Value must be positive", f"{parameter}.value")
    return minor


def show(minor, currency):
    """1230 to ``{"value": "12.30", "currency": "RUB"}``."""
    return {"value": text(minor), "currency": currency}


def text(minor):
    """1230 to "12.30"."""
    return f"{Decimal(minor) / 100:.2f}"
