"""``/api/v4/webhooks``: who is told about what."""

import re

from ..replies import Problem, empty, json_reply, validation_problem
from ..validation import Errors
from .sender import cancel_pending

SETTINGS = {
    *(
        f"{action}_{entity}"
        for entity in ("lead", "contact", "company")
        for action in ("add", "update", "delete", "restore", "responsible", "note")
    ),
    "status_lead",
    *(f"{action}_customer" for action in ("add", "update", "delete", "responsible", "note")),
    *(f"{action}_task" for action in ("add", "update", "delete", "responsible")),
    "add_talk",
    "update_talk",
    "add_message",
    "add_outgoing_message",
    "add_chat_template_review",
}
LIST_SETTING = re.compile(r"(add|update|delete)_catalog_\d+")  # unconfirmed
MAXIMUM = 100


def list_webhooks(call):
    """GET: all webhooks, or the one with ``filter[destination]``."""
    wanted = call.filter.get("destination")
    found = [
        hook for hook in call.world.store.all("webhooks") if wanted in (None, hook["destination"])
    ]
    if not found:
        return empty()
    return json_reply(
        {
            "_total_items": len(found),
            "_embedded": {"webhooks": [_json(call, hook) for hook in found]},
        }
    )


def add_webhook(call):
    """POST: subscribe; the same destination again replaces its settings and switches it on."""
    item = call.item()
    errors = Errors()
    if errors.check_types(item, {"destination": "string", "settings": "array"}):
        for key in ("destination", "settings"):
            if not item.get(key):
                errors.missing(key)
        if item.get("destination") and not item["destination"].startswith(("http://", "https://")):
            errors.add("InvalidFormat", "destination")
        for index, name in enumerate(item.get("settings") or []):
            if name not in SETTINGS and not LIST_SETTING.fullmatch(str(name)):
                errors.choice(f"settings.{index}")
    if errors.found:
        raise validation_problem({"0": errors.found})
    return json_reply(
        _json(call, subscribe(call.world, item["destination"], item["settings"])), 201
    )


def subscribe(world, destination, settings):
    """Add or renew a webhook."""
    same = [hook for hook in world.store.all("webhooks") if hook["destination"] == destination]
    if not same and len(world.store.all("webhooks")) >= MAXIMUM:
        raise Problem(422, "Webhooks limit exceeded")
    created = {"id": 0, "destination": destination, "created_at": world.now()}
    hook = same[0] if same else {**created, "id": world.store.next_id("webhooks", 8000001)}
    hook = {
        **hook,
        "settings": list(settings),
        "disabled": False,
        "bad": [],
        "updated_at": world.now(),
    }
    return world.store.put("webhooks", hook)


def delete_webhook(call):
    """DELETE with the exact destination in the body."""
    wanted = call.item().get("destination")
    for hook in call.world.store.all("webhooks"):
        if hook["destination"] == wanted:
            cancel_pending(call.world, hook["id"])
            call.world.store.remove("webhooks", hook["id"])
            return empty()
    raise Problem(404, "Webhook not found")


def _json(call, hook):
    account = call.world.account
    return {
        "id": hook["id"],
        "destination": hook["destination"],
        "created_at": hook["created_at"],
        "updated_at": hook["updated_at"],
        "account_id": account["account_id"],
        "created_by": account["current_user_id"],
        "sort": 1,
        "disabled": hook["disabled"],
        "settings": hook["settings"],
    }


ROUTES = [
    ("GET", "/api/v4/webhooks", list_webhooks),
    ("POST", "/api/v4/webhooks", add_webhook),
    ("DELETE", "/api/v4/webhooks", delete_webhook),
]
