"""Webhooks from the change that causes them to the queue of deliveries."""

import random
import threading
import time
import uuid

from . import body


class Outbox:
    """Collects hooks during a transaction and keeps them as ``deliveries`` documents."""

    def __init__(self, world):
        self._world = world
        self._collected = []
        self._random = random.Random(7)  # the same losses and shuffles in every run
        self.changed = threading.Event()

    def collect(self, root, action, setting, item, visible_at=0.0):
        """Note that ``item`` (hook form) of ``leads``, ``contacts`` or ``task`` had ``action``."""
        self._collected.append((root, action, setting, item, visible_at))

    def forget_collected(self):
        """Drop what a failed or finished transaction collected."""
        self._collected.clear()

    def wake(self):
        """Tell the sender that there may be something to do."""
        self.changed.set()

    def queue_collected(self):
        """Turn the collected hooks into deliveries, one per webhook that asked for them."""
        for webhook in self._world.store.all("webhooks"):
            if webhook["disabled"]:
                continue
            wanted = [hook for hook in self._collected if hook[2] in webhook["settings"]]
            for group in self._grouped(wanted):
                self._queue(webhook, group)

    def _grouped(self, hooks):
        if self._world.settings.hook_batching == "merged":
            return [hooks] if hooks else []
        return [[hook] for hook in hooks]

    def _queue(self, webhook, hooks):
        settings = self._world.settings
        for _copy in range(1 + settings.hook_duplicate):
            due = max(time.time(), *(hook[4] for hook in hooks)) + settings.hook_delay
            due += self._random.uniform(0, settings.hook_shuffle)
            root, action, _setting, item, _visible_at = hooks[0]
            self._world.store.put(
                "deliveries",
                {
                    "id": self._world.store.next_id("deliveries"),
                    "webhook_id": webhook["id"],
                    "destination": webhook["destination"],
                    "request_id": str(uuid.uuid4()),
                    "root": root,
                    "action": action,
                    "entity_id": item.get("id") or item["note"]["element_id"],
                    "entity_type": item.get("type", ""),
                    "body": body.encode(self._world, hooks),
                    "state": "lost" if self._is_lost() else "pending",
                    "due": due,
                    "created_at": time.time(),
                    "attempts": [],
                },
            )

    def _is_lost(self):
        settings = self._world.settings
        if settings.hook_drop_next > 0:
            self._world.configure({"hook_drop_next": settings.hook_drop_next - 1})
            return True
        return self._random.random() < settings.hook_loss
