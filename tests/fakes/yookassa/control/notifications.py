"""The queue of notifications; forged ones."""


def show(call):
    """GET; filters ``state``, ``event``, ``object`` (id)."""
    wanted = call.request.args
    names = {"state": "state", "event": "event", "object": "object_id"}
    return [
        item
        for item in call.world.store.all("deliveries")
        if all(item[field] == wanted[name] for name, field in names.items() if name in wanted)
    ]


def clear(call):
    """DELETE all, pending ones are lost."""
    with call.world.write():
        call.world.store.clear(["deliveries"])
    return {}


def flush(call):
    """POST: all pending ones are due now, repeats too."""
    with call.world.write():
        for item in call.world.store.all("deliveries"):
            if item["state"] == "pending":
                call.world.store.put("deliveries", {**item, "due": call.world.now()})
    return {}


def resend(call):
    """POST: an old one arrives once more, with the object as it is now."""
    old = call.doc("deliveries")
    with call.world.write():
        return call.world.outbox.queue(
            old["event"], old["kind"], old["object_id"], old["url"], old["body"]
        )


def forge(call):
    """POST ``{"shop" or "url", "body"}``: somebody else sends this body, text or JSON."""
    url = call.data.get("url") or _shop_url(call)
    body = call.data["body"]
    event = body.get("event", "") if isinstance(body, dict) else ""
    with call.world.write():
        return call.world.outbox.queue(event, "forged", "", url, body)


def announce(call):
    """POST ``{"kind", "id", "event"}``: a true notification at an odd time or with an odd event."""
    kind = call.data["kind"]
    doc = call.world.store.get(kind, call.data["id"]) if kind in {"payments", "refunds"} else None
    if not doc:
        raise KeyError(f"{kind} {call.data['id']}")
    url = call.world.store.get("shops", doc["shop_id"])["notification_url"]
    with call.world.write():
        return call.world.outbox.queue(call.data["event"], kind, doc["id"], url)


def _shop_url(call):
    shop = call.world.store.get("shops", str(call.data["shop"]))
    if not shop or not shop["notification_url"]:
        raise ValueError(f"shop {call.data['shop']} has no address for notifications")
    return shop["notification_url"]


ROUTES = [
    ("GET", "/_control/notifications", show),
    ("DELETE", "/_control/notifications", clear),
    ("POST", "/_control/notifications/flush", flush),
    ("POST", "/_control/notifications/forge", forge),
    ("POST", "/_control/notifications/announce", announce),
    ("POST", "/_control/notifications/<int:key>/resend", resend),
]
