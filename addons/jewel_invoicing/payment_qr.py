"""Payment QR code by ГОСТ Р 56042-2014: what a bank's application reads from an invoice.

The text is `ST` + version 0001 + encoding 2 (UTF-8), then a separator, then `Name=Value` pairs. The
five requisites of the payee come first and in this order; the sum is in whole kopecks.
"""

from decimal import Decimal

PREFIX = "ST00012"
# The standard lets the file choose its separator: it must not occur in any value.
SEPARATORS = "|~^#$&*/`@%"
# Longest values; those of the first group may be shortened, the others are refused.
_TEXTS = {"Name": 160, "BankName": 45, "Purpose": 210}
_CODES = {"PersonalAcc": 20, "BIC": 9, "CorrespAcc": 20, "Sum": 18, "PayeeINN": 12, "KPP": 9}
_REQUIRED = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")


def payment_text(name, account, bank, bic, corr_account, amount=None, purpose="", inn="", kpp=""):
    """The text to put into the QR code; encode it as UTF-8.

    :param amount: `Decimal` roubles, positive, in whole kopecks; None: the payer enters it
    :param corr_account: empty for a bank without one; the standard wants «0» then
    :raise TypeError: a float, which cannot hold kopecks exactly
    :raise ValueError: a requisite is missing or too long, or the amount is no amount

    >>> payment_text("ООО «Ромашка»", "40702810200000012345", "Банк", "044525225",
    ...     "30101810400000000225", Decimal("1.05"), "Счёт 7")
    'ST00012|Name=ООО «Ромашка»|PersonalAcc=40702810200000012345|BankName=Банк|BIC=044525225\
|CorrespAcc=30101810400000000225|Sum=105|Purpose=Счёт 7'
    """
    values = {
        "Name": name,
        "PersonalAcc": account,
        "BankName": bank,
        "BIC": bic,
        "CorrespAcc": corr_account or "0",
        "Sum": "" if amount is None else str(kopecks(amount)),
        "Purpose": purpose,
        "PayeeINN": inn,
        "KPP": kpp,
    }
    values = {key: _clean(key, value) for key, value in values.items()}
    missing = [key for key in _REQUIRED if not values[key]]
    if missing:
        raise ValueError(f"a payment QR needs {', '.join(missing)}")
    separator = _choose_separator("".join(values.values()))
    pairs = [f"{key}={value}" for key, value in values.items() if value]
    return separator.join([PREFIX, *pairs])


def kopecks(amount):
    """Whole kopecks of ``amount`` roubles.

    >>> kopecks(Decimal("245000.10")), kopecks(1)
    (24500010, 100)
    """
    if isinstance(amount, float):
        raise TypeError("a float is not an exact amount, pass Decimal")
    exact = Decimal(amount) * 100
    if exact <= 0 or exact != int(exact):
        raise ValueError(f"not an amount to pay: {amount}")
    return int(exact)


def _clean(key, value):
    """One line without spaces at the ends, not longer than the standard allows."""
    text = " ".join((value or "").split())
    if key in _TEXTS:
        return text[: _TEXTS[key]].rstrip()
    if len(text) > _CODES[key]:
        raise ValueError(f"{key} is longer than {_CODES[key]} characters: {text}")
    return text


def _choose_separator(text):
    for separator in SEPARATORS:
        if separator not in text:
            return separator
    raise ValueError("every possible separator occurs in the requisites")
