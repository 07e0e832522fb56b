"""What a person does in amoCRM's cards; shared by the control interface and the web page."""

from ..entities import deals, people
from ..fields.human import to_values
from ..fields.values import as_text
from ..seed.workshop_fields import PRODUCTS
from .call import user_id

PLAIN_KEYS = ("name", "price", "loss_reason_id", "created_at")


def deal_values(world, data, existing=None):
    """Document values from ``{name, price, status, pipeline, responsible, fields, …}``."""
    values = {key: data[key] for key in PLAIN_KEYS if key in data}
    if "responsible" in data:
        values["responsible_user_id"] = user_id(world, data["responsible"])
    if "status" in data or "pipeline" in data:
        current = existing["pipeline_id"] if existing else deals.main_pipeline(world)
        values["pipeline_id"] = (
            find_pipeline(world, data["pipeline"]) if "pipeline" in data else current
        )
        values["status_id"] = find_status(world, values["pipeline_id"], data.get("status"))
    values["custom_fields"] = field_values(world, "leads", data.get("fields", {}))
    return values


def field_values(world, entity, raw):
    """{field id: stored values} from {code, name or id: what a person types}."""
    result = {}
    for key, value in raw.items():
        field = find_field(world, entity, key)
        result[str(field["id"])] = to_values(world, field, value)
    return result


def find_field(world, entity, key):
    """A field by code, name or id; KeyError when there is none."""
    for field in world.fields(entity):
        if key in (field["code"], field["name"], field["id"], str(field["id"])):
            return field
    raise KeyError(f"field {key}")


def find_pipeline(world, key):
    """A pipeline's id by id or name."""
    for pipeline in world.store.all("pipelines"):
        if key in (pipeline["id"], pipeline["name"]):
            return pipeline["id"]
    raise KeyError(f"pipeline {key}")


def find_status(world, pipeline_id, key):
    """A status id by id or name; None gives the first ordinary one."""
    if key is None:
        return deals.first_status(world, pipeline_id)
    for status in world.pipeline(pipeline_id)["statuses"]:
        if key in (status["id"], status["name"], str(status["id"])):
            return status["id"]
    raise KeyError(f"status {key}")


def create_deal(world, data, actor):
    """A new deal, with files attached and a contact made or found by id."""
    values = deal_values(world, data)
    values.setdefault("responsible_user_id", actor)
    values["files"] = file_uuids(world, values["custom_fields"])
    raws = data.get("contacts", [data["contact"]] if data.get("contact") else [])
    values["contact_ids"] = [
        raw if isinstance(raw, int) else create_contact(world, raw, actor)["id"] for raw in raws
    ]
    return deals.create(world, values, actor)


def change_deal(world, key, data, actor):
    """Change what ``data`` names."""
    existing = need(world, "leads", key)
    values = deal_values(world, data, existing)
    new_files = [
        uuid for uuid in file_uuids(world, values["custom_fields"]) if uuid not in existing["files"]
    ]
    if new_files:
        values["files"] = existing["files"] + new_files
    return deals.change(world, key, values, actor)


def file_uuids(world, fields):
    """Drive files named by the file fields among ``fields``."""
    return [
        value["value"]["file_uuid"]
        for key, values in fields.items()
        if values and world.store.get("fields", int(key))["type"] == "file"
        for value in values
    ]


def person_values(world, kind, data):
    """Document values from ``{name, phones, email, fields, responsible}``."""
    values = {
        key: data[key] for key in ("name", "first_name", "last_name", "company_id") if key in data
    }
    raw = dict(data.get("fields", {}))
    raw |= {"PHONE": data["phones"]} if "phones" in data else {}
    raw |= {"EMAIL": data["email"]} if "email" in data else {}
    values["custom_fields"] = field_values(world, kind, raw)
    if "responsible" in data:
        values["responsible_user_id"] = user_id(world, data["responsible"])
    return values


def element_values(world, data):
    """Document values of a product from ``{name, fields}``."""
    values = {"name": data["name"]} if "name" in data else {}
    raw = data.get("fields", {})
    return {**values, "custom_fields": field_values(world, f"catalogs/{PRODUCTS}", raw)}


def create_contact(world, data, actor, kind="contacts"):
    """A new contact or company."""
    values = person_values(world, kind, data)
    values.setdefault("responsible_user_id", actor)
    return people.create(world, kind, values, actor)


def need(world, kind, key):
    """The entity; KeyError when there is none."""
    doc = world.store.get(kind, key)
    if doc is None:
        raise KeyError(f"{kind} {key}")
    return doc


def view(world, kind, doc):
    """An entity for tests and pages: names beside ids, fields as texts by code."""
    result = {key: value for key, value in doc.items() if key not in ("custom_fields", "touched")}
    result["fields"] = {}
    for field in world.fields(kind):
        values = doc["custom_fields"].get(str(field["id"]))
        if values:
            result["fields"][field["code"] or field["name"]] = as_text(world, field, values)
    result["values"] = doc["custom_fields"]
    if kind == "leads":
        status = world.status(doc["pipeline_id"], doc["status_id"])
        result["status"] = status["name"] if status else ""
        result["tag_names"] = [world.store.get("tags", key)["name"] for key in doc["tags"]]
    return result
