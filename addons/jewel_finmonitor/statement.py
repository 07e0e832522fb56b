"""What a source says of its payments: a file of any of its forms in, rows out, or a refusal."""

import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

ROUBLE_NAMES = {"", "RUB", "RUR", "643", "810", "РУБ", "РУБ.", "₽"}
_DATES = ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y")


class Unreadable(Exception):
    """A file cannot be taken.

    :param code: key of the words that a person is told (``WORDS`` of the import)
    :param details: what the words name: line, value ...
    """

    def __init__(self, code, **details):
        super().__init__(code, details)
        self.code, self.details = code, details


@dataclass(slots=True)
class Row:
    """One payment (positive) or refund (negative) of a statement.

    ``former_id`` is the identifier that lines of 19.0.1 have where it was not a sure one.
    """

    line: int
    external_id: str
    date: object
    amount: Decimal
    fee: Decimal = Decimal(0)
    currency: str = "RUB"
    name: str = ""
    text: str = ""
    former_id: str = ""


def decode(content):
    """Text of a file in UTF-8 or cp1251, whichever it is.

    :raise Unreadable: it is in neither, or it is no text

    >>> decode("Сумма".encode("cp1251")), decode("Сумма".encode("utf-8-sig"))
    ('Сумма', 'Сумма')
    """
    if not content.strip():
        raise Unreadable("empty")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
        if not _is_russian(text):
            raise Unreadable("encoding") from None
    if "\0" in text or "\ufffd" in text:
        raise Unreadable("encoding")
    return text


def _is_russian(text):
    """Whether the letters beyond ASCII are Russian, the usual ones as often as in any text.

    Text of cp866, read as cp1251, is full of other signs; of KOI8-R it has other vowels.
    """
    foreign = [mark for mark in text if ord(mark) > 127 and mark not in "№«»–—\xa0"]
    letters = [mark for mark in foreign if "А" <= mark <= "я" or mark in "Ёё"]
    vowels = sum(mark in "оеаиОЕАИ" for mark in letters)
    return len(letters) >= 0.95 * len(foreign) and (len(letters) < 40 or vowels > len(letters) / 4)


def money(value, line):
    """Exact roubles from what a file or a cell holds.

    >>> money("1 234 567,80", 1), money("-5000.5", 1)
    (Decimal('1234567.80'), Decimal('-5000.50'))
    """
    text = str(value).replace("\xa0", "").replace(" ", "").replace("₽", "")
    text = text.replace("'", "").replace("−", "-")
    if "," in text and "." in text:
        text = text.replace("," if text.rindex(",") < text.rindex(".") else ".", "")
    try:
        amount = Decimal(text.replace(",", "."))
        # A cell of a sheet is a binary number: 0.1 + 0.2 is thirty kopecks all the same.
        exact = round(amount, 2)
    except InvalidOperation:
        raise Unreadable("sum", line=line, value=value) from None
    if not amount.is_finite() or abs(exact - amount) > Decimal("0.000001"):
        raise Unreadable("sum", line=line, value=value)
    return exact


def day(value, line):
    """Date from a text or a cell; the time of the day is left out.

    >>> day("26.11.2026 10:15:00", 1)
    datetime.date(2026, 11, 26)
    """
    if isinstance(value, datetime):
        return value.date()
    if hasattr(value, "toordinal"):
        return value
    text = str(value).strip().replace("T", " ").split(" ")[0]
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Unreadable("date", line=line, value=value)


def read(content, account=None):
    """Rows of a file, recognised by what is in it.

    :param bytes content: 1C client-bank exchange, CSV or XLSX
    :param account: digits of the account whose statement is expected, if known
    :return: list of `Row`, checked: roubles alone, no row twice, nothing cut off
    :raise Unreadable: nothing of the file may be taken
    """
    from . import statement_1c, statement_table  # noqa: PLC0415  they stand on this one

    if content[:4] == b"PK\x03\x04":
        rows = statement_table.read_sheet(io.BytesIO(content))
    elif content[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable("old_excel")
    else:
        text = decode_1c(content)
        if text.lstrip().startswith(statement_1c.HEADER):
            rows = statement_1c.read(text, account)
        else:
            rows = statement_table.read_text(decode(content))
    return check_rows(rows)


def decode_1c(content):
    """Text of a file that may be 1C's: such a one names its own encoding, DOS among them."""
    head = content[:400].decode("cp1251", errors="replace").replace("\r", "\n")
    if "Кодировка=DOS" in content[:400].decode("cp866", errors="replace"):
        return content.decode("cp866")
    return decode(content) if head.strip() else ""


def check_rows(rows):
    """The rows, if they may be taken together.

    :raise Unreadable: there are none, one is not in roubles, or one is there twice
    """
    if not rows:
        raise Unreadable("no_rows")
    seen = {}
    for row in rows:
        if row.currency.strip().upper() not in ROUBLE_NAMES:
            raise Unreadable("currency", line=row.line, value=row.currency)
        if row.external_id in seen:
            raise Unreadable(
                "doubled", line=row.line, first=seen[row.external_id], value=row.external_id
            )
        seen[row.external_id] = row.line
    return rows
