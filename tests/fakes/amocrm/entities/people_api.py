"""``/api/v4/contacts`` and ``/api/v4/companies``."""

from ..fields.values import show_fields
from ..filters import by_custom_fields, by_query, in_range, one_of, ordered
from ..paging import entity_page
from ..replies import empty, json_reply
from ..validation import run_batch
from . import people, tags
from .common import PEOPLE_SPEC, find_existing, read_common
from .lead_items import closest_task

SPEC = {**PEOPLE_SPEC, "name": "string?", "first_name": "string?", "last_name": "string?"}
NAME_KEYS = {"contacts": ("name", "first_name", "last_name"), "companies": ("name",)}
BASE = "/api/v4/<any(contacts, companies):kind>"


def read(world, kind, item, errors, existing=None):
    """Values for :func:`people.create` or :func:`people.change`."""
    if not errors.check_types(item, SPEC):
        return {}
    values = read_common(world, kind, item, errors, existing)
    values.update({key: item[key] for key in NAME_KEYS[kind] if key in item})
    return values


def list_people(call):
    """GET: filters, search, order, pages."""
    kind, spec = call.args["kind"], call.filter
    rows = [doc for doc in call.world.store.all(kind) if not doc["is_deleted"]]
    for name in ("id", "name", "created_by", "updated_by", "responsible_user_id"):
        rows = one_of(rows, spec.get(name), lambda row, name=name: row[name])
    for name in ("created_at", "updated_at"):
        rows = in_range(call, rows, spec.get(name), lambda row, name=name: row[name])
    rows = by_custom_fields(call, rows, kind)
    rows = by_query(call, rows, kind)
    rows = ordered(call, rows, {"updated_at", "id"}, call.world.settings.default_order)
    return entity_page(call, rows, kind, show)


def get_person(call):
    """GET one: 204 when unknown or deleted."""
    doc = call.world.read(call.args["kind"], call.args["key"])
    return json_reply(show(call, doc)) if doc and not doc["is_deleted"] else empty()


def add_people(call):
    """POST an array."""
    kind = call.args["kind"]

    def apply(_item, values):
        doc = people.create(call.world, kind, values, values.get("created_by", call.actor))
        return {"id": doc["id"], "_links": _link(call, kind, doc["id"])}

    results = run_batch(
        call, call.items(), lambda item, errors: read(call.world, kind, item, errors), apply
    )
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {kind: results}}
    )


def change_people(call):
    """PATCH an array; each item has its id."""
    results = run_batch(call, call.items(), *_changer(call))
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {call.args["kind"]: results}}
    )


def change_person(call):
    """PATCH one."""
    result = run_batch(call, [{**call.item(), "id": call.args["key"]}], *_changer(call))[0]
    del result["request_id"]
    return json_reply(result)


def _changer(call):
    kind = call.args["kind"]

    def check(item, errors):
        existing = find_existing(call.world, kind, item, errors)
        return read(call.world, kind, item, errors, existing) if existing else None

    def apply(item, values):
        doc = people.change(call.world, kind, item["id"], values, call.actor)
        answer = {"id": doc["id"], "name": doc["name"], "updated_at": doc["updated_at"]}
        return answer | {"_links": _link(call, kind, doc["id"])}

    return check, apply


def show(call, doc):
    """A contact or company as the API shows it."""
    kind, world = call.args["kind"], call.world
    names = {key: doc[key] for key in NAME_KEYS[kind]}
    body = {"id": doc["id"], **names}
    for key in (
        "responsible_user_id",
        "group_id",
        "created_by",
        "updated_by",
        "created_at",
        "updated_at",
    ):
        body[key] = doc[key]
    body["closest_task_at"] = closest_task(world, kind, doc["id"])
    body["is_deleted"] = doc["is_deleted"]
    body |= {"is_unsorted": False} if kind == "contacts" else {}
    body["custom_fields_values"] = show_fields(world, kind, doc["custom_fields"])
    body["account_id"] = world.account["account_id"]
    return body | {"_links": _link(call, kind, doc["id"]), "_embedded": _embedded(call, kind, doc)}


def _embedded(call, kind, doc):
    body = {"tags": tags.show(call.world, doc["tags"])}
    if kind == "contacts":
        companies = [doc["company_id"]] if doc["company_id"] else []
        body["companies"] = [
            {"id": key, "_links": _link(call, "companies", key)} for key in companies
        ]
    elif "contacts" in call.withs:
        linked = [
            item["id"]
            for item in call.world.store.all("contacts")
            if item["company_id"] == doc["id"]
        ]
        body["contacts"] = [{"id": key, "_links": _link(call, "contacts", key)} for key in linked]
    if "leads" in call.withs:
        linked = call.world.leads_of(kind, doc["id"])
        body["leads"] = [{"id": key, "_links": _link(call, "leads", key)} for key in linked]
    for key in {"customers", "catalog_elements"} & call.withs:
        body[key] = []
    return body


def _link(call, kind, key):
    return {"self": {"href": f"{call.base_url}/api/v4/{kind}/{key}"}}


ROUTES = [
    ("GET", BASE, list_people),
    ("POST", BASE, add_people),
    ("PATCH", BASE, change_people),
    ("GET", f"{BASE}/<int:key>", get_person),
    ("PATCH", f"{BASE}/<int:key>", change_person),
]
