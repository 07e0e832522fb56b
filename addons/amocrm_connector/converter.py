"""Field values of amoCRM as Python values and back, by amoCRM's field type. No database.

========== ===========================================================
kind       Python value (``None`` = empty everywhere)
========== ===========================================================
text       str
number     Decimal
price      Decimal; written and compared in whole units
bool       bool
option     str, the option's label
options    list of str
date       date in the account's time zone
datetime   datetime, UTC, without zone (as Odoo keeps it)
multitext  list of str (phones, e-mails) in amoCRM's order
file       dict with file_uuid, version_uuid, file_name, file_size
address    dict of parts, see :mod:`address`
legal      dict as amoCRM gives it
user       str, number of the amoCRM user
tags       merged one by one, see :func:`.merge.merge_sets`
========== ===========================================================
"""

from datetime import datetime, time, timezone
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from . import address
from .values import contact_key, plain, round_price, text

TEXT_LIMIT = 256
MAX_DIGITS = 60  # what is longer is nonsense, not a number
TYPE_KINDS = {
    "text": "text",
    "textarea": "text",
    "url": "text",
    "streetaddress": "text",
    "tracking_data": "text",
    "smart_address": "address",
    "category": "text",
    "numeric": "number",
    "monetary": "number",
    "price": "price",
    "checkbox": "bool",
    "select": "option",
    "radiobutton": "option",
    "multiselect": "options",
    "date": "date",
    "birthday": "date",
    "date_time": "datetime",
    "multitext": "multitext",
    "file": "file",
    "legal_entity": "legal",
    "user": "user",
    "tags": "tags",
}
# Kinds that are merged by code of their own, not as one value.
OWN_KINDS = {"file", "tags"}
SHORT_TYPES = {"text", "url"}


class Unusable(ValueError):
    """A value that cannot be carried over; ``reason`` is the key of a sentence."""

    def __init__(self, reason, value=None):
        super().__init__(reason)
        self.reason = reason
        self.value = value


def kind_of(field_type):
    """Kind of a field type; ``None`` for types that are not exchanged.

    >>> kind_of("birthday"), kind_of("chained_list")
    ('date', None)
    """
    return TYPE_KINDS.get(field_type)


def read(field_type, values, zone="UTC"):
    """Python value of ``values`` as the API gives them (``custom_fields_values[].values`` or a
    plain attribute).

    >>> read("numeric", [{"value": "12.50"}])
    Decimal('12.50')
    >>> read("date", [{"value": 1737583200}], "Europe/Athens")
    datetime.date(2025, 1, 23)
    """
    items = values if isinstance(values, list) else [{"value": values}]
    found = [item.get("value") if isinstance(item, dict) else item for item in items]
    found = [value for value in found if value is not None and value != ""]
    kind = kind_of(field_type)
    if kind is None or kind == "tags":
        raise Unusable("type", field_type)
    if not found:
        return None
    if kind in ("options", "multitext"):
        return [label for label in map(text, found) if label] or None
    if kind == "address":
        return address.read(items)
    return _READERS[kind](found[0], zone)


