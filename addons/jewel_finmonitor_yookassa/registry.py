"""Payments and refunds of YooKassa's API as rows of a statement: plain values in and out.

Fields and their meaning: YooKassa's API, objects Payment and Refund. Days are Moscow's, as in
the registers that YooKassa sends.
"""

from datetime import datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.addons.jewel_finmonitor.statement import Row, Unreadable, money

MOSCOW = ZoneInfo("Europe/Moscow")


def payment_row(line, payment):
    """`Row` of a paid payment; the fee is what the shop does not get of it.

    :raise Unreadable: it has no sum or no day that can be read
    """
    amount = _amount(payment, "amount", line)
    income = _amount(payment, "income_amount", line) if payment.get("income_amount") else amount
    return _row(line, payment, payment.get("captured_at"), amount, amount - income)


def refund_row(line, refund):
    """`Row` of a refund that has been made: its sum is negative.

    :raise Unreadable: it has no sum or no day that can be read
    """
    return _row(line, refund, refund.get("created_at"), -_amount(refund, "amount", line))


def month_query(name, first, last):
    """Filter of a list by the days of Moscow, for field ``name``."""
    return {
        f"{name}.gte": _begin_of(first),
        f"{name}.lt": _begin_of(last + timedelta(days=1)),
        "status": "succeeded",
        "limit": 100,
    }


def _row(line, item, moment, amount, fee=Decimal(0)):
    return Row(
        line=line,
        external_id=item["id"],
        date=_moscow_day(moment, line),
        amount=amount,
        fee=fee,
        currency=item["amount"].get("currency", ""),
        text=item.get("description") or "",
    )


def _amount(item, name, line):
    value = item.get(name)
    return money(value.get("value") if isinstance(value, dict) else value, line)


def _moscow_day(moment, line):
    try:
        when = datetime.strptime(str(moment), "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Unreadable("date", line=line, value=moment) from None
    return when.replace(tzinfo=timezone.utc).astimezone(MOSCOW).date()


def _begin_of(one):
    begin = datetime.combine(one, time.min, MOSCOW).astimezone(timezone.utc)
    return begin.strftime("%Y-%m-%dT%H:%M:%S.000Z")
