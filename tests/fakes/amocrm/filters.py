"""``filter[...]``, ``query`` and ``order[...]`` of entity lists."""

from . import brackets
from .fields.values import as_text
from .replies import Problem

DIGITS_WORTH_SEARCHING = 5


def one_of(rows, spec, value):
    """Rows whose ``value(row)`` is among the listed ones; all rows when nothing is listed."""
    wanted = set(brackets.as_list(spec))
    return [row for row in rows if str(value(row)) in wanted] if wanted else rows


def in_range(call, rows, spec, value):
    """``[from]``/``[to]``, or equality for a bare value."""
    if spec is None:
        return rows
    if not isinstance(spec, dict):
        return [row for row in rows if str(value(row)) == spec]
    if not {"from", "to"} & set(spec):
        return one_of(rows, spec, value)
    low, high = (_number(spec.get(end)) for end in ("from", "to"))
    inclusive = call.world.settings.range_inclusive

    def inside(number):
        if number is None:
            return False
        if inclusive:
            return (low is None or number >= low) and (high is None or number <= high)
        return (low is None or number > low) and (high is None or number < high)

    return [row for row in rows if inside(value(row))]


def _number(text):
    if text in (None, ""):
        return None
    try:
        return float(text)
    except ValueError as error:
        raise Problem(400, "Incorrect filter") from error


def ordered(call, rows, allowed, default):
    """Rows by ``order[field]=asc|desc``; ties by id."""
    order = call.query.get("order")
    order = order if isinstance(order, dict) else {}
    for name, direction in order.items():
        if name not in allowed or direction not in {"asc", "desc"}:
            raise Problem(400, "Incorrect order")
        return sorted(
            rows, key=lambda row: (row[name] or 0, row["id"]), reverse=direction == "desc"
        )
    return sorted(rows, key=lambda row: (row[default] or 0, row["id"]))


def by_custom_fields(call, rows, entity):
    """``filter[custom_fields_values][ID][]=value`` or ``[from]``/``[to]``."""
    specs = call.filter.get("custom_fields_values", {})
    if not isinstance(specs, dict):
        raise Problem(400, "Incorrect filter")
    for key, spec in specs.items():
        field = call.world.field(entity, int(key)) if key.isdigit() else None
        if not field:
            raise Problem(400, "Incorrect filter", hint=f"custom field {key}")
        rows = [row for row in rows if call.world.indexed(row) and _has_value(call, row, key, spec)]
    return rows


def _has_value(call, row, key, spec):
    values = row["custom_fields"].get(key) or []
    if isinstance(spec, dict) and {"from", "to"} & set(spec):
        return bool(in_range(call, values, spec, lambda value: float(value["value"])))
    wanted = set(brackets.as_list(spec)) if isinstance(spec, dict) else {spec}
    return any(
        str(value["value"]) in wanted or str(value.get("enum_id")) in wanted for value in values
    )


def by_query(call, rows, entity, extra=lambda row: ""):
    """Full text search; a number also finds telephones written otherwise."""
    text = call.query.get("query")
    if not isinstance(text, str) or not text:
        return rows
    needle, digits = text.casefold(), _digits(text)
    found = []
    for row in rows:
        if not call.world.indexed(row):
            continue
        hay = searchable(call.world, entity, row) + "\n" + extra(row)
        by_digits = (
            len(digits) >= DIGITS_WORTH_SEARCHING
            and len(digits) > len(text) / 2
            and digits in _digits(hay)
        )
        if needle in hay.casefold() or by_digits:
            found.append(row)
    return found


def searchable(world, entity, row):
    """All texts of an entity, one a line."""
    lines = [str(row["id"]), row["name"] or ""]
    for field in world.fields(entity):
        values = row["custom_fields"].get(str(field["id"]))
        if values:
            lines.append(as_text(world, field, values))
    return "\n".join(lines)


def _digits(text):
    return "".join(char for char in text if char.isdigit() or char == "\n")
