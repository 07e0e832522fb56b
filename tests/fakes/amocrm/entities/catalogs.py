"""``/api/v4/catalogs``: lists and their elements, as little as links to products need."""

from ..filters import by_query, one_of
from ..paging import entity_page
from ..replies import Problem, empty, json_reply
from ..validation import run_batch

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
    """GET elements."""
    rows = [
        item
        for item in call.world.store.all("elements")
        if item["catalog_id"] == call.args["catalog"]
    ]
    rows = one_of(rows, call.filter.get("id"), lambda row: row["id"])
    return entity_page(call, by_query(call, rows, "elements"), "elements", _element)


def get_element(call):
    """GET one element."""
    item = call.world.store.get("elements", call.args["key"])
    return json_reply(_element(call, item)) if item else empty()


def save_elements(call):
    """POST new elements or PATCH known ones."""
    if not call.world.store.get("catalogs", call.args["catalog"]):
        raise Problem(404, "Catalog not found")

    def check(item, errors):
        errors.check_types(item, SPEC)
        if call.request.method == "POST" and not item.get("name"):
            errors.missing("name")
        if call.request.method == "PATCH" and not call.world.store.get("elements", item.get("id")):
            errors.choice("id")

    results = run_batch(call, call.items(), check, lambda item, _checked: _save(call, item))
    return json_reply({"_embedded": {"elements": results}})


def _save(call, item):
    old = call.world.store.get("elements", item.get("id")) or {
        "id": call.world.store.next_id("elements", 14229001),
        "created_at": call.world.now(),
        "custom_fields": {},
        "custom_fields_values": None,
        "is_deleted": None,
        "catalog_id": call.args["catalog"],
    }
    changes = {key: item[key] for key in SPEC if key in item}
    element = {**old, **changes, "updated_at": call.world.now()}
    call.world.store.put("elements", element)
    return _element(call, element)


def _element(call, item):
    path = f"catalogs/{item['catalog_id']}/elements/{item['id']}"
    return {
        **{key: value for key, value in item.items() if key != "custom_fields"},
        "account_id": call.world.account["account_id"],
        "_links": {"self": {"href": f"{call.base_url}/api/v4/{path}"}},
    }


_ELEMENTS = "/api/v4/catalogs/<int:catalog>/elements"
ROUTES = [
    ("GET", "/api/v4/catalogs", list_catalogs),
    ("GET", "/api/v4/catalogs/<int:catalog>", get_catalog),
    ("GET", _ELEMENTS, list_elements),
    ("POST", _ELEMENTS, save_elements),
    ("PATCH", _ELEMENTS, save_elements),
    ("GET", f"{_ELEMENTS}/<int:key>", get_element),
]
