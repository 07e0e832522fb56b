"""amoCRM's addresses in parts (``smart_address``). No database.

An address is a dict of its non-empty parts; country and region are as amoCRM names them.
"""

from .values import text

# Our part: amoCRM's code, in the order of the older numbering by ``subtype``.
PARTS = {
    "street": "address_line_1",
    "street2": "address_line_2",
    "city": "city",
    "state": "state",
    "zip": "zip",
    "country": "country",
}
_BY_CODE = {code: part for part, code in PARTS.items()}


def read(items):
    """Parts of the values as the API gives them; ``None`` for nothing.

    Parts are told by their code, by the number of older answers, or by their place.

    >>> read([{"value": "Lenina 1", "enum_code": "address_line_1"}, {"value": "RU",
    ...        "enum_code": "country"}])
    {'street': 'Lenina 1', 'country': 'RU'}
    >>> read([{"value": "Kostroma", "subtype": "3"}])
    {'city': 'Kostroma'}
    >>> read(["Lenina 1", "", "Kostroma"])
    {'street': 'Lenina 1', 'city': 'Kostroma'}
    """
    found = {}
    for place, item in enumerate(items or []):
        part = _part(item, place)
        value = text(item.get("value") if isinstance(item, dict) else item)
        if part and value:
            found[part] = value
    return found or None


def _part(item, place):
    item = item if isinstance(item, dict) else {}
    if code := item.get("enum_code"):
        return _BY_CODE.get(str(code).lower())
    if number := item.get("subtype"):
        place = int(number) - 1 if str(number).isdigit() else -1
    parts = list(PARTS)
    return parts[place] if 0 <= place < len(parts) else None


def write(parts, current=None):
    """Values for the API; ``None`` to clear. The country keeps its form, name or code.

    :param parts: our parts, with ``country`` the name and ``country_code``
    :param current: values that amoCRM has now

    >>> write({"city": "Kostroma", "country": "Russia", "country_code": "RU"})
    [{'value': 'Kostroma', 'enum_code': 'city'}, {'value': 'RU', 'enum_code': 'country'}]
    >>> write({"country": "Russia", "country_code": "RU"}, [{"value": "France", "subtype": 6}])
    [{'value': 'Russia', 'enum_code': 'country'}]
    """
    parts = dict(parts or {})
    code = parts.pop("country_code", None)
    present = (read(current) or {}).get("country") or ""
    if code and len(present) in (0, 2):
        parts["country"] = code
    return [
        {"value": parts[part], "enum_code": amo} for part, amo in PARTS.items() if parts.get(part)
    ] or None


def one_line(parts):
    """
    >>> one_line({"street": "Lenina 1", "city": "Kostroma"})
    'Lenina 1, Kostroma'
    """
    return ", ".join(parts[part] for part in PARTS if parts.get(part))
