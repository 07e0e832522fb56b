"""What tests use: start the fake, act as its users, inject faults, ask its journal.

>>> with FakeAmo.start() as amo:
...     deal = amo.create_deal(name="Запонки «Якорь»", fields={"JEWEL_TYPE": "Запонки"})
...     amo.move(deal["id"], "В производстве")
"""

import time

from ..common.driver import Process
from .driver_work import Work


class FakeAmo(Work, Process):
    """A running fake amoCRM."""

    PROGRAM = "tests.fakes.amocrm"
    CONTROL = "/_fake"

    def __init__(self, base_url, process=None, arguments=()):
        super().__init__(base_url, process, arguments)
        self.identity = self._call("GET", "identity")
        self.token = self.identity["token"]

    # Process

    @classmethod
    def start(cls, data=None, port=0, fast=True, token=None, **settings):
        """Start in a subprocess; ``data`` is the sqlite file; other keywords are settings."""
        arguments = ["--fast"] if fast else []
        arguments += ["--data", str(data)] if data else []
        arguments += ["--token", token] if token else []
        for name, value in settings.items():
            arguments += ["--set", f"{name}={value}"]
        process, base_url = cls._launch(arguments, port)
        return cls(base_url, process, arguments)

    # API, as an integration

    def api(self, method, path, json=None, token=None, **options):
        """A raw API call with the long-lived token; returns the ``requests`` response."""
        headers = {"Authorization": f"Bearer {token or self.token}", **options.pop("headers", {})}
        options.setdefault("timeout", 30)
        return self._http.request(
            method, self.base_url + path, json=json, headers=headers, **options
        )

    # Webhooks

    def add_webhook(self, destination, settings=None):
        """Subscribe an address, to everything by default."""
        return self._call("POST", "webhooks", {"destination": destination, "settings": settings})

    def webhooks(self):
        """The subscriptions."""
        return self._call("GET", "webhooks")

    def hooks(self, state=None, deal=None):
        """Deliveries: pending, delivered, failed, lost, cancelled."""
        query = {"state": state, "deal": deal}
        return self._call("GET", "hooks", **{key: value for key, value in query.items() if value})

    def hold_hooks(self):
        """Collect hooks, send nothing."""
        self.configure(hook_hold=True)

    def release_hooks(self):
        """Send what was held."""
        self.configure(hook_hold=False)

    def flush_hooks(self, timeout=10):
        """Make all pending hooks due and wait until none is pending."""
        deadline = time.time() + timeout
        while self.hooks("pending"):
            if time.time() > deadline:
                raise TimeoutError("webhooks are still pending")
            self._call("POST", "hooks/flush")
            time.sleep(0.05)

    def resend_hook(self, key):
        """Deliver an old hook once more."""
        return self._call("POST", f"hooks/{key}/resend")

    def clear_hooks(self):
        """Forget all deliveries, pending ones are lost."""
        self._call("DELETE", "hooks")

    # Faults, limits, journal

    def configure(self, **settings):
        """Change settings, see settings.py."""
        return self._call("POST", "settings", settings)

    def restore_settings(self):
        """Back to the settings the server was started with."""
        return self._call("DELETE", "settings")

    def fault(self, kind, **values):
        """The next matching requests fail; times, method, path, after, skip, seconds: faults.py."""
        return self._call("POST", "faults", {"kind": str(kind), **values})

    def faults(self):
        """Faults that still wait."""
        return self._call("GET", "faults")

    def clear_faults(self):
        """Forget all faults."""
        self._call("DELETE", "faults")

    def unblock(self):
        """Lift the 403 block and start the limiter anew."""
        self._call("POST", "limiter/unblock")

    def journal(self, **query):
        """API requests; after=id, method, path=regular expression, status."""
        return self._call("GET", "journal", **query)

    def clear_journal(self):
        """Empty the journal."""
        self._call("DELETE", "journal")

    def events(self):
        """All events, oldest first."""
        return self._call("GET", "events")

    def reset(self):
        """Back to the empty account; settings and tokens stay, ids go on."""
        self._call("POST", "reset")

    def move_account(self, subdomain):
        """The account gets another address; the old one answers as ``moved_answer`` says."""
        self.identity = self._call("POST", "account/move", {"subdomain": subdomain})

    # Tokens

    def set_identity(self, **values):
        """redirect_uri, token."""
        self.identity = self._call("POST", "identity", values)
        self.token = self.identity["token"]

    def issue_code(self):
        """An authorisation code."""
        return self._call("POST", "oauth/code")["code"]

    def revoke_tokens(self, *kinds):
        """Kill access and refresh tokens, or the named kinds (long too)."""
        self._call("POST", "oauth/revoke", {"kinds": kinds} if kinds else {})

    def uninstall(self, hook_url=""):
        """Remove the integration; all tokens die."""
        return self._call("POST", "oauth/uninstall", {"hook_url": hook_url})
