"""``/api/v4/catalogs``: lists and their elements."""

from ..fields.values import read_fields, show_fields
from ..filters import by_query, in_range, one_of
from ..paging import entity_page
from ..replies import Problem, empty, json_reply
from ..validation import run_batch
from . import elements

SPEC = {"name": "string", "custom_fields_values": "array?"}


def list_catalogs(call):
    """GET the lists."""
    return entity_page(call, call.world.store.all("catalogs"), "catalogs", _catalog)


def get_catalog(call):
    """GET one list."""
    catalog = call.world.store.get("catalogs", call.args["catalog"])
    return json_reply(_catalog(call, catalog)) if catalog else empty()


def _catalog(call, catalog):
    return {
        **catalog,
        "created_by": call.world.account["current_user_id"],
        "can_add_elements": True,
        "can_show_in_cards": True,
        "can_link_multiple": True,
        "account_id": call.world.account["account_id"],
        "_links": {"self": {"href": f"{call.base_url}/api/v4/catalogs/{catalog['id']}"}},
    }


def list_elements(call):
    """GET elements: filters, search, pages."""
    catalog = _need_catalog(call)
    rows = [
        item
        for item in call.world.store.all("elements")
        if item["catalog_id"] == catalog and not item["is_deleted"]
    ]
    rows = one_of(rows, call.filter.get("id"), lambda row: row["id"])
    rows = in_range(call, rows, call.filter.get("updated_at"), lambda row: row["updated_at"])
    return entity_page(call, by_query(call, rows, f"catalogs/{catalog}"), "elements", _element)


def get_element(call):
    """GET one element."""
    item = elements.live(call.world, call.args["key"])
    return json_reply(_element(call, item)) if _is_here(call, item) else empty()


def _need_catalog(call):
    if not call.world.store.get("catalogs", call.args["catalog"]):
        raise Problem(404, "Catalog not found")
    return call.args["catalog"]


def _is_here(call, item):
    return item is not None and item["catalog_id"] == call.args["catalog"]


def add_elements(call):
    """POST new elements."""
    catalog = _need_catalog(call)

    def check(item, errors):
        if not item.get("name"):
            errors.missing("name")
        return _read(call, item, errors)

    def apply(_item, values):
        return _element(call, elements.create(call.world, catalog, values, call.actor))

    return json_reply({"_embedded": {"elements": run_batch(call, call.items(), check, apply)}})


def change_elements(call):
    """PATCH an array; each item has its id."""
    _need_catalog(call)
    results = run_batch(call, call.items(), *_changer(call))
    return json_reply({"_embedded": {"elements": results}})


def change_element(call):
    """PATCH one."""
    result = run_batch(call, [{**call.item(), "id": call.args["key"]}], *_changer(call))[0]
    del result["request_id"]
    return json_reply(result)


def _changer(call):
    def check(item, errors):
        if not _is_here(call, elements.live(call.world, item.get("id"))):
            errors.choice("id")
        return _read(call, item, errors)

    def apply(item, values):
        return _element(call, elements.change(call.world, item["id"], values, call.actor))

    return check, apply


def _read(call, item, errors):
    if not errors.check_types(item, SPEC):
        return {}
    raw, entity = item.get("custom_fields_values"), f"catalogs/{call.args['catalog']}"
    values = {"custom_fields": read_fields(call.world, entity, raw, errors)}
    return values | ({"name": item["name"]} if "name" in item else {})


def _element(call, item):
    entity = f"catalogs/{item['catalog_id']}"
    shown = {key: value for key, value in item.items() if key != "custom_fields"}
    return {
        **shown,
        "custom_fields_values": show_fields(call.world, entity, item["custom_fields"]),
        "account_id": call.world.account["account_id"],
        "_links": {
            "self": {"href": f"{call.base_url}/api/v4/{entity}/elements/{item['id']}"},
        },
    }


_ELEMENTS = "/api/v4/catalogs/<int:catalog>/elements"
ROUTES = [
    ("GET", "/api/v4/catalogs", list_catalogs),
    ("GET", "/api/v4/catalogs/<int:catalog>", get_catalog),
    ("GET", _ELEMENTS, list_elements),
    ("POST", _ELEMENTS, add_elements),
    ("PATCH", _ELEMENTS, change_elements),
    ("GET", f"{_ELEMENTS}/<int:key>", get_element),
    ("PATCH", f"{_ELEMENTS}/<int:key>", change_element),
]
