"""Contacts and companies: every change of them comes through here."""

from ..webhooks import body
from . import events

SINGULAR = {"contacts": "contact", "companies": "company"}
FIRST_IDS = {"contacts": 51000001, "companies": 61000001}


def create(world, kind, values, actor):
    """Add a contact or company."""
    values = dict(values)
    fields = {
        key: value for key, value in values.pop("custom_fields", {}).items() if value is not None
    }
    now = world.now()
    doc = {
        "id": world.store.next_id(kind, FIRST_IDS[kind]),
        "name": "",
        "first_name": "",
        "last_name": "",
        "company_id": None,
        "responsible_user_id": 0,
        "group_id": 0,
        "created_by": actor,
        "updated_by": actor,
        "created_at": now,
        "is_deleted": False,
        "tags": [],
        "files": [],
        **values,
        "custom_fields": fields,
        "updated_at": now,
    }
    complete_name(kind, doc, values)
    world.save(kind, doc)
    events.record(world, f"{SINGULAR[kind]}_added", kind, doc, actor)
    world.outbox.collect("contacts", "add", f"add_{SINGULAR[kind]}", body.person(world, kind, doc))
    return doc


def complete_name(kind, doc, given):
    """Keep name, first and last name together: a full name wins and is split at the first space."""
    if kind != "contacts":
        return
    if "name" in given:
        doc["first_name"], _space, doc["last_name"] = (given["name"] or "").partition(" ")
    elif "first_name" in given or "last_name" in given:
        doc["name"] = " ".join(part for part in (doc["first_name"], doc["last_name"]) if part)


def change(world, kind, key, values, actor):
    """Change a contact or company; only real differences make events and hooks."""
    old = world.store.get(kind, key)
    values = dict(values)
    fields = {**old["custom_fields"], **values.pop("custom_fields", {})}
    new = {**old, **values}
    new["custom_fields"] = {name: value for name, value in fields.items() if value is not None}
    complete_name(kind, new, values)
    if new == old and not world.settings.noop_touches:
        return old
    new["updated_at"], new["updated_by"] = world.now(), values.get("updated_by", actor)
    world.save(kind, new)
    events.record_changes(world, kind, old, new, actor)
    singular = SINGULAR[kind]
    item = body.person(world, kind, new, old)
    world.outbox.collect("contacts", "update", f"update_{singular}", item)
    if old["responsible_user_id"] != new["responsible_user_id"]:
        world.outbox.collect("contacts", "update", f"responsible_{singular}", item)
    return new


def announce_link(world, kind, key, lead, actor, visible_at=0.0):
    """Events and hook of a contact or company that was linked to a deal."""
    doc = world.store.get(kind, key)
    link = [{"link": {"entity": {"id": key, "type": SINGULAR[kind]}}}]
    events.record(world, "entity_linked", "leads", lead, actor, after=link)
    events.record(
        world,
        "lead_linked",
        kind,
        doc,
        actor,
        after=[{"link": {"entity": {"id": lead["id"], "type": "lead"}}}],
    )
    item = body.person(world, kind, doc)
    item["linked_leads_id"] = {**item.get("linked_leads_id", {}), lead["id"]: {"ID": lead["id"]}}
    world.outbox.collect("contacts", "update", f"update_{SINGULAR[kind]}", item, visible_at)


def delete(world, kind, key, actor):
    """Put a contact or company into the bin, as a person does."""
    doc = _mark(world, kind, key, True, actor)
    events.record(world, f"{SINGULAR[kind]}_deleted", kind, doc, actor)
    world.outbox.collect(
        "contacts", "delete", f"delete_{SINGULAR[kind]}", body.person_stub(kind, doc)
    )
    return doc


def restore(world, kind, key, actor):
    """Take it out of the bin."""
    doc = _mark(world, kind, key, False, actor)
    events.record(world, f"{SINGULAR[kind]}_restored", kind, doc, actor)
    world.outbox.collect(
        "contacts", "restore", f"restore_{SINGULAR[kind]}", body.person(world, kind, doc)
    )
    return doc


def _mark(world, kind, key, is_deleted, actor):
    doc = world.store.get(kind, key)
    doc.update(is_deleted=is_deleted, updated_at=world.now(), updated_by=actor)
    world.save(kind, doc)
    return doc


def merge(world, kind, key, into, actor):
    """Join ``key`` into ``into``: deals are relinked, values of both kept, ``key`` is gone."""
    lost, kept = world.store.get(kind, key), world.store.get(kind, into)
    for lead in world.store.all("leads"):
        _relink(world, kind, lead, key, into)
    move_attached(world, kind, key, into)
    world.store.remove(kind, key)
    events.record(world, "entity_merged", kind, kept, actor)
    if world.settings.hook_merge != "none":
        world.outbox.collect(
            "contacts", "delete", f"delete_{SINGULAR[kind]}", body.person_stub(kind, lost)
        )
    fields = dict(lost["custom_fields"])
    for name, values in kept["custom_fields"].items():
        extra = [value for value in fields.get(name, []) if value not in values]
        is_list = world.field(kind, int(name))["type"] == "multitext"
        fields[name] = values + (extra if is_list else [])
    return change(world, kind, into, {"custom_fields": fields}, actor)


def move_attached(world, kind, key, into):
    """Tasks and notes of a merged entity go over to the remaining one."""
    for attached in ("tasks", "notes"):
        for doc in world.store.all(attached):
            if (doc["entity_type"], doc["entity_id"]) == (kind, key):
                world.store.put(attached, {**doc, "entity_id": into})


def _relink(world, kind, lead, key, into):
    if kind == "companies":
        if lead["company_id"] == key:
            world.save("leads", {**lead, "company_id": into})
        return
    links = [{**link, "id": into if link["id"] == key else link["id"]} for link in lead["contacts"]]
    unique = list({link["id"]: link for link in reversed(links)}.values())[::-1]
    if unique != lead["contacts"]:
        if unique and not any(link["is_main"] for link in unique):
            unique[0]["is_main"] = True
        world.save("leads", {**lead, "contacts": unique})
