"""The thread that delivers webhooks: 2 seconds, retries, switching off a dead address."""

import threading
import time
import uuid

import requests

MINUTE = 60
PAUSES_CLIENT = (5 * MINUTE, 15 * MINUTE)
PAUSES_SERVER = (5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 60 * MINUTE)
BAD_WINDOW = 2 * 60 * MINUTE
IDLE = 0.5


class Sender:
    """Sends the pending deliveries of a world, the earliest due first."""

    def __init__(self, world):
        self._world = world
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.headers.update(
            {"User-Agent": "amoCRM-Webhooks/3.0", "Accept-Encoding": "gzip", "Connection": "close"}
        )

    def start(self):
        """Run in a daemon thread."""
        threading.Thread(target=self._run, name="webhooks", daemon=True).start()

    def _run(self):
        while True:
            self._world.outbox.changed.clear()
            delivery = None if self._world.settings.hook_hold else self._next()
            pause = delivery["due"] - time.time() if delivery else IDLE
            if pause > 0:
                self._world.outbox.changed.wait(min(pause, IDLE))
            else:
                self.deliver(delivery)

    def _next(self):
        pending = [
            item for item in self._world.store.all("deliveries") if item["state"] == "pending"
        ]
        return min(pending, key=lambda item: (item["due"], item["id"]), default=None)

    def deliver(self, delivery):
        """One attempt; its outcome decides what becomes of the delivery."""
        started = time.time()
        status, error = self._post(delivery)
        attempt = {
            "at": started,
            "status": status,
            "error": error,
            "seconds": round(time.time() - started, 3),
        }
        with self._world.write():
            current = self._world.store.get("deliveries", delivery["id"])
            if current and current["state"] == "pending":
                self._record(current, attempt)

    def _post(self, delivery):
        try:
            response = self._http.post(
                delivery["destination"],
                data=delivery["body"].encode(),
                headers={
                    "Content-Type": "application/x-www-form-urlencoded",
                    "X-Amocrm-Requestid": delivery["request_id"],
                },
                timeout=self._world.settings.hook_timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return 0, type(error).__name__
        return response.status_code, ""

    def _record(self, delivery, attempt):
        delivery["attempts"].append(attempt)
        if 100 <= attempt["status"] < 300:
            delivery["state"] = "delivered"
            self._world.store.put("deliveries", delivery)
            return
        pause = self._pause(attempt["status"], len(delivery["attempts"]))
        if pause is None:
            delivery["state"] = "failed"
        else:
            delivery["due"] = time.time() + pause
        if not self._world.settings.hook_retry_same_id:
            delivery["request_id"] = str(uuid.uuid4())
        self._world.store.put("deliveries", delivery)
        self._count_bad(delivery["webhook_id"])

    def _pause(self, status, attempts):
        pauses = PAUSES_SERVER if status >= 499 else PAUSES_CLIENT
        if attempts > len(pauses):
            return None
        return pauses[attempts - 1] * self._world.settings.hook_retry_scale

    def _count_bad(self, webhook_id):
        webhook = self._world.store.get("webhooks", webhook_id)
        if not webhook:
            return
        now = time.time()
        webhook["bad"] = [at for at in webhook["bad"] if at > now - BAD_WINDOW] + [now]
        if len(webhook["bad"]) > self._world.settings.hook_disable_after:
            webhook["disabled"] = True
            cancel_pending(self._world, webhook_id)
        self._world.store.put("webhooks", webhook)


def cancel_pending(world, webhook_id):
    """A webhook that is switched off or deleted gets nothing more."""
    for delivery in world.store.all("deliveries"):
        if delivery["webhook_id"] == webhook_id and delivery["state"] == "pending":
            world.store.put("deliveries", {**delivery, "state": "cancelled"})
