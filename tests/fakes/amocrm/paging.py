"""Pages of lists: 50 by default, 250 at most, 204 instead of an empty one."""

from math import ceil
from urllib.parse import urlencode

from .replies import Problem, empty, json_reply

DEFAULT, MAXIMUM = 50, 250


def entity_page(call, rows, key, show, maximum=MAXIMUM):
    """A page of deals, contacts, tasks, …: links but no total."""
    page, limit = _page_and_limit(call, min(maximum, call.world.settings.page_limit))
    part = rows[(page - 1) * limit : page * limit]
    if not part:
        return empty()
    more = len(rows) > page * limit or (call.world.settings.next_when_full and len(part) == limit)
    body = {
        "_page": page,
        "_links": _links(call, page, more),
        "_embedded": {key: [show(call, row) for row in part]},
    }
    return json_reply(body)


def reference_page(call, rows, key, show, maximum=MAXIMUM):
    """A page of users, fields, …: with totals."""
    page, limit = _page_and_limit(call, maximum)
    part = rows[(page - 1) * limit : page * limit]
    if not part:
        return empty()
    body = {
        "_total_items": len(rows),
        "_page": page,
        "_page_count": ceil(len(rows) / limit),
        "_links": _links(call, page, len(rows) > page * limit),
        "_embedded": {key: [show(call, row) for row in part]},
    }
    return json_reply(body)


def _page_and_limit(call, maximum):
    page, limit = _positive(call, "page", 1), _positive(call, "limit", DEFAULT)
    if limit > maximum:
        if call.world.settings.over_limit == "clamp":
            return page, maximum
        raise Problem(422, f"Limit {maximum} per page")
    return page, limit


def _positive(call, name, default):
    value = call.query.get(name, "")
    if not isinstance(value, str) or not value:
        return default
    if not value.isdigit() or value == "0":
        raise Problem(400, f"Incorrect {name}")
    return int(value)


def _links(call, page, more):
    links = {"self": {"href": call.request.url}}
    if more:
        links["next"] = _link(call, page + 1)
    if page > 1:
        links["first"] = _link(call, 1)
        links["prev"] = _link(call, page - 1)
    return links


def _link(call, page):
    pairs = [(key, value) for key, value in call.request.args.items(multi=True) if key != "page"]
    return {"href": f"{call.request.base_url}?{urlencode([*pairs, ('page', page)])}"}
