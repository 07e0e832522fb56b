"""PHP bracket keys: ``filter[id][]=1`` to nested dicts and nested data to form pairs."""

import re

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")


def parse(pairs):
    """Nested dicts from (key, value) pairs; ``[]`` counts up from "0".

    >>> parse([("filter[id][]", "1"), ("filter[id][]", "2"), ("limit", "5")])
    {'filter': {'id': {'0': '1', '1': '2'}}, 'limit': '5'}
    """
    result = {}
    for key, value in pairs:
        match = KEY.match(key)
        if not match:
            result[key] = value
            continue
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        _place(result, path, value)
    return result


def _place(node, path, value):
    for step, following in zip(path, [*path[1:], None], strict=True):
        name = step or str(len(node))
        if following is None:
            node[name] = value
            return
        if not isinstance(node.get(name), dict):
            node[name] = {}
        node = node[name]


def encode(data, prefix=""):
    """Form pairs from nested dicts and lists, the way amoCRM writes its webhooks.

    >>> encode({"leads": {"add": [{"id": 5, "name": None}]}})
    [('leads[add][0][id]', '5'), ('leads[add][0][name]', '')]
    """
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    else:
        return [(prefix, _scalar(data))]
    pairs = []
    for key, value in items:
        pairs += encode(value, f"{prefix}[{key}]" if prefix else str(key))
    return pairs


def _scalar(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def as_list(value):
    """Strings of ``x[]=1&x[]=2``, ``x=1`` or ``x=1,2``."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [item for item in value.values() if not isinstance(item, dict)]
    return [part for part in value.split(",") if part]
