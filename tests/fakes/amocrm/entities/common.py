"""What reading request items of deals, contacts and companies has in common."""

from ..fields.values import read_fields
from ..replies import Problem
from . import tags

PEOPLE_KEYS = ("responsible_user_id", "created_by", "updated_by")
PEOPLE_SPEC = {
    "responsible_user_id": "int",
    "created_by": "int",
    "updated_by": "int",
    "created_at": "int",
    "updated_at": "int",
    "custom_fields_values": "array?",
    "tags_to_add": "array?",
    "tags_to_delete": "array?",
    "_embedded": "object?",
}


def read_common(world, entity, item, errors, existing):
    """Document values of keys that all three entities share; ``existing`` is None for a new one."""
    values = {}
    _read_users(world, item, errors, values)
    if existing is None and "created_at" in item:
        values["created_at"] = item["created_at"]
    if existing and world.settings.old_updated_at == "reject":
        if item.get("updated_at", existing["updated_at"]) < existing["updated_at"]:
            errors.add("InvalidValue", "updated_at", "Last modified date is older than in database")
    linked = existing["files"] if existing else []
    values["custom_fields"] = read_fields(
        world, entity, item.get("custom_fields_values"), errors, linked
    )
    keys = tags.read_keys(world, entity, item, errors, existing["tags"] if existing else [])
    if keys is not None:
        values["tags"] = keys
    return values


def _read_users(world, item, errors, values):
    for key in PEOPLE_KEYS:
        if key not in item:
            continue
        if item[key]:
            read_user(world, key, item[key], errors)
        values[key] = item[key]


def read_user(world, key, number, errors):
    """Note an error unless the user may stand in ``key``."""
    user = world.user(number)
    retired = user and not user["is_active"] and key == "responsible_user_id"
    if not user or (retired and world.settings.inactive_responsible == "reject"):
        errors.choice(key)


def live(world, kind, key):
    """The entity if it exists and is not in the bin, else None."""
    doc = world.store.get(kind, key) if isinstance(key, int) else None
    return doc if doc and not doc["is_deleted"] else None


def find_existing(world, kind, item, errors):
    """The entity a PATCH item names; a missing one is an error or ends the request with 404."""
    if "id" not in item:
        errors.missing("id")
        return None
    if not isinstance(item["id"], int):
        errors.wrong_type("id", "int")
        return None
    doc = live(world, kind, item["id"])
    if doc is None:
        if world.settings.unknown_id == "404":
            raise Problem(404, "Entity not found")
        errors.choice("id")
    return doc
