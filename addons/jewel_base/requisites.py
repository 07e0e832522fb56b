"""Checks of Russian requisites: ИНН, КПП, ОГРН, БИК and bank accounts.

Each function takes the text as a person typed it and says whether it can be right; spaces around
are forgiven, anything else that is not expected makes it wrong. Nothing raises.
Control digits: order of the Federal Tax Service on ИНН, rule of the Bank of Russia on accounts
(weights 7, 1, 3), decree on ОГРН and ОГРНИП.
"""

import re

_INN10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def is_inn(text):
    """ИНН of a legal entity (10 digits) or of a person (12 digits).

    >>> is_inn("7707083893"), is_inn("500100732259"), is_inn("7707083894")
    (True, True, False)
    """
    digits = _digits(text, 10, 12)
    if len(digits) == 10:
        return _inn_control(digits, _INN10) == digits[9]
    if len(digits) == 12:
        return (
            _inn_control(digits, _INN12_FIRST) == digits[10]
            and _inn_control(digits, _INN12_SECOND) == digits[11]
        )
    return False


def is_sole_trader(text):
    """Whether this ИНН is a person's, who has no КПП.

    >>> is_sole_trader("500100732259"), is_sole_trader("7707083893")
    (True, False)
    """
    return is_inn(text) and len(_stripped(text)) == 12


def is_kpp(text):
    """КПП: tax office (4 digits), reason (2 digits or capital Latin letters), number (3 digits).

    >>> is_kpp("770401001"), is_kpp("77040100")
    (True, False)
    """
    return bool(re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", _stripped(text)))


def is_ogrn(text):
    """ОГРН (13 digits) or ОГРНИП (15 digits).

    >>> is_ogrn("1027700132195"), is_ogrn("1027700132196"), is_ogrn("304500116000157")
    (True, False, True)
    """
    digits = _digits(text, 13, 15)
    if not digits:
        return False
    number = int("".join(map(str, digits[:-1])))
    return number % (len(digits) - 2) % 10 == digits[-1]


def is_bik(text):
    """БИК of a Russian bank: 9 digits, the first two are the country code 04.

    >>> is_bik("044525225"), is_bik("54452522")
    (True, False)
    """
    return bool(re.fullmatch(r"04[0-9]{7}", _stripped(text)))


def is_account(text, bik):
    """Settlement account (20 digits) kept at the bank with this ``bik``.

    >>> is_account("40702810200000012345", "044525225")
    True
    """
    account = _stripped(text)
    return is_bik(bik) and _account_control(_stripped(bik)[-3:] + account)


def is_corr_account(text, bik):
    """Correspondent account (20 digits, starts with 301) of the bank with this ``bik``.

    >>> is_corr_account("30101810400000000225", "044525225")
    True
    """
    account = _stripped(text)
    return (
        account.startswith("301")
        and is_bik(bik)
        and _account_control("0" + _stripped(bik)[4:6] + account)
    )


def _inn_control(digits, weights):
    return sum(d * w for d, w in zip(digits, weights, strict=False)) % 11 % 10


def _account_control(text):
    """23 characters: three that stand for the bank, then the account."""
    if not re.fullmatch(r"[0-9]{23}", text):
        return False
    return sum(int(d) * (7, 1, 3)[i % 3] for i, d in enumerate(text)) % 10 == 0


def _digits(text, *lengths):
    text = _stripped(text)
    ok = len(text) in lengths and re.fullmatch(r"[0-9]+", text)
    return [int(char) for char in text] if ok else []


def _stripped(text):
    return (text or "").strip()
