"""``/_fake``: deals, contacts, companies, tasks, notes and files, as a user handles them."""

import base64

from .. import drive
from ..entities import deals, elements, links, notes, people, tasks
from ..seed.workshop_fields import PRODUCTS
from . import person_work
from .call import user_id

OWNERS = {"deal": "leads", "contact": "contacts", "company": "companies"}
KINDS = {"deals": "leads", "contacts": "contacts", "companies": "companies"}
BASE = f"/_fake/<any({', '.join(KINDS)}):what>"


def _kind(call):
    return KINDS[call.args["what"]]


def list_entities(call):
    """GET: all, the bin included."""
    kind = _kind(call)
    return [person_work.view(call.world, kind, doc) for doc in call.world.store.all(kind)]


def get_entity(call):
    """GET one."""
    return person_work.view(
        call.world, _kind(call), person_work.need(call.world, _kind(call), call.args["key"])
    )


def add_entity(call):
    """POST a new one."""
    kind, actor = _kind(call), call.actor()
    with call.world.write():
        if kind == "leads":
            doc = person_work.create_deal(call.world, call.data, actor)
        else:
            doc = person_work.create_contact(call.world, call.data, actor, kind)
    return person_work.view(call.world, kind, doc)


def change_entity(call):
    """PATCH: change fields, status, responsible, …"""
    kind, key, actor = _kind(call), call.args["key"], call.actor()
    with call.world.write():
        if kind == "leads":
            doc = person_work.change_deal(call.world, key, call.data, actor)
        else:
            person_work.need(call.world, kind, key)
            values = person_work.person_values(call.world, kind, call.data)
            doc = people.change(call.world, kind, key, values, actor)
    return person_work.view(call.world, kind, doc)


def act_on_entity(call):
    """POST delete, restore, purge, or merge ``{"into": id}``."""
    kind, key, verb, actor = _kind(call), call.args["key"], call.args["verb"], call.actor()
    person_work.need(call.world, kind, key)
    first = () if kind == "leads" else (kind,)
    module = deals if kind == "leads" else people
    with call.world.write():
        if verb == "purge":
            call.world.store.remove(kind, key)
            return {}
        if verb == "merge":
            person_work.need(call.world, kind, call.data["into"])
            doc = module.merge(call.world, *first, key, call.data["into"], actor)
        else:
            doc = getattr(module, verb)(call.world, *first, key, actor)
    return person_work.view(call.world, kind, doc)


def change_deal_link(call):
    """POST link or unlink: ``contacts``, ``companies`` or ``elements`` (with ``quantity``)."""
    actor, key = call.actor(), call.args["key"]
    change = links.link_to_lead if call.args["verb"] == "link" else links.unlink_from_lead
    metadata = {"is_main": call.data.pop("is_main", False)}
    metadata |= {"quantity": call.data.pop("quantity", 1)}
    person_work.need(call.world, "leads", key)
    with call.world.write():
        for target, other in call.data.items():
            person_work.need(call.world, target, other)
            kind = "catalog_elements" if target == "elements" else target
            change(call.world, key, kind, other, actor, metadata)
    return person_work.view(call.world, "leads", call.world.store.get("leads", key))


def list_attached(call):
    """GET tasks or notes; ``?deal=id`` of one deal."""
    rows = call.world.store.all(call.args["attached"])
    deal = call.request.args.get("deal", type=int)
    return [
        row
        for row in rows
        if deal is None or (row["entity_type"], row["entity_id"]) == ("leads", deal)
    ]


def add_element(call):
    """POST ``{"name": …, "fields": {"PRICE": …}}``: a product."""
    actor = call.actor()
    with call.world.write():
        values = person_work.element_values(call.world, call.data)
        return elements.create(call.world, PRODUCTS, values, actor)


def change_element(call):
    """PATCH as :func:`add_element`, or DELETE."""
    actor, key = call.actor(), call.args["key"]
    person_work.need(call.world, "elements", key)
    with call.world.write():
        if call.request.method == "DELETE":
            return elements.delete(call.world, key, actor)
        values = person_work.element_values(call.world, call.data)
        return elements.change(call.world, key, values, actor)


