"""Notifications from the change that causes them to the shop that has got them."""

import json
import random
import threading

import requests

from .distortions import distort

MINUTE = 60
PAUSES = (1, 2, 5, 15, 30, 60)  # minutes; the last one repeats
IDLE = 0.2
MOST_THREADS = 16


class Outbox:
    """Keeps notifications as ``deliveries`` documents.

    States: pending, sending, delivered, expired (24 h without a 200), lost.
    """

    def __init__(self, world):
        self._world = world
        self._random = random.Random(7)  # the same losses and shuffles in every run
        self.changed = threading.Condition()

    def wake(self):
        """Tell the senders that there may be something to do."""
        with self.changed:
            self.changed.notify_all()

    def announce(self, event, kind, doc):
        """Queue ``event`` about a document of ``payments`` or ``refunds``; in a transaction."""
        shop = self._world.store.get("shops", doc["shop_id"])
        if not shop["notification_url"] or event not in shop["events"]:
            return
        for _copy in range(1 + self._world.settings.notify_duplicate):
            self.queue(event, kind, doc["id"], shop["notification_url"])

    def queue(self, event, kind, key, url, body=None):
        """One delivery; ``body`` of a forged one is sent as it is."""
        settings, now = self._world.settings, self._world.now()
        lost = body is None and self._is_lost()
        due = now + settings.notify_delay + self._random.uniform(0, settings.notify_shuffle)
        return self._world.store.put(
            "deliveries",
            {
                "id": self._world.store.next_id("deliveries"),
                "url": url,
                "event": event,
                "kind": kind,
                "object_id": key,
                "body": body,
                "state": "lost" if lost else "pending",
                "created_at": now,
                "due": due,
                "attempts": [],
            },
        )

    def _is_lost(self):
        settings = self._world.settings
        if settings.notify_drop_next > 0:
            self._world.configure({"notify_drop_next": settings.notify_drop_next - 1})
            return True
        return self._random.random() < settings.notify_loss

    def expire(self):
        """Give up what was not taken for a day; in a transaction."""
        limit = self._world.now() - self._world.settings.notify_life
        for item in self._world.store.all("deliveries"):
            if item["state"] == "pending" and item["created_at"] <= limit:
                self._world.store.put("deliveries", {**item, "state": "expired"})


class Sender:
    """Threads that deliver what is due, each delivery by one of them at a time."""

    def __init__(self, world, render):
        """``render(kind, id)``: the object as the API shows it now."""
        self._world = world
        self._render = render
        with world.write():  # cut off by a kill
            for item in world.store.all("deliveries"):
                if item["state"] == "sending":
                    world.store.put("deliveries", {**item, "state": "pending"})

    def start(self):
        """Run in daemon threads."""
        for number in range(MOST_THREADS):
            threading.Thread(
                target=self._run, args=(number,), name=f"notifications-{number}", daemon=True
            ).start()

    def _run(self, number):
        outbox = self._world.outbox
        while True:
            item = self._claim() if number < self._world.settings.notify_threads else None
            if item:
                self._deliver(item)
                continue
            with outbox.changed:
                outbox.changed.wait(IDLE if number == 0 else 1)

    def _claim(self):
        """The next delivery that is due, now ours; None when there is none."""
        store, settings = self._world.store, self._world.settings
        if settings.notify_hold:
            return None
        with store.transaction():
            due = [
                item
                for item in store.all("deliveries")
                if item["state"] == "pending" and item["due"] <= self._world.now()
            ]
            item = min(due, key=lambda item: (item["due"], item["id"]), default=None)
            return item and store.put("deliveries", {**item, "state": "sending"})

    def _deliver(self, item):
        body = self._body(item)
        status, error = self._post(item["url"], body)
        attempt = {"at": self._world.now(), "status": status, "error": error, "body": body}
        with self._world.write():
            current = self._world.store.get("deliveries", item["id"])
            if current and current["state"] == "sending":
                self._record(current, attempt)

    def _body(self, item):
        if item["body"] is not None:
            return item["body"]
        found = {
            "type": "notification",
            "event": item["event"],
            "object": self._render(item["kind"], item["object_id"]),
        }
        if lie := self._world.settings.notify_distort:
            found["object"] = distort(lie, found["object"])
        return found

    def _post(self, url, body):
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        try:
            with requests.Session() as http:
                http.trust_env = False
                response = http.post(
                    url,
                    data=text.encode(),
                    headers={"Content-Type": "application/json", "User-Agent": "AHC/2.1"},
                    timeout=self._world.settings.notify_timeout,
                    allow_redirects=False,
                )
        except requests.RequestException as error:
            return 0, type(error).__name__
        return response.status_code, ""

    def _record(self, item, attempt):
        item["attempts"].append(attempt)
        item["state"] = "delivered" if attempt["status"] == 200 else "pending"
        pause = PAUSES[min(len(item["attempts"]), len(PAUSES)) - 1] * MINUTE
        item["due"] = self._world.now() + pause * self._world.settings.notify_retry_scale
        self._world.store.put("deliveries", item)
