"""``/api/v4/{entity}/notes``; notes cannot be deleted."""

from ..filters import in_range, one_of, ordered
from ..paging import entity_page
from ..replies import empty, json_reply
from ..validation import is_of_type, run_batch
from ..webhooks import body
from . import events
from .common import live

KINDS = ("leads", "contacts", "companies")
SINGULAR = {"leads": "lead", "contacts": "contact", "companies": "company"}
REQUIRED = {
    "common": ("text",),
    "service_message": ("service", "text"),
    "extended_service_message": ("service", "text"),
    "attachment": ("file_uuid", "version_uuid", "file_name"),
    "call_in": ("uniq", "duration", "source", "phone"),
    "call_out": ("uniq", "duration", "source", "phone"),
    "sms_in": ("text", "phone"),
    "sms_out": ("text", "phone"),
    "geolocation": ("text", "address", "longitude", "latitude"),
    "message_cashier": ("status", "text", "shop"),
}
EVENTS = {
    "common": "common_note_added",
    "attachment": "attachment_note_added",
    "geolocation": "geo_note_added",
    "call_in": "incoming_call",
    "call_out": "outgoing_call",
    "sms_in": "incoming_sms",
    "sms_out": "outgoing_sms",
}
NUMBERS = ("duration", "call_status")  # parameters that are no text
EDITABLE = {"common"}
BASE = f"/api/v4/<any({', '.join(KINDS)}):kind>"


def create(world, kind, entity_id, note_type, params, actor):
    """Add a note to a deal, contact or company."""
    now = world.now()
    note = {
        "id": world.store.next_id("notes", 81000001),
        "entity_id": entity_id,
        "entity_type": kind,
        "created_by": actor,
        "updated_by": actor,
        "created_at": now,
        "updated_at": now,
        "note_type": note_type,
        "params": params,
    }
    world.store.put("notes", note)
    event = EVENTS.get(note_type, "service_note_added")
    owner = world.store.get(kind, entity_id)
    events.record(world, event, kind, owner, actor, after=[{"note": {"id": note["id"]}}])
    world.outbox.collect(
        kind if kind == "leads" else "contacts",
        "note",
        f"note_{SINGULAR[kind]}",
        body.note(world, kind, note),
    )
    return note


def change(world, note, params, actor):
    """Change parameters of a note. No hook tells of it (unconfirmed)."""
    changed = {"params": {**note["params"], **params}, "updated_at": world.now()}
    return world.store.put("notes", {**note, **changed, "updated_by": actor})


def list_notes(call):
    """GET the notes of an entity type or of one entity."""
    spec = call.filter
    rows = [
        note for note in call.world.store.all("notes") if note["entity_type"] == call.args["kind"]
    ]
    if "entity_id" in call.args:
        rows = [note for note in rows if note["entity_id"] == call.args["entity_id"]]
    for name in ("id", "entity_id", "note_type"):
        rows = one_of(rows, spec.get(name), lambda row, name=name: row[name])
    rows = in_range(call, rows, spec.get("updated_at"), lambda row: row["updated_at"])
    rows = ordered(call, rows, {"id", "updated_at"}, "id")
    return entity_page(call, rows, "notes", _json)


def get_note(call):
    """GET one note."""
    note = call.world.store.get("notes", call.args["key"])
    return (
        json_reply(_json(call, note))
        if note and note["entity_type"] == call.args["kind"]
        else empty()
    )


def add_notes(call):
    """POST an array; with ``entity_id`` in the path or in each item."""
    kind = call.args["kind"]

    def check(item, errors):
        entity_id = call.args.get("entity_id", item.get("entity_id"))
        if not live(call.world, kind, entity_id):
            errors.choice("entity_id")
        _check_params(item, errors)
        if item.get("created_by") and not call.world.user(item["created_by"]):
            errors.choice("created_by")
        return entity_id

    def apply(item, entity_id):
        actor = item.get("created_by", call.actor)
        note = create(call.world, kind, entity_id, item["note_type"], item["params"], actor)
        return {"id": note["id"], "entity_id": entity_id, "_links": _link(call, note)}

    results = run_batch(call, call.items(), check, apply)
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {"notes": results}}
    )


def _check_params(item, errors):
    if item.get("note_type") not in REQUIRED:
        errors.choice("note_type")
        return
    params = item.get("params")
    if not isinstance(params, dict):
        errors.wrong_type("params", "object")
        return
    for key in REQUIRED[item["note_type"]]:
        if params.get(key) in (None, ""):
            errors.missing(f"params.{key}")
    _check_texts(params, errors)


def _check_texts(params, errors):
    for key, value in params.items():
        if key in NUMBERS and not is_of_type(value, "int"):
            errors.wrong_type(f"params.{key}", "int")
        elif key == "text" and not is_of_type(value, "string"):
            errors.wrong_type("params.text", "string")


def change_notes(call):
    """PATCH one note or an array; only texts of common notes can be edited."""
    single = "key" in call.args
    items = [{**call.item(), "id": call.args["key"]}] if single else call.items()

    def check(item, errors):
        note = call.world.store.get("notes", item.get("id"))
        if not note or note["entity_type"] != call.args["kind"]:
            errors.choice("id")
        elif note["note_type"] not in EDITABLE:
            errors.choice("note_type")
        elif errors.check_types(item, {"params": "object"}):
            _check_texts(item.get("params", {}), errors)
        return note

    def apply(item, note):
        note = change(call.world, note, item.get("params", {}), call.actor)
        return {
            "id": note["id"],
            "entity_id": note["entity_id"],
            "updated_at": note["updated_at"],
            "_links": _link(call, note),
        }

    results = run_batch(call, items, check, apply)
    if single:
        return json_reply({key: value for key, value in results[0].items() if key != "request_id"})
    return json_reply(
        {"_links": {"self": {"href": call.request.url}}, "_embedded": {"notes": results}}
    )


def _json(call, note):
    owner = call.world.store.get(note["entity_type"], note["entity_id"])
    return {
        **{key: value for key, value in note.items() if key != "entity_type"},
        "responsible_user_id": owner["responsible_user_id"] if owner else 0,
        "group_id": 0,
        "account_id": call.world.account["account_id"],
        "_links": _link(call, note),
    }


def _link(call, note):
    path = f"{note['entity_type']}/{note['entity_id']}/notes/{note['id']}"
    return {"self": {"href": f"{call.base_url}/api/v4/{path}"}}


ROUTES = [
    ("GET", f"{BASE}/notes", list_notes),
    ("POST", f"{BASE}/notes", add_notes),
    ("PATCH", f"{BASE}/notes", change_notes),
    ("GET", f"{BASE}/notes/<int:key>", get_note),
    ("PATCH", f"{BASE}/notes/<int:key>", change_notes),
    ("GET", f"{BASE}/<int:entity_id>/notes", list_notes),
    ("POST", f"{BASE}/<int:entity_id>/notes", add_notes),
    ("GET", f"{BASE}/<int:entity_id>/notes/<int:key>", get_note),
    ("PATCH", f"{BASE}/<int:entity_id>/notes/<int:key>", change_notes),
]
