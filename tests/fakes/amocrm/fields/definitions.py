"""``/api/v4/{entity}/custom_fields``: what fields there are."""

from .. import brackets
from ..paging import reference_page
from ..replies import Problem, empty, json_reply
from ..validation import run_batch

ENTITIES = ("leads", "contacts", "companies")
LISTS = "catalogs/"  # a list's fields belong to ``catalogs/{id}``, its elements are ``elements``
CREATABLE = {
    "text",
    "textarea",
    "numeric",
    "monetary",
    "checkbox",
    "select",
    "radiobutton",
    "multiselect",
    "date",
    "date_time",
    "birthday",
    "url",
    "file",
    "streetaddress",
    "smart_address",
    "legal_entity",
    "tracking_data",
}
WITH_ENUMS = {"select", "radiobutton", "multiselect"}
SPEC = {
    "name": "string",
    "type": "string",
    "code": "string?",
    "sort": "int",
    "is_api_only": "bool",
    "enums": "array?",
}


def new_field(world, entity, name, kind, **extra):
    """Store a definition; ``enums`` are texts or {value, code?, sort?}."""
    enums = extra.pop("enums", None)
    field = {
        "id": extra.pop("id", None) or world.store.next_id("fields", 753001),
        "name": name,
        "type": kind,
        "code": extra.pop("code", None),
        "sort": extra.pop("sort", 500 + len(world.fields(entity))),
        "is_api_only": extra.pop("is_api_only", False),
        "is_predefined": extra.pop("is_predefined", False),
        "entity_type": entity,
        "enums": None,
        **extra,
    }
    if enums is not None:
        field["enums"] = [_enum(world, enum, index) for index, enum in enumerate(enums)]
    return world.store.put("fields", field)


def _enum(world, raw, index):
    raw = raw if isinstance(raw, dict) else {"value": raw}
    return {
        "id": raw.get("id") or world.store.next_id("enums", 820001),
        "value": raw["value"],
        "sort": raw.get("sort", index),
        "code": raw.get("code"),
    }


def _entity(call):
    catalog = call.args.get("catalog")
    if catalog and not call.world.store.get("catalogs", catalog):
        raise Problem(404, "Catalog not found")
    return f"{LISTS}{catalog}" if catalog else call.args["entity"]


def list_fields(call):
    """GET all definitions of an entity."""
    kinds = set(brackets.as_list(call.filter.get("type")))
    found = [
        field for field in call.world.fields(_entity(call)) if not kinds or field["type"] in kinds
    ]
    return reference_page(call, found, "custom_fields", _json)


def get_field(call):
    """GET one definition."""
    field = call.world.field(_entity(call), call.args["key"])
    return json_reply(_json(call, field)) if field else empty()


def add_fields(call):
    """POST definitions."""
    entity, data = _entity(call), call.json()
    single = isinstance(data, dict)
    codes = {field["code"] for field in call.world.fields(entity) if field["code"]}

    def check(item, errors):
        errors.check_types(item, SPEC)
        for key in ("name", "type"):
            if not item.get(key):
                errors.missing(key)
        if item.get("type") and item["type"] not in CREATABLE:
            errors.choice("type")
        if item.get("code") in codes:
            errors.add("NotUnique", "code", "This value is already used.")
        codes.update({item["code"]} if item.get("code") else set())

    def apply(item, _checked):
        values = {
            key: item[key] for key in ("code", "sort", "is_api_only") if item.get(key) is not None
        }
        if item["type"] in WITH_ENUMS:
            values["enums"] = item.get("enums") or []
        return _json(call, new_field(call.world, entity, item["name"], item["type"], **values))

    results = run_batch(call, [data] if single else call.items(), check, apply)
    if single:
        return json_reply(results[0], 201)
    return json_reply({"_total_items": len(results), "_embedded": {"custom_fields": results}})


def change_field(call):
    """PATCH one definition; options missing from ``enums`` are deleted with their values."""
    field = call.world.field(_entity(call), call.args["key"])
    if not field:
        raise Problem(404, "Custom field not found")
    item = call.item()
    for key in ("name", "sort", "is_api_only"):
        field[key] = item.get(key, field[key])
    if item.get("enums") is not None and field["type"] in WITH_ENUMS:
        field["enums"] = [
            _enum(call.world, enum, index) for index, enum in enumerate(item["enums"])
        ]
        drop_enum_values(call.world, field)
    call.world.store.put("fields", field)
    return json_reply(_json(call, field))


def drop_enum_values(world, field):
    """Take values of deleted options off all entities."""
    known, key = {enum["id"] for enum in field["enums"]}, str(field["id"])
    kind = "elements" if field["entity_type"].startswith(LISTS) else field["entity_type"]
    for doc in world.store.all(kind):
        values = doc["custom_fields"].get(key)
        if values is None or all(value["enum_id"] in known for value in values):
            continue
        left = [value for value in values if value["enum_id"] in known]
        fields = {**doc["custom_fields"], key: left}
        if not left:
            del fields[key]
        world.store.put(kind, {**doc, "custom_fields": fields})


def delete_field(call):
    """DELETE a definition and all its values."""
    field = call.world.field(_entity(call), call.args["key"])
    if not field:
        raise Problem(404, "Custom field not found")
    if field["is_predefined"]:
        raise Problem(403, "Predefined field can not be deleted")
    call.world.store.remove("fields", field["id"])
    return empty()


def _json(call, field):
    leads = field["entity_type"] == "leads"
    return {
        "id": field["id"],
        "name": field["name"],
        "type": field["type"],
        "account_id": call.world.account["account_id"],
        "code": field["code"],
        "sort": field["sort"],
        "is_api_only": field["is_api_only"],
        "enums": [{k: v for k, v in enum.items() if v is not None} for enum in field["enums"]]
        if field["enums"]
        else None,
        "group_id": None,
        "required_statuses": [] if leads else None,
        "is_deletable": not field["is_predefined"],
        "is_predefined": field["is_predefined"],
        "entity_type": field["entity_type"].partition("/")[0],
        "remind": None,
        "tracking_callback": None,
        "triggers": [],
        "currency": "RUB" if field["type"] == "monetary" else None,
        "hidden_statuses": [] if leads else None,
        "chained_lists": None,
        "_links": {
            "self": {
                "href": f"{call.base_url}/api/v4/{field['entity_type']}/custom_fields/{field['id']}"
            }
        },
    }


def _routes(base):
    return [
        ("GET", base, list_fields),
        ("POST", base, add_fields),
        ("GET", f"{base}/<int:key>", get_field),
        ("PATCH", f"{base}/<int:key>", change_field),
        ("DELETE", f"{base}/<int:key>", delete_field),
    ]


ROUTES = [
    *_routes(f"/api/v4/<any({', '.join(ENTITIES)}):entity>/custom_fields"),
    *_routes("/api/v4/catalogs/<int:catalog>/custom_fields"),
]
