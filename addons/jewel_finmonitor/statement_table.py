"""Statement as a table, CSV or XLSX: YooKassa's registry, a bank's export, a courier's report.

Columns are found by their headings, in any order; lines above the heading are passed over.
"""

import csv
import io
from collections import Counter
from decimal import Decimal
from zipfile import BadZipFile

import openpyxl

from .statement import Row, Unreadable, day, money

# Payers number their documents, a till begins anew: such a number is no identifier by itself.
_NUMBERS = ("номер документа", "номер чека", "номер")
# Meaning -> headings that have it, in small letters; the first that is there counts.
HEADINGS = {
    "external_id": (
        "идентификатор платежа",
        "идентификатор операции",
        "идентификатор возврата",
        "id платежа",
        "payment id",
        "id",
        "номер операции",
        "идентификатор",
        *_NUMBERS,
    ),
    "number": _NUMBERS,
    "date": (
        "дата платежа",
        "дата и время платежа",
        "дата операции",
        "дата проведения",
        "дата поступления",
        "дата",
        "created_at",
        "date",
    ),
    "amount": ("сумма платежа", "сумма операции", "сумма", "amount", "принято", "сумма по чеку"),
    "income": ("зачислено", "поступление", "приход", "кредит", "поступило"),
    "outcome": ("списано", "расход", "дебет", "возврат"),
    "fee": ("комиссия", "сумма комиссии", "вознаграждение", "fee"),
    "currency": ("валюта", "валюта платежа", "валюта операции", "currency"),
    "kind": ("тип операции", "тип", "вид операции", "операция"),
    "name": ("плательщик", "контрагент", "клиент", "фио", "покупатель", "от кого", "payer"),
    "text": (
        "назначение платежа",
        "назначение",
        "описание",
        "описание заказа",
        "комментарий",
        "сделка",
        "заказ",
        "товарный чек",
        "description",
    ),
}
_TOTAL = ("итого", "всего", "total")
_REFUND = ("возврат", "refund")


def read_text(text):
    """Rows of a CSV: with semicolons, commas or tabs."""
    line = max(text.splitlines()[:30], key=lambda one: one.count(";") + one.count("\t"))
    marks = {mark: line.count(mark) for mark in (";", "\t", ",")}
    mark = ";" if marks[";"] else "\t" if marks["\t"] else ","
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        raise Unreadable("table") from None
    ends = text.endswith(("\n", "\r"))
    return _read(table, is_whole=ends)


def read_sheet(stream):
    """Rows of the first sheet of a workbook."""
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        table = [list(line) for line in book.worksheets[0].iter_rows(values_only=True)]
    except (BadZipFile, KeyError, ValueError, OSError, IndexError):
        raise Unreadable("table") from None
    return _read(table)


def _read(table, is_whole=True):
    begin, columns = _heading(table)
    width = len([cell for cell in table[begin] if cell not in (None, "")])
    rows, totals, twins = [], [], Counter()
    for number, cells in enumerate(table[begin + 1 :], start=begin + 2):
        filled = [cell for cell in cells if cell not in (None, "")]
        if not filled:
            continue
        if str(filled[0]).strip().lower().startswith(_TOTAL):
            totals.append((number, cells))
            continue
        if _heading_of(cells) == columns:
            raise Unreadable("doubled_file")
        is_last = number == begin + 1 + len(table[begin + 1 :])
        if len(cells) < width or (is_last and not is_whole and len(cells) != len(table[begin])):
            raise Unreadable("cut_off", line=number)
        rows.append(_row(cells, columns, number, twins))
    _check_totals(rows, totals, columns)
    return rows


def _heading(table):
    for number, cells in enumerate(table[:30]):
        columns = _heading_of(cells)
        if "date" in columns and columns.keys() & {"amount", "income"}:
            return number, columns
    raise Unreadable("heading")


def _heading_of(cells):
    names = {}
    for place, cell in enumerate(cells):
        name = str(cell or "").strip().lower().split(",")[0].strip()
        names.setdefault(name, place)
    columns = {}
    for meaning, headings in HEADINGS.items():
        if found := [names[heading] for heading in headings if heading in names]:
            columns[meaning] = found[0]
    return columns


def _row(cells, columns, line, twins):
    def cell(meaning):
        place = columns.get(meaning)
        value = cells[place] if place is not None and place < len(cells) else ""
        return "" if value is None else value

    def text(meaning):
        return str(cell(meaning)).strip()

    amount = _amount(cell, line)
    if text("kind").lower().startswith(_REFUND):
        amount = -abs(amount)
    when, name, purpose = day(cell("date"), line), text("name"), text("text")
    external_id, former_id = text("external_id"), ""
    is_number = "number" in columns and columns["number"] == columns["external_id"]
    # A registry may name a refund by the payment that it returns, and there may be several.
    if not external_id or is_number or amount < 0:
        # Two clients may pay the same on one day: the second such line is another payment.
        # What names a payment surely needs no words, which the next export may spell otherwise.
        words = (name, purpose) if is_number or not external_id else ()
        key = "|".join((external_id or "row", f"{when}", f"{amount}", *words))
        twins[key] += 1
        if external_id and twins[key] == 1:
            former_id = f"{external_id}|refund" if amount < 0 else external_id
        external_id = f"{key}|{twins[key]}"
    fee = money(cell("fee"), line) if text("fee") else Decimal(0)
    return Row(
        line, external_id, when, amount, abs(fee), text("currency"), name, purpose, former_id
    )


def _amount(cell, line):
    if cell("amount") != "":
        return money(cell("amount"), line)
    income, outcome = cell("income"), cell("outcome")
    if income == "" and outcome == "":
        raise Unreadable("sum", line=line, value="")
    return abs(money(income or 0, line)) - abs(money(outcome or 0, line))


def _check_totals(rows, totals, columns):
    """A table that ends in its own total must agree with it."""
    place = columns.get("amount")
    for number, cells in totals:
        told = cells[place] if place is not None and place < len(cells) else ""
        if told in (None, ""):
            continue
        real = sum((row.amount for row in rows), Decimal(0))
        if money(told, number) != real:
            raise Unreadable("totals", told=money(told, number), real=real)