def number_of(value):
    """Decimal of a number however it was typed; all its digits."""
    try:
        number = Decimal(str(value).replace("\xa0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise Unusable("number", value) from None
    if not number.is_finite() or number.adjusted() > MAX_DIGITS:
        raise Unusable("number", value)
    return number


def _read_bool(value, _zone):
    return value not in (False, 0, "0", "false", "")


def _read_datetime(value, _zone):
    """Unix seconds, or RFC 3339 text where an account answers so."""
    try:
        if isinstance(value, str) and not value.lstrip("-").isdigit():
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=timezone.utc)
        else:
            moment = datetime.fromtimestamp(int(value), timezone.utc)
        return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except (ValueError, OverflowError, OSError, TypeError):
        raise Unusable("date", value) from None


def _read_date(value, zone):
    moment = _read_datetime(value, zone).replace(tzinfo=timezone.utc)
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        raise Unusable("date", value) from None


def _read_legal(value, _zone):
    """A dictionary; PHP writes an empty one as a list."""
    if value == []:
        return None
    if not isinstance(value, dict):
        raise Unusable("company", value)
    return {key: item for key, item in value.items() if item not in (None, "", [])} or None


def _read_file(value, _zone):
    if not isinstance(value, dict) or not value.get("file_uuid"):
        raise Unusable("file", value)
    return value


_READERS = {
    "text": lambda value, _zone: text(value),
    "option": lambda value, _zone: text(value),
    "user": lambda value, _zone: str(value) if str(value) != "0" else None,
    "number": lambda value, _zone: number_of(value),
    "price": lambda value, _zone: number_of(value),
    "bool": _read_bool,
    "date": _read_date,
    "datetime": _read_datetime,
    "file": _read_file,
    "legal": _read_legal,
}


def write(field_type, value, zone="UTC", enums=()):
    """``values`` for the API, ``None`` to clear the field. Attributes take ``values[0]["value"]``.

    :param enums: the field's options, ``[{"id", "value"}]``
    :raise Unusable: the value has no counterpart in amoCRM

    >>> write("date", read("date", [{"value": 1737583200}], "Europe/Athens"), "Europe/Moscow")
    [{'value': 1737622800}]
    >>> write("select", "585", enums=[{"id": 7, "value": "585"}])
    [{'enum_id': 7}]
    """
    kind = kind_of(field_type)
    if kind in (None, "legal") or kind in OWN_KINDS:
        raise Unusable("type", field_type)
    value = text(value) if kind == "text" else value
    if value is None or value == []:
        return None
    if kind in ("option", "options"):
        labels = value if kind == "options" else [value]
        return [{"enum_id": _enum_id(label, enums)} for label in labels]
    if kind == "multitext":
        return [{"value": item} for item in value]
    if kind == "address":
        return address.write(value)
    return [{"value": _WRITERS[kind](field_type, value, zone)}]


def _enum_id(label, enums):
    wanted = (text(label) or "").casefold()
    for enum in enums or ():
        if (text(enum.get("value")) or "").casefold() == wanted:
            return enum["id"]
    raise Unusable("option", label)


def _write_text(field_type, value, _zone):
    return value[:TEXT_LIMIT] if field_type in SHORT_TYPES else value


def _write_number(_field_type, value, _zone):
    return plain(number_of(value))


def _write_date(_field_type, value, zone):
    """Noon of the day in the account's zone cannot slip into a neighbouring day."""
    return int(datetime.combine(value, time(12), ZoneInfo(zone)).timestamp())


def _write_user(_field_type, value, _zone):
    if not str(value).isdigit():
        raise Unusable("odoo_user", value)
    return int(value)


_WRITERS = {
    "text": _write_text,
    "number": _write_number,
    "price": lambda _type, value, _zone: int(round_price(number_of(value))),
    "bool": lambda _type, value, _zone: bool(value),
    "date": _write_date,
    "datetime": lambda _type, value, _zone: int(value.replace(tzinfo=timezone.utc).timestamp()),
    "user": _write_user,
}


def is_cut(field_type, value):
    """Whether writing ``value`` loses its end."""
    return field_type in SHORT_TYPES and len(text(value) or "") > TEXT_LIMIT


def merge_multitext(current, wanted):
    """The list to write for a field that is replaced whole: ours first, others kept, untouched
    values as they are.

    :param current: items as the API gives them
    :param wanted: values from Odoo

    >>> merge_multitext([{"value": "8 900 000-00-11", "enum_id": 1}], ["+79000000011", "a@b.c"])
    [{'value': '8 900 000-00-11', 'enum_id': 1}, {'value': 'a@b.c'}]
    """
    known = {}
    for item in current or []:
        kept = {key: item[key] for key in ("value", "enum_id") if item.get(key)}
        known.setdefault(contact_key(item.get("value")), kept)
    merged = [known.pop(contact_key(value), {"value": value}) for value in wanted or []]
    return [*merged, *known.values()]
