"""Values as a person types them in the card, without the API's limits."""

from datetime import datetime

from .values import DATE_TYPES, NUMBER_TYPES, TEXT_TYPES, file_value, midnight


def to_values(world, field, raw):
    """Stored values for a raw one (None clears); ValueError says what does not fit."""
    if raw is None or raw == "" or raw == []:
        return None
    kind = field["type"]
    if kind in TEXT_TYPES | NUMBER_TYPES:
        return [{"value": str(raw)}]
    if kind in {"select", "radiobutton", "category"}:
        return [_choice(field, raw)]
    if kind == "multiselect":
        return [_choice(field, item) for item in raw]
    if kind == "multitext":
        return [
            _contact_value(field, item) for item in ([raw] if isinstance(raw, (str, dict)) else raw)
        ]
    if kind == "checkbox":
        return [{"value": raw in (True, "1", "on", "true", 1)}]
    if kind in DATE_TYPES or kind == "date_time":
        return [{"value": _seconds(world, kind, raw)}]
    if kind == "file":
        return [{"value": _file(world, raw)}]
    return [{"value": raw}]


def _choice(field, raw):
    for enum in field["enums"] or []:
        if raw in (enum["value"], enum["id"], str(enum["id"])):
            return {"value": enum["value"], "enum_id": enum["id"], "enum_code": enum.get("code")}
    raise ValueError(f"{field['name']}: нет значения «{raw}»")


def _contact_value(field, raw):
    item = raw if isinstance(raw, dict) else {"value": raw}
    code = item.get("enum_code") or field["enums"][0]["code"]
    enum = next((enum for enum in field["enums"] if enum["code"] == code), None)
    if enum is None:
        raise ValueError(f"{field['name']}: нет вида «{code}»")
    return {"value": item["value"], "enum_id": enum["id"], "enum_code": enum["code"]}


def _seconds(world, kind, raw):
    if isinstance(raw, str):
        moment = datetime.fromisoformat(raw)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=world.zone)
        raw = int(moment.timestamp())
    return midnight(raw, world.zone) if kind in DATE_TYPES else int(raw)


def _file(world, raw):
    uuid = raw["file_uuid"] if isinstance(raw, dict) else raw
    file = world.store.get("files", uuid)
    if not file:
        raise ValueError(f"нет файла {uuid}")
    return file_value(file)
