"""Lists: newest first, filters, cursors."""

import base64
from datetime import datetime, timezone

from ..replies import invalid

MOMENTS = {
    "gte": lambda value, bound: value >= bound,
    "gt": lambda value, bound: value > bound,
    "lte": lambda value, bound: value <= bound,
    "lt": lambda value, bound: value < bound,
}
THREE_YEARS = 3 * 365 * 86400


def listing(call, kind, equal, moments, render):
    """A page of the shop's documents.

    :param equal: {query name: function of a document}, compared as text
    :param moments: {query name: field of the document with seconds}, for ``.gte`` and so on
    """
    query = call.request.args
    limit = _limit(query)
    tests = _tests(query, equal, moments)
    oldest = call.world.now() - THREE_YEARS
    rows = [
        row
        for row in call.world.store.all(kind)
        if row["shop_id"] == call.shop["id"]
        and row["created_at"] >= oldest
        and all(test(row) for test in tests)
    ]
    rows.sort(key=lambda row: -row["number"])
    if "cursor" in query:
        first = _decode(query["cursor"])
        rows = [row for row in rows if row["number"] <= first]
    found = {"type": "list", "items": [render(row) for row in rows[:limit]]}
    if len(rows) > limit:
        found["next_cursor"] = _encode(rows[limit]["number"])
    return found


def _limit(query):
    value = query.get("limit", "10")
    if not value.isdecimal() or not 1 <= int(value) <= 100:
        raise invalid("Must be from 1 to 100", "limit")
    return int(value)


def _tests(query, equal, moments):
    tests = []
    for name, value in query.items():
        if name in {"limit", "cursor"}:
            continue
        field, _, operator = name.partition(".")
        if name in equal:
            tests.append(lambda row, get=equal[name], value=value: str(get(row)) == value)
        elif field in moments and operator in MOMENTS:
            tests.append(_moment(moments[field], operator, value, name))
        else:
            raise invalid("Unknown filter", name)
    return tests


def _moment(field, operator, value, name):
    try:
        bound = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise invalid("Must be a moment in ISO 8601", name) from None
    if bound.tzinfo is None:
        bound = bound.replace(tzinfo=timezone.utc)
    # Milliseconds, as moments are shown: what a shop has read is a bound that fits.
    bound = int(bound.timestamp() * 1000)
    compare = MOMENTS[operator]
    return lambda row: row[field] is not None and compare(int(row[field] * 1000), bound)


def _encode(number):
    return base64.urlsafe_b64encode(f"n{number}".encode()).decode()


def _decode(cursor):
    try:
        return int(base64.urlsafe_b64decode(cursor)[1:])
    except ValueError:
        raise invalid("Unknown cursor", "cursor") from None
