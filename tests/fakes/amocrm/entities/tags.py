"""Tags: ``/api/v4/{entity}/tags`` and the tag keys of entities."""

from ..filters import one_of
from ..paging import entity_page
from ..replies import json_reply
from ..validation import run_batch

ENTITIES = ("leads", "contacts", "companies")


def ensure(world, entity, raw):
    """The id of the tag ``{id}`` or ``{name}``; a new name makes a tag, an unknown id is None."""
    tags = [tag for tag in world.store.all("tags") if tag["entity"] == entity]
    if raw.get("id") is not None:
        return next((tag["id"] for tag in tags if tag["id"] == raw["id"]), None)
    same = next(
        (tag["id"] for tag in tags if tag["name"].casefold() == raw["name"].casefold()), None
    )
    if same:
        return same
    tag = {"id": world.store.next_id("tags", 80147), "name": raw["name"], "entity": entity}
    return world.store.put("tags", tag)["id"]


def read_keys(world, entity, item, errors, current):
    """The tag ids an item asks for, or None when it does not mention tags."""
    embedded = item.get("_embedded") or {}
    mentioned = "tags" in embedded or item.get("tags_to_add") or item.get("tags_to_delete")
    if not mentioned:
        return None
    keys = list(current)
    if "tags" in embedded:
        keys = _ids(world, entity, embedded["tags"] or [], errors, "_embedded.tags")
    for key in _ids(world, entity, item.get("tags_to_add") or [], errors, "tags_to_add"):
        keys += [] if key in keys else [key]
    gone = _ids(world, entity, item.get("tags_to_delete") or [], errors, "tags_to_delete")
    return [key for key in keys if key not in gone]


def _ids(world, entity, raws, errors, path):
    keys = []
    for index, raw in enumerate(raws):
        if not isinstance(raw, dict) or (raw.get("id") is None and not raw.get("name")):
            errors.missing(f"{path}.{index}.name")
            continue
        key = ensure(world, entity, raw)
        if key is None:
            errors.choice(f"{path}.{index}.id")
        else:
            keys.append(key)
    return keys


def show(world, keys):
    """``_embedded.tags`` of an answer."""
    tags = [world.store.get("tags", key) for key in keys]
    return [{"id": tag["id"], "name": tag["name"], "color": None} for tag in tags]


def list_tags(call):
    """GET the tags of an entity type."""
    rows = [tag for tag in call.world.store.all("tags") if tag["entity"] == call.args["entity"]]
    rows = one_of(rows, call.filter.get("name"), lambda tag: tag["name"])
    text = call.query.get("query", "")
    rows = [tag for tag in rows if text.casefold() in tag["name"].casefold()]
    return entity_page(call, rows, "tags", _json)


def add_tags(call):
    """POST tags; an existing name gives the existing tag."""

    def check(item, errors):
        if not isinstance(item.get("name"), str) or not item["name"]:
            errors.missing("name")

    def apply(item, _checked):
        key = ensure(call.world, call.args["entity"], {"name": item["name"]})
        return _json(call, call.world.store.get("tags", key))

    results = run_batch(call, call.items(), check, apply)
    return json_reply({"_total_items": len(results), "_embedded": {"tags": results}})


def _json(_call, tag):
    return {"id": tag["id"], "name": tag["name"], "color": None}


_BASE = f"/api/v4/<any({', '.join(ENTITIES)}):entity>/tags"
ROUTES = [("GET", _BASE, list_tags), ("POST", _BASE, add_tags)]
