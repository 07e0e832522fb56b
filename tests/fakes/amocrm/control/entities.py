"""``/_fake``: deals, contacts, companies, tasks, notes and files, as a user handles them."""

import base64

from .. import drive
from ..entities import deals, links, notes, people, tasks
from . import person_work
from .call import user_id

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
    """POST link or unlink ``{"contacts": id}`` or ``{"companies": id}``."""
    actor, key = call.actor(), call.args["key"]
    change = links.link_to_lead if call.args["verb"] == "link" else links.unlink_from_lead
    metadata = {"is_main": call.data.pop("is_main", False)}
    person_work.need(call.world, "leads", key)
    with call.world.write():
        for target, other in call.data.items():
            person_work.need(call.world, target, other)
            change(call.world, key, target, other, actor, metadata)
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


def add_task(call):
    """POST ``{"deal": id, "text": …, "complete_till": …, "responsible": …}``."""
    data, actor = call.data, call.actor()
    values = {
        "text": data["text"],
        "complete_till": data.get("complete_till", call.world.now() + 86400),
    }
    if "deal" in data:
        person_work.need(call.world, "leads", data["deal"])
        values |= {"entity_type": "leads", "entity_id": data["deal"]}
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
    """POST ``{"deal": id, "text": …}``."""
    actor = call.actor()
    person_work.need(call.world, "leads", call.data["deal"])
    with call.world.write():
        return notes.create(
            call.world, "leads", call.data["deal"], "common", {"text": call.data["text"]}, actor
        )


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
    ("POST", "/_fake/files", add_file),
    ("PATCH", "/_fake/files/<string:uuid>", change_file),
]
