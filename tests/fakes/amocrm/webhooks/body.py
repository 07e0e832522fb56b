"""Webhook bodies: form-encoded, PHP bracket keys, the shapes of the recorded ones."""

from datetime import datetime
from urllib.parse import urlencode

from .. import brackets
from ..addresses import account_host

ELEMENT_TYPES = {"contacts": 1, "leads": 2, "companies": 3}
TIMES = "%Y-%m-%d %H:%M:%S"


def encode(world, hooks):
    """The body for collected hooks; entities, actions and indexes may share it."""
    data = {}
    for root, action, _setting, item, _visible_at in hooks:
        data.setdefault(root, {}).setdefault(action, []).append(item)
    return urlencode(brackets.encode(_with_account(world, data)))


def _with_account(world, data):
    account = world.account
    full = {
        "subdomain": account["subdomain"],
        "id": account["account_id"],
        "_links": {"self": f"https://{account_host(world)}"},
    }
    place = world.settings.hook_account
    if place == "absent":
        return data
    if place == "subdomain":
        return {**data, "account": {"subdomain": account["subdomain"]}}
    return {**data, "account": full} if place == "last" else {"account": full, **data}


def lead(world, lead, old=None):
    """A deal in an ``add``, ``update``, ``status``, ``responsible`` or ``restore`` hook."""
    old = old or lead
    item = {"id": lead["id"], "name": lead["name"], "status_id": lead["status_id"]}
    if old["status_id"] != lead["status_id"]:
        item["old_status_id"] = old["status_id"]
    item["price"] = lead["price"]
    item.update(_people(lead, old))
    item["pipeline_id"] = lead["pipeline_id"]
    item.update(_tail(world, "leads", lead, old))
    return item


def lead_stub(lead):
    """A deal in a ``delete`` hook."""
    return {"id": lead["id"], "status_id": lead["status_id"], "pipeline_id": lead["pipeline_id"]}


def person(world, kind, doc, old=None):
    """A contact or company; both go under ``contacts`` and differ by ``type``."""
    old = old or doc
    item = {"id": doc["id"], "name": doc["name"], **_people(doc, old)}
    if kind == "contacts" and doc["company_id"]:
        company = world.store.get("companies", doc["company_id"])
        item["company_name"] = company["name"] if company else ""
        item["linked_company_id"] = doc["company_id"]
    linked = world.leads_of(kind, doc["id"])
    if linked:
        item["linked_leads_id"] = {key: {"ID": key} for key in linked}
    return {**item, **_tail(world, kind, doc, old), "type": _singular(kind)}


def person_stub(kind, doc):
    """A contact or company in a ``delete`` hook."""
    return {"id": doc["id"], "type": _singular(kind)}


def _singular(kind):
    return {"contacts": "contact", "companies": "company"}[kind]


def _people(doc, old):
    item = {"responsible_user_id": doc["responsible_user_id"]}
    if old["responsible_user_id"] != doc["responsible_user_id"]:
        item["old_responsible_user_id"] = old["responsible_user_id"]
    return {
        **item,
        "last_modified": doc["updated_at"],
        "modified_user_id": doc["updated_by"],
        "created_user_id": doc["created_by"],
        "date_create": doc["created_at"],
    }


def _tail(world, kind, doc, old):
    tags = [world.store.get("tags", key) for key in doc["tags"]]
    fields = _custom_fields(world, kind, doc, old)
    return {
        **({"tags": [{"id": tag["id"], "name": tag["name"]} for tag in tags]} if tags else {}),
        "account_id": world.account["account_id"],
        **({"custom_fields": fields} if fields else {}),
        "created_at": doc["created_at"],
        "updated_at": doc["updated_at"],
    }


def _custom_fields(world, kind, doc, old):
    """Filled fields, and just cleared ones without ``values``."""
    found = []
    for field in world.fields(kind):
        key = str(field["id"])
        values = doc["custom_fields"].get(key)
        if values is None and key not in old["custom_fields"]:
            continue
        item = {"id": field["id"], "name": field["name"]}
        if values is not None:
            item["values"] = [_value(world, field["type"], value) for value in values]
        if field["code"]:
            item["code"] = field["code"]
        found.append(item)
    return found


def _value(world, kind, value):
    if kind in {"date", "date_time"}:
        return value["value"]
    if kind == "birthday":
        return {"value": datetime.fromtimestamp(value["value"], world.zone).strftime("%d.%m.%Y")}
    item = {"value": value["value"]}
    if value.get("enum_id"):
        item["subtype" if kind == "smart_address" else "enum"] = value["enum_id"]
    return item


def element(world, doc):
    """An element of a list, for instance a product."""
    if doc["is_deleted"]:
        return {"id": doc["id"], "catalog_id": doc["catalog_id"], "type": "catalog"}
    fields = _custom_fields(world, f"catalogs/{doc['catalog_id']}", doc, doc)
    return {
        "id": doc["id"],
        "catalog_id": doc["catalog_id"],
        "name": doc["name"],
        "created_by": doc["created_by"],
        "modified_user_id": doc["updated_by"],
        "date_create": doc["created_at"],
        "last_modified": doc["updated_at"],
        **({"custom_fields": fields} if fields else {}),
        "type": "catalog",
    }


def task(world, doc, old=None):
    """A task; times are given both as text in the account's zone and as unix seconds."""
    old = old or doc
    item = {
        "id": doc["id"],
        "element_id": doc["entity_id"] or 0,
        "element_type": ELEMENT_TYPES.get(doc["entity_type"], 0),
        "task_type": doc["task_type_id"],
        "date_create": _local(world, doc["created_at"]),
        "text": doc["text"],
        "status": doc["is_completed"],
        "account_id": world.account["account_id"],
        "created_user_id": doc["created_by"],
        "modified_user_id": doc["updated_by"],
        "last_modified": doc["updated_at"],
        "responsible_user_id": doc["responsible_user_id"],
        "complete_till": _local(world, doc["complete_till"]),
        "complete_before": doc["complete_till"],
        "action_close": doc["is_completed"] and not old["is_completed"],
        "created_at": doc["created_at"],
        "updated_at": doc["updated_at"],
    }
    if old["responsible_user_id"] != doc["responsible_user_id"]:
        item["old_responsible_user_id"] = old["responsible_user_id"]
    if doc["result"]:
        item["result"] = {"id": doc["id"], "text": doc["result"]["text"]}
    return item


def note(world, kind, doc):
    """A note; only the kinds that old numbers exist for."""
    numbers = {"common": 4, "attachment": 5, "call_in": 10, "call_out": 11}
    inner = {
        "note_type": numbers.get(doc["note_type"], 25),
        "text": doc["params"].get("text") or doc["params"].get("file_name") or "",
        "element_type": ELEMENT_TYPES[kind],
        "element_id": doc["entity_id"],
        "created_by": doc["created_by"],
        "timestamp_x": _local(world, doc["updated_at"]),
        "id": doc["id"],
        "created_at": doc["created_at"],
        "updated_at": doc["updated_at"],
    }
    return {"note": inner, **({} if kind == "leads" else {"type": _singular(kind)})}


def _local(world, seconds):
    return datetime.fromtimestamp(seconds, world.zone).strftime(TIMES)
