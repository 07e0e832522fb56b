"""Whether an object of YooKassa is the one that is expected. Plain Python, no database."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True)
class Expected:
    """What a payment or refund must say of itself; None where nothing is expected.

    :ivar amount: Decimal, positive
    :ivar currency: such as ``RUB``
    :ivar object_id: id of the payment or refund
    :ivar shop_id: text
    :ivar test: whether no real money is meant
    :ivar reference: our reference in the metadata
    :ivar payment_id: of a refund, the payment that it gives back
    :ivar part_is_enough: a hold may be charged in part
    """

    amount: Decimal
    currency: str
    object_id: str | None = None
    shop_id: str | None = None
    test: bool | None = None
    reference: str | None = None
    payment_id: str | None = None
    part_is_enough: bool = False


def amount_of(data):
    """Amount of an object of YooKassa as (Decimal, currency), or (None, None)."""
    amount = data.get("amount")
    if not isinstance(amount, dict) or not isinstance(amount.get("value"), str):
        return None, None
    try:
        value = Decimal(amount["value"])
    except InvalidOperation:
        return None, None
    if not value.is_finite():
        return None, None
    return value, amount.get("currency")


def time_of(data, name):
    """Time ``name`` of an object of YooKassa, such as 2026-11-26T10:00:00.123Z, as Odoo keeps it.

    :return: `datetime.datetime` in UTC, or False
    """
    try:
        return datetime.fromisoformat(str(data.get(name))[:19])
    except ValueError:
        return False


def find_mismatches(data, expected):
    """What in ``data`` differs from ``expected``: list of (name, found, expected)."""
    value, currency = amount_of(data)
    found = []
    if not _amount_fits(value, expected):
        found.append(("amount", value, expected.amount))
    if currency != expected.currency:
        found.append(("currency", currency, expected.currency))
    for name, actual, wanted in (
        ("id", data.get("id"), expected.object_id),
        ("shop", _inner(data, "recipient", "account_id"), expected.shop_id),
        ("test", data.get("test"), expected.test),
        ("reference", _inner(data, "metadata", "reference"), expected.reference),
        ("payment", data.get("payment_id"), expected.payment_id),
    ):
        if wanted is not None and actual != wanted:
            found.append((name, actual, wanted))
    return found


def _amount_fits(value, expected):
    if value is None:
        return False
    if expected.part_is_enough:
        return 0 < value <= expected.amount
    return value == expected.amount


def _inner(data, name, key):
    inner = data.get(name)
    return inner.get(key) if isinstance(inner, dict) else None
