"""Fiscal receipts (54-FZ) in the form that YooKassa takes: plain Python, exact amounts.

Sources: YooKassa API, objects `Receipt` and `ReceiptItem`, and its page of parameter values; rates
by date: Tax Code of Russia, article 164 as changed by law 425-FZ (22 % since 2026-01-01).
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

NAME_LENGTH = 128
FULL_NAME_LENGTH = 256
KOPECK = Decimal("0.01")
# How receipts go out -> how many items one may hold.
MAX_ITEMS = {"yookassa": 80, "register": 100}
PREPAYMENTS = ("full_prepayment", "partial_prepayment", "advance")
PAYMENT_MODES = (*PREPAYMENTS, "full_payment", "partial_payment", "credit", "credit_payment")
SETTLEMENT_TYPES = ("cashless", "prepayment", "postpayment", "consideration")


@dataclass(frozen=True)
class Rate:
    """A rate of VAT: its codes on a sale and on a prepayment, and the days when it is the law's."""

    percent: Decimal | None
    code: int
    prepaid_code: int
    since: date = date.min
    until: date = date.max


RATES = (
    Rate(None, 1, 1),
    Rate(Decimal(0), 2, 2),
    Rate(Decimal(10), 3, 5),
    Rate(Decimal(20), 4, 6, since=date(2019, 1, 1), until=date(2025, 12, 31)),
    Rate(Decimal(5), 7, 9, since=date(2025, 1, 1)),
    Rate(Decimal(7), 8, 10, since=date(2025, 1, 1)),
    Rate(Decimal(22), 11, 12, since=date(2026, 1, 1)),
)


class ReceiptError(ValueError):
    """A receipt that YooKassa or the law would not take.

    :param reason: key of what is wrong: ``rate``, ``rate_date``, ``customer``, ``empty``, ``many``,
        ``sum``, ``mode``
    :param details: values for a sentence about it
    """

    def __init__(self, reason, **details):
        super().__init__(f"{reason}: {details}")
        self.reason, self.details = reason, details


@dataclass(frozen=True)
class Line:
    """What is sold: a line of an order, with its share of all discounts.

    :param amount: roubles for the whole line, tax included
    :param percent: VAT inside, ``None`` when it is sold without VAT
    :param mode: payment mode of this line, ``None`` for that of the receipt
    """

    name: str
    quantity: Decimal
    amount: Decimal
    percent: Decimal | None
    subject: str = "commodity"
    measure: str = "piece"
    mode: str | None = None


def vat_code(percent, mode, on):
    """YooKassa's code of a rate: a prepayment carries the calculated one (22/122).

    :param percent: ``Decimal`` or ``None``
    :param mode: payment mode of the item
    :param on: date of the payment; a prepayment keeps the rate of its day when it is settled
    :raise ReceiptError: an unknown rate, or one that is not the law's on that day

    >>> vat_code(Decimal(22), "partial_prepayment", date(2026, 11, 26))
    12
    >>> vat_code(Decimal(22), "full_payment", date(2026, 11, 26))
    11
    >>> vat_code(None, "full_payment", date(2026, 11, 26))
    1
    """
    rate = next((rate for rate in RATES if rate.percent == percent), None)
    if not rate:
        raise ReceiptError("rate", percent=percent)
    if not rate.since <= on <= rate.until:
        raise ReceiptError("rate_date", percent=percent, date=on)
    return rate.prepaid_code if mode in PREPAYMENTS else rate.code


def percent_of(code):
    """The rate that one of YooKassa's codes stands for, plain or calculated.

    :raise ReceiptError: there is no such code

    >>> percent_of(12), percent_of(1)
    (Decimal('22'), None)
    """
    rate = next((rate for rate in RATES if code in (rate.code, rate.prepaid_code)), None)
    if not rate:
        raise ReceiptError("rate", percent=code)
    return rate.percent


