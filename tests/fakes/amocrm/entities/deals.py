"""A deal's life: every change of a deal, from the API or by hand, comes through here."""

import time

from ..webhooks import body
from ..world import LOST, UNSORTED_TYPE, WON
from . import events, people

CLOSED = {WON, LOST}
DEFAULTS = {
    "name": None,
    "price": 0,
    "price_minor": None,
    "responsible_user_id": 0,
    "group_id": 0,
    "status_id": None,
    "pipeline_id": None,
    "loss_reason_id": None,
    "source_id": None,
    "closed_at": None,
    "score": None,
    "labor_cost": None,
    "visitor_uid": None,
    "company_id": None,
    "is_deleted": False,
    "is_price_modified_by_robot": False,
}


def first_status(world, pipeline_id):
    """The status a deal gets when none is given: the first that is not «Неразобранное»."""
    statuses = sorted(world.pipeline(pipeline_id)["statuses"], key=lambda status: status["sort"])
    return next(status["id"] for status in statuses if status["type"] != UNSORTED_TYPE)


def main_pipeline(world):
    """The id of the main pipeline."""
    return next(pipeline["id"] for pipeline in world.store.all("pipelines") if pipeline["is_main"])


def create(world, values, actor):
    """Add a deal. ``values``: document keys, custom_fields, tags, contact ids, company_id."""
    now = world.now()
    values = dict(values)
    contacts = values.pop("contact_ids", [])
    fields = {
        key: value for key, value in values.pop("custom_fields", {}).items() if value is not None
    }
    lead = {
        **DEFAULTS,
        "id": world.store.next_id("leads", 41000001),
        "created_by": actor,
        "updated_by": actor,
        "created_at": now,
        "tags": [],
        "catalog_elements": [],
        "files": [],
        **values,
        "custom_fields": fields,
        "updated_at": now,
    }
    lead["name"] = lead["name"] or f"Сделка #{lead['id']}"
    lead["pipeline_id"] = lead["pipeline_id"] or main_pipeline(world)
    lead["status_id"] = lead["status_id"] or first_status(world, lead["pipeline_id"])
    if lead["status_id"] in CLOSED:
        lead["closed_at"] = lead["closed_at"] or now
    visible_at = time.time() + world.settings.contact_link_delay
    lead["contacts"] = [
        {"id": key, "is_main": index == 0, "visible_at": visible_at}
        for index, key in enumerate(contacts)
    ]
    world.save("leads", lead)
    events.record(world, "lead_added", "leads", lead, actor)
    world.outbox.collect("leads", "add", "add_lead", body.lead(world, lead))
    for key in contacts:
        people.announce_link(world, "contacts", key, lead, actor, visible_at)
    if lead["company_id"]:
        people.announce_link(world, "companies", lead["company_id"], lead, actor)
    return lead


def change(world, key, values, actor):
    """Change a deal; only real differences make events and hooks. Return the deal."""
    old = world.store.get("leads", key)
    values = dict(values)
    fields = values.pop("custom_fields", {})
    new = {**old, **values, "custom_fields": {**old["custom_fields"], **fields}}
    new["custom_fields"] = {
        name: value for name, value in new["custom_fields"].items() if value is not None
    }
    _follow_status(world, old, new, values)
    if new == old and not world.settings.noop_touches:
        return old
    new["updated_at"], new["updated_by"] = world.now(), values.get("updated_by", actor)
    world.save("leads", new)
    events.record_changes(world, "leads", old, new, actor)
    _collect_hooks(world, old, new)
    return new


def _follow_status(world, old, new, values):
    if new["status_id"] not in CLOSED:
        new["closed_at"] = None
    elif old["status_id"] != new["status_id"]:
        new["closed_at"] = values.get("closed_at") or world.now()
    if new["status_id"] != LOST:
        new["loss_reason_id"] = None


def _collect_hooks(world, old, new):
    item = body.lead(world, new, old)
    world.outbox.collect("leads", "update", "update_lead", item)
    if (old["status_id"], old["pipeline_id"]) != (new["status_id"], new["pipeline_id"]):
        world.outbox.collect("leads", "status", "status_lead", item)
    if old["responsible_user_id"] != new["responsible_user_id"]:
        world.outbox.collect("leads", "responsible", "responsible_lead", item)


def delete(world, key, actor):
    """Put a deal into the bin: only people can, the API cannot."""
    lead = _mark(world, key, True, actor)
    events.record(world, "lead_deleted", "leads", lead, actor)
    world.outbox.collect("leads", "delete", "delete_lead", body.lead_stub(lead))
    return lead


def restore(world, key, actor):
    """Take a deal out of the bin."""
    lead = _mark(world, key, False, actor)
    events.record(world, "lead_restored", "leads", lead, actor)
    world.outbox.collect("leads", "restore", "restore_lead", body.lead(world, lead))
    return lead


def _mark(world, key, is_deleted, actor):
    lead = world.store.get("leads", key)
    lead.update(is_deleted=is_deleted, updated_at=world.now(), updated_by=actor)
    world.save("leads", lead)
    return lead


def purge(world, key):
    """Empty the bin: not even ``with=only_deleted`` shows the deal again."""
    world.store.remove("leads", key)


def merge(world, key, into, actor):
    """Join deal ``key`` into ``into``: empty values are filled up, ``key`` is gone for good."""
    lost, kept = world.store.get("leads", key), world.store.get("leads", into)
    known = {link["id"] for link in kept["contacts"]}
    values = {
        "custom_fields": {**lost["custom_fields"], **kept["custom_fields"]},
        "tags": list(dict.fromkeys(kept["tags"] + lost["tags"])),
        "contacts": kept["contacts"]
        + [{**link, "is_main": False} for link in lost["contacts"] if link["id"] not in known],
        "company_id": kept["company_id"] or lost["company_id"],
        "price": kept["price"] or lost["price"],
    }
    people.move_attached(world, "leads", key, into)
    purge(world, key)
    events.record(world, "entity_merged", "leads", kept, actor)
    silent = world.settings.hook_merge == "none"
    if not silent:
        world.outbox.collect("leads", "delete", "delete_lead", body.lead_stub(lost))
    merged = change(world, into, values, actor)
    if silent:
        world.outbox.forget_collected()
    return merged
