"""Custom field values as the API takes and shows them."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

LIST_TYPES = {"select", "radiobutton", "multiselect", "multitext", "smart_address", "category"}
TEXT_TYPES = {"text", "textarea", "url", "streetaddress", "tracking_data"}
DATE_TYPES = {"date", "birthday"}
NUMBER_TYPES = {"numeric", "monetary", "price"}
SAFE_DIGITS = 15  # more do not survive the float that amoCRM keeps numbers in


def read_fields(world, entity, raw, errors, linked_files=None):
    """``custom_fields_values`` of a request as {field id: stored values or None to clear}."""
    result = {}
    for index, item in enumerate(raw or []):
        path = f"custom_fields_values.{index}"
        if not isinstance(item, dict):
            errors.wrong_type(path, "object")
            continue
        key = item.get("field_id", item.get("field_code"))
        field = world.field(entity, key) if key is not None else None
        if field is None:
            errors.choice(f"{path}.field_id" if "field_id" in item else f"{path}.field_code")
            continue
        result[str(field["id"])] = _read_values(
            world, field, item.get("values"), errors, path, linked_files
        )
    return result


def _read_values(world, field, values, errors, path, linked_files):
    if values is None or (values == [] and world.settings.empty_values == "clear"):
        return None
    if not isinstance(values, list):
        errors.wrong_type(f"{path}.values", "array")
        return None
    if not values:
        errors.add(
            "TooShort", f"{path}.values", "This collection should contain 1 element or more."
        )
        return None
    reader = _Reader(world, field, errors, linked_files)
    stored = [reader.read(value, f"{path}.values.{index}") for index, value in enumerate(values)]
    return stored if field["type"] in {"multiselect", "multitext", "smart_address"} else stored[:1]


class _Reader:
    """Reads single values of one field."""

    def __init__(self, world, field, errors, linked_files):
        self._world = world
        self._field = field
        self._errors = errors
        self._linked_files = linked_files

    def read(self, item, path):
        """The stored form of one element of ``values``; problems go to the errors."""
        if not isinstance(item, dict):
            self._errors.wrong_type(path, "object")
            return None
        kind = self._field["type"]
        if kind in LIST_TYPES:
            return self._listed(item, path)
        if "value" not in item:
            self._errors.missing(f"{path}.value")
            return None
        return {"value": self._plain(kind, item["value"], f"{path}.value")}

    def _plain(self, kind, value, path):
        if kind in TEXT_TYPES:
            return self._text(kind, value, path)
        if kind in NUMBER_TYPES:
            return self._number(kind, value, path)
        if kind == "checkbox":
            return self._checkbox(value, path)
        if kind in DATE_TYPES or kind == "date_time":
            return self._time(kind, value, path)
        if kind == "file":
            return self._file(value, path)
        return value

    def _listed(self, item, path):
        enum = self._enum(item)
        if enum is None:
            self._errors.choice(f"{path}.enum_id" if "enum_id" in item else f"{path}.value")
            return None
        value = enum["value"]
        if self._field["type"] in {"multitext", "smart_address"}:
            value = item.get("value")
            if not isinstance(value, str):
                self._errors.wrong_type(f"{path}.value", "string")
        return {"value": value, "enum_id": enum["id"], "enum_code": enum.get("code")}

    def _enum(self, item):
        enums = self._field["enums"] or []
        by = {"enum_id": "id", "enum_code": "code"}
        for given, key in by.items():
            if item.get(given) is not None:
                return next((enum for enum in enums if enum.get(key) == item[given]), None)
        if self._field["type"] in {"multitext", "smart_address"}:
            return enums[0]
        return next((enum for enum in enums if enum["value"] == item.get("value")), None)

    def _text(self, kind, value, path):
        if not isinstance(value, str):
            self._errors.wrong_type(path, "string")
            return None
        settings = self._world.settings
        limit = settings.textarea_limit if kind == "textarea" else settings.text_limit
        if limit and len(value) > limit:
            self._errors.too_long(path, limit)
        return value

    def _number(self, kind, value, path):
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            number = Decimal(str(value))
        except InvalidOperation:
            self._errors.wrong_type(path, "numeric")
            return None
        if kind != "numeric":
            return str(value)
        return numeric_text(number)

    def _checkbox(self, value, path):
        if value not in (True, False, 0, 1):
            self._errors.wrong_type(path, "bool")
        return bool(value)

    def _time(self, kind, value, path):
        if isinstance(value, str):
            try:
                value = int(datetime.fromisoformat(value).timestamp())
            except ValueError:
                self._errors.add("InvalidFormat", path)
                return None
        if isinstance(value, bool) or not isinstance(value, int):
            self._errors.wrong_type(path, "int")
            return None
        return midnight(value, self._world.zone) if kind in DATE_TYPES else value

    def _file(self, value, path):
        uuid = value.get("file_uuid") if isinstance(value, dict) else None
        file = self._world.store.get("files", uuid) if uuid else None
        must_link = self._world.settings.file_needs_link and self._linked_files is not None
        if not file or (must_link and uuid not in self._linked_files):
            self._errors.choice(f"{path}.file_uuid")
            return None
        return file_value(file, value.get("version_uuid"))


def file_value(file, version=None):
    """What a file field keeps of a drive file."""
    return {
        "file_uuid": file["id"],
        "version_uuid": version or file["versions"][-1],
        "file_name": file["name"],
        "file_size": file["size"],
    }


def numeric_text(number):
    """The string a numeric field shows; long numbers lose digits as in amoCRM.

    >>> numeric_text(Decimal("12.50")), numeric_text(Decimal("12345678901234567890"))
    ('12.5', '12345678901234567000')
    """
    if len(number.as_tuple().digits) > SAFE_DIGITS:
        number = Decimal(repr(float(number)))
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def midnight(seconds, zone):
    """Midnight of that day in the account's zone."""
    day = datetime.fromtimestamp(seconds, zone)
    return int(day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())


def show_fields(world, entity, stored):
    """``custom_fields_values`` of an answer: null when nothing is filled."""
    result = []
    for field in world.fields(entity):
        values = stored.get(str(field["id"]))
        if values is None:
            continue
        result.append(
            {
                "field_id": field["id"],
                "field_name": field["name"],
                "field_code": field["code"],
                "field_type": field["type"],
                "values": [_show(world, field, value) for value in values],
            }
        )
    return result or None


def _show(world, field, value):
    if field["type"] != "file":
        return value
    file = world.store.get("files", value["value"]["file_uuid"])
    return {"value": {**value["value"], "is_deleted": not file or file["is_trashed"]}}


def as_text(world, field, values):
    """Stored values as one line for people, search and events."""
    if not values:
        return ""
    kind = field["type"]
    if kind in DATE_TYPES:
        return datetime.fromtimestamp(values[0]["value"], world.zone).strftime("%d.%m.%Y")
    if kind == "date_time":
        return datetime.fromtimestamp(values[0]["value"], world.zone).strftime("%d.%m.%Y %H:%M")
    if kind == "checkbox":
        return "да" if values[0]["value"] else "нет"
    if kind == "file":
        return values[0]["value"]["file_name"]
    return ", ".join(str(value["value"]) for value in values)
