"""Statement in 1C's client-bank exchange format (1CClientBankExchange, versions 1.01 to 1.03).

Sections of ``key=value`` lines. A document is ours to count when one of its accounts is the
statement's own; it comes when that account is the payee's and goes when it is the payer's.
"""

from decimal import Decimal

from .statement import Row, Unreadable, day, money

HEADER = "1CClientBankExchange"
_ROUBLE_CODES = ("810", "643")


def read(text, account=None):
    """Rows of the documents in ``text``.

    :raise Unreadable: cut off, doubled, of another account, or its own totals do not agree
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if sum(line.strip() == HEADER for line in lines) > 1:
        raise Unreadable("doubled_file")
    if "КонецФайла" not in (line.strip() for line in lines):
        raise Unreadable("cut_off", line=len(lines))
    head, accounts, documents = _sections(lines)
    own = {one.get("РасчСчет", "") for one in accounts} | {head.get("РасчСчет", "")}
    own.discard("")
    if not own:
        raise Unreadable("no_account")
    if account and account not in own:
        raise Unreadable("other_account", value=", ".join(sorted(own)), account=account)
    _check_currency(own)
    rows = [row for number, one in documents if (row := _row(one, number, own))]
    _check_totals(rows, accounts)
    return rows


def _sections(lines):
    head, accounts, documents, current, begun = {}, [], [], None, 0
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        key, _sign, value = line.partition("=")
        if line == "СекцияРасчСчет":
            accounts.append(current := {})
        elif key == "СекцияДокумент":
            if begun:
                raise Unreadable("cut_off", line=number)
            begun, current = number, {"kind": value}
        elif line == "КонецДокумента":
            if current is not None:
                documents.append((begun, current))
            begun, current = 0, None
        elif line == "КонецРасчСчет":
            current = None
        elif value or _sign:
            target = head if current is None else current
            target[key.strip()] = value.strip()
    if begun:
        raise Unreadable("cut_off", line=begun)
    return head, accounts, documents


def _check_currency(own):
    """Digits 6 to 8 of a Russian account tell its currency."""
    for account in own:
        if len(account) == 20 and account[5:8] not in _ROUBLE_CODES:
            raise Unreadable("foreign_account", value=account)


def _row(document, line, own):
    """Row of one document; nothing for one that is not executed or of other accounts."""
    comes = document.get("ПолучательСчет") in own
    goes = document.get("ПлательщикСчет") in own
    if comes == goes:  # another's, or from one of our accounts to another
        return None
    side = "Плательщик" if comes else "Получатель"
    when = document.get("ДатаПоступило" if comes else "ДатаСписано") or document.get("Дата", "")
    amount = money(document.get("Сумма", ""), line)
    number = document.get("Номер", "")
    other = document.get(f"{side}Счет", "")
    return Row(
        line=line,
        external_id="|".join(("1c", number, document.get("Дата", ""), other, f"{amount}", side)),
        date=day(when, line),
        amount=amount if comes else -amount,
        name=document.get(f"{side}1") or document.get(side, ""),
        text=document.get("НазначениеПлатежа", ""),
    )


def _check_totals(rows, accounts):
    """The bank's own totals: half a file has less in it than it says."""
    for key, sign in (("ВсегоПоступило", 1), ("ВсегоСписано", -1)):
        told = [money(one[key], 0) for one in accounts if one.get(key)]
        real = sum((row.amount * sign for row in rows if row.amount * sign > 0), Decimal(0))
        if told and sum(told) != real:
            raise Unreadable("totals", told=sum(told), real=real)
