"""What tests use: start the fake, pay as a client, inject faults, ask its journal.

>>> with FakeYookassa.start() as kassa:
...     payment = kassa.create_payment("60000.00")
...     kassa.pay(payment["id"])
"""

import time
import uuid

from ..common.driver import Process
from . import shops


class FakeYookassa(Process):
    """A running fake YooKassa; calls go as :attr:`shop` unless they name another one."""

    PROGRAM = "tests.fakes.yookassa"
    CONTROL = "/_control"

    def __init__(self, base_url, process=None, arguments=()):
        super().__init__(base_url, process, arguments)
        self.shop = shops.DEMO
        self.secrets = {shop["id"]: shop["secret"] for shop in self.shops()}

    @classmethod
    def start(cls, data=None, port=0, notification_url="", **settings):
        """Start in a subprocess; ``data`` is the sqlite file; other keywords are settings."""
        arguments = ["--data", str(data)] if data else []
        arguments += ["--notification-url", notification_url] if notification_url else []
        for name, value in settings.items():
            arguments += ["--set", f"{name}={value}"]
        process, base_url = cls._launch(arguments, port)
        return cls(base_url, process, arguments)

    # API, as a shop's software

    @property
    def api_url(self):
        """What a shop's software has to be given as the address of the API."""
        return f"{self.base_url}/v3"

    def api(self, method, path, json=None, key=None, shop=None, **options):
        """A raw API call with the shop's key; returns the ``requests`` response.

        POST gets a fresh idempotence key when ``key`` is None.
        """
        shop = shop or self.shop
        headers = {} if method == "GET" else {"Idempotence-Key": key or str(uuid.uuid4())}
        options.setdefault("timeout", 30)
        options.setdefault("auth", (shop, self.secrets[shop]))
        headers |= options.pop("headers", {})
        return self._http.request(
            method, self.api_url + path, json=json, headers=headers, **options
        )

    def create_payment(self, value="100.00", shop=None, key=None, **values):
        """A payment of one stage by redirect, as the API shows it; ValueError when refused."""
        body = {
            "amount": {"value": value, "currency": "RUB"},
            "capture": True,
            "confirmation": {"type": "redirect", "return_url": "https://shop.example/return"},
            **values,
        }
        return self._good(self.api("POST", "/payments", body, key, shop))

    def payment(self, key, shop=None):
        """A payment as the API shows it."""
        return self._good(self.api("GET", f"/payments/{key}", shop=shop))

    @staticmethod
    def _good(answer):
        if answer.status_code != 200:
            raise ValueError(f"{answer.status_code}: {answer.text}")
        return answer.json()

    # The payer, the merchant by hand, time

    def pay(self, key, method=None, card=None):
        """The payer confirms; ``card``: a number of cards.py, a good one by default."""
        values = {"method": method, "card": card}
        return self._call("POST", f"payments/{key}/pay", _given(values))

    def decline(self, key, reason="general_decline"):
        """The payer's bank refuses."""
        return self._call("POST", f"payments/{key}/decline", {"reason": reason})

    def refund_by_hand(self, key, amount=None, description=None):
        """A refund made in the merchant profile; without an amount all that is left."""
        values = {"amount": amount, "description": description}
        return self._call("POST", f"payments/{key}/refund", _given(values))

    def capture_by_hand(self, key, amount=None):
        """A hold taken in the merchant profile."""
        return self._call("POST", f"payments/{key}/capture", _given({"amount": amount}))

    def cancel_by_hand(self, key):
        """A hold given back in the merchant profile."""
        return self._call("POST", f"payments/{key}/cancel")

    def finish_refund(self, key):
        """A pending refund gets its answer now."""
        return self._call("POST", f"refunds/{key}/finish")

    def finish_receipt(self, key):
        """A pending receipt gets its answer now."""
        return self._call("POST", f"receipts/{key}/finish")

    def payments(self):
        """The payments of all shops, oldest first."""
        return self._call("GET", "payments")

    def shops(self):
        """The shops with their keys."""
        return self._call("GET", "shops")

    def change_shop(self, key, **values):
        """secret, test, fiscalization, payment_methods, notification_url, events, …: shops.py."""
        shop = self._call("POST", f"shops/{key}", values)
        self.secrets[key] = shop["secret"]
        return shop

    def forward(self, seconds):
        """Put the fake's clock on; returns its time."""
        return self._call("POST", "clock", {"forward": seconds})["now"]

    # Notifications

    def notifications(self, state=None, event=None, key=None):
        """Deliveries: pending, sending, delivered, expired, lost; ``key``: id of the object."""
        query = {"state": state, "event": event, "object": key}
        return self._call("GET", "notifications", **_given(query))

    def hold_notifications(self):
        """Collect, send nothing."""
        self.configure(notify_hold=True)

    def release_notifications(self):
        """Send what was held."""
        self.configure(notify_hold=False)

    def flush_notifications(self, timeout=10):
        """Make all pending ones due, repeats too, and wait for their answers."""
        self._call("POST", "notifications/flush")
        self.settle_notifications(timeout)

    def settle_notifications(self, timeout=10):
        """Wait until none is due or under way; later repeats stay pending."""
        deadline = time.time() + timeout
        while self._under_way():
            if time.time() > deadline:
                raise TimeoutError("notifications are still under way")
            time.sleep(0.03)

    def _under_way(self):
        now = self._call("GET", "clock")["now"]
        return any(
            item["state"] == "sending" or (item["state"] == "pending" and item["due"] <= now)
            for item in self.notifications()
        )

    def resend_notification(self, key):
        """Deliver an old one once more."""
        return self._call("POST", f"notifications/{key}/resend")

    def announce(self, kind, key, event):
        """A true notification at an odd time: kind ``payments`` or ``refunds``."""
        values = {"kind": kind, "id": key, "event": event}
        return self._call("POST", "notifications/announce", values)

    def forge_notification(self, body, shop=None, url=None):
        """Somebody else sends ``body`` (JSON or any text) to the shop's address or to ``url``."""
        values = {"shop": shop or self.shop, "url": url, "body": body}
        return self._call("POST", "notifications/forge", _given(values))

    def clear_notifications(self):
        """Forget all deliveries, pending ones are lost."""
        self._call("DELETE", "notifications")

    # Faults, settings, journal

    def configure(self, **settings):
        """Change settings, see settings.py."""
        return self._call("POST", "settings", settings)

    def restore_settings(self):
        """Back to the settings the server was started with."""
        return self._call("DELETE", "settings")

    def fault(self, kind, **values):
        """The next matching requests fail or get lies; keywords: common/faults.py."""
        return self._call("POST", "faults", {"kind": str(kind), **values})

    def faults(self):
        """Faults that still wait."""
        return self._call("GET", "faults")

    def clear_faults(self):
        """Forget all faults."""
        self._call("DELETE", "faults")

    def journal(self, **query):
        """API requests; after=id, method, path=regular expression, status, shop, key."""
        return self._call("GET", "journal", **query)

    def clear_journal(self):
        """Empty the journal."""
        self._call("DELETE", "journal")

    def reset(self):
        """Payments, notifications, journal and faults go; shops, settings and clock stay."""
        self._call("POST", "reset")


def _given(values):
    return {key: value for key, value in values.items() if value is not None}