def share(amounts, total):
    """``amounts`` scaled so that they make ``total`` to the kopeck.

    What rounding leaves goes to those that lost most, so nothing drifts to the last line.

    >>> share([Decimal(100), Decimal(100), Decimal(100)], Decimal(100))
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    whole = sum(amounts)
    if whole <= 0 or total < 0 or min(amounts) < 0:
        raise ReceiptError("sum", total=total, whole=whole)
    exact = [amount * total / whole for amount in amounts]
    shares = [value.quantize(KOPECK, ROUND_DOWN) for value in exact]
    missing = int((total - sum(shares)) / KOPECK)
    order = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for position in order[:missing]:
        shares[position] += KOPECK
    return shares


def items(lines, total, mode, on, sending="yookassa"):
    """Items of a receipt for ``total`` roubles paid for ``lines``.

    YooKassa multiplies: an item's amount is the price of one unit. Where the price does not divide
    to the kopeck the line goes as one item with its quantity in the name.

    :raise ReceiptError: nothing to sell, too many items, sums that cannot be met
    """
    for name in {mode, *(line.mode for line in lines if line.mode)}:
        if name not in PAYMENT_MODES:
            raise ReceiptError("mode", mode=name)
    lines = [line for line in lines if line.amount]
    if not lines or total <= 0:
        raise ReceiptError("empty")
    if len(lines) > MAX_ITEMS[sending]:
        raise ReceiptError("many", count=len(lines), limit=MAX_ITEMS[sending])
    paid = share([line.amount for line in lines], total)
    found = [
        _item(line, amount, mode, on) for line, amount in zip(lines, paid, strict=True) if amount
    ]
    if items_total(found) != total:
        raise ReceiptError("sum", total=total, whole=items_total(found))
    return found


def _item(line, amount, mode, on):
    mode = line.mode or mode
    quantity, price, name = line.quantity, None, line.name.strip() or "—"
    if quantity > 0 and quantity == quantity.quantize(Decimal("0.001")):
        price = (amount / quantity).quantize(KOPECK)
    if price is None or price * quantity != amount:
        tail = f" × {quantity.normalize():f}" if quantity not in (0, 1) else ""
        name = cut(name, NAME_LENGTH - len(tail)) + tail
        quantity, price = Decimal(1), amount
    return {
        "description": cut(name),
        "quantity": f"{quantity.normalize():f}",
        "amount": money(price),
        "vat_code": vat_code(line.percent, mode, on),
        "payment_mode": mode,
        "payment_subject": line.subject,
        "measure": line.measure,
    }


def items_total(rows):
    """Roubles that the items make."""
    return sum(
        (Decimal(row["amount"]["value"]) * Decimal(row["quantity"]) for row in rows), KOPECK * 0
    )


def cut(name, length=NAME_LENGTH):
    """A name on one line, no longer than YooKassa takes.

    >>> cut("Кольцо\\n «Ромб»"), len(cut("я" * 200))
    ('Кольцо «Ромб»', 128)
    """
    name = " ".join(name.split())
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def money(amount, currency="RUB"):
    """
    >>> money(Decimal("1000"))
    {'value': '1000.00', 'currency': 'RUB'}
    """
    return {"value": f"{amount:.2f}", "currency": currency}


def customer(email, phone, full_name="", inn="", sending="yookassa"):
    """Who gets the receipt. YooKassa's own receipts go by e-mail only; an outside cash register
    takes an e-mail or a phone.

    :raise ReceiptError: where to send it is not known

    >>> customer("", "+7 (910) 000-00-01", sending="register")
    {'phone': '79100000001'}
    """
    digits = re.sub(r"\D", "", phone or "")
    if len(digits) == 11 and digits.startswith("8"):
        digits = "7" + digits[1:]
    found = {}
    if email and re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email.strip()):
        found["email"] = email.strip()
    elif sending == "register" and 11 <= len(digits) <= 15:
        found["phone"] = digits
    if not found:
        raise ReceiptError("customer", sending=sending)
    if full_name:
        found["full_name"] = " ".join(full_name.split())[:FULL_NAME_LENGTH]
    if re.fullmatch(r"\d{10}|\d{12}", inn or ""):
        found["inn"] = inn
    return found


def settlements(paid, rows):
    """Settlements of a closing receipt: what was paid for its items.

    :param paid: ``[(type, Decimal)]``, types as YooKassa's
    :param rows: the items
    :raise ReceiptError: the sums differ

    >>> rows = [{"amount": {"value": "100.00"}, "quantity": "1"}]
    >>> settlements([("prepayment", Decimal(60)), ("cashless", Decimal(40))], rows)[1]
    {'type': 'cashless', 'amount': {'value': '40.00', 'currency': 'RUB'}}
    """
    whole = sum((amount for _kind, amount in paid), KOPECK * 0)
    if whole != items_total(rows) or any(kind not in SETTLEMENT_TYPES for kind, _amount in paid):
        raise ReceiptError("sum", total=items_total(rows), whole=whole)
    return [{"type": kind, "amount": money(amount)} for kind, amount in paid]
