"""Idempotence: a key of a shop leads to one operation for 24 hours."""

import hashlib
import json

from .replies import invalid

REMEMBERED = {200, 400, 404}


def digest(request, data):
    """What makes two requests the same: path and content, not spacing or order of keys."""
    text = json.dumps([request.method, request.path, data], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def find(world, shop, key, request, data):
    """The remembered answer or None; 400 when the key had another request."""
    old = world.store.get("keys", f"{shop['id']} {key}")
    if not old or old["at"] + world.settings.key_life <= world.now():
        return None
    if old["digest"] != digest(request, data):
        raise invalid("Idempotence key duplicated", "Idempotence-Key")
    return old


def remember(world, call, key, status, answer):
    """Keep the answer; in the transaction of the operation itself."""
    if status in REMEMBERED:
        world.store.put(
            "keys",
            {
                "id": f"{call.shop['id']} {key}",
                "at": world.now(),
                "digest": digest(call.request, call.data),
                "status": status,
                "answer": answer,
            },
        )