def _owner(call):
    """(kind, id) of what a task or note belongs to: ``deal``, ``contact`` or ``company``."""
    for name, kind in OWNERS.items():
        if name in call.data:
            return kind, person_work.need(call.world, kind, call.data[name])["id"]
    return None


def add_task(call):
    """POST ``{"deal": id, "text": …, "complete_till": …, "responsible": …}``."""
    data, actor = call.data, call.actor()
    values = {
        "text": data["text"],
        "complete_till": data.get("complete_till", call.world.now() + 86400),
    }
    if owner := _owner(call):
        values |= {"entity_type": owner[0], "entity_id": owner[1]}
    if "responsible" in data:
        values["responsible_user_id"] = user_id(call.world, data["responsible"])
    with call.world.write():
        return tasks.create(call.world, values, actor)


def change_task(call):
    """PATCH a task; ``{"is_completed": true, "result": "…"}`` closes it."""
    actor, data = call.actor(), dict(call.data)
    if "result" in data:
        data["result"] = {"text": data["result"]}
    if "responsible" in data:
        data["responsible_user_id"] = user_id(call.world, data.pop("responsible"))
    person_work.need(call.world, "tasks", call.args["key"])
    with call.world.write():
        return tasks.change(call.world, call.args["key"], data, actor)


def delete_task(call):
    """DELETE a task."""
    person_work.need(call.world, "tasks", call.args["key"])
    with call.world.write():
        return tasks.delete(call.world, call.args["key"], call.actor())


def add_note(call):
    """POST ``{"deal": id, "text": …}``; ``type`` and ``params`` for other kinds than text."""
    actor, data = call.actor(), call.data
    params = data.get("params") or {"text": data["text"]}
    with call.world.write():
        return notes.create(call.world, *_owner(call), data.get("type", "common"), params, actor)


def change_note(call):
    """PATCH ``{"text": …}``: a person edits a note."""
    note, actor = person_work.need(call.world, "notes", call.args["key"]), call.actor()
    with call.world.write():
        return notes.change(call.world, note, {"text": call.data["text"]}, actor)


def add_file(call):
    """POST ``{"name": …, "content": base64}``; the answer's ``id`` goes into a file field."""
    actor, data = call.actor(), call.data
    with call.world.write():
        content = base64.b64decode(data["content"])
        return drive.store_file(call.world, data["name"], content, actor, data.get("content_type"))


def change_file(call):
    """PATCH ``{"is_trashed": true}``: the file goes into the bin."""
    file = person_work.need(call.world, "files", call.args["uuid"])
    return call.world.store.put("files", {**file, "is_trashed": bool(call.data["is_trashed"])})


ROUTES = [
    ("GET", BASE, list_entities),
    ("POST", BASE, add_entity),
    ("GET", f"{BASE}/<int:key>", get_entity),
    ("PATCH", f"{BASE}/<int:key>", change_entity),
    ("POST", f"{BASE}/<int:key>/<any(delete, restore, purge, merge):verb>", act_on_entity),
    ("POST", "/_fake/deals/<int:key>/<any(link, unlink):verb>", change_deal_link),
    ("GET", "/_fake/<any(tasks, notes, events):attached>", list_attached),
    ("POST", "/_fake/tasks", add_task),
    ("PATCH", "/_fake/tasks/<int:key>", change_task),
    ("DELETE", "/_fake/tasks/<int:key>", delete_task),
    ("POST", "/_fake/notes", add_note),
    ("PATCH", "/_fake/notes/<int:key>", change_note),
    ("POST", "/_fake/elements", add_element),
    ("PATCH", "/_fake/elements/<int:key>", change_element),
    ("DELETE", "/_fake/elements/<int:key>", change_element),
    ("POST", "/_fake/files", add_file),
    ("PATCH", "/_fake/files/<string:uuid>", change_file),
]
