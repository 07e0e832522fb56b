"""The state of all shops, the clock, and what happens by itself as time goes on."""

import time
import uuid
from contextlib import contextmanager
from datetime import datetime, timezone

from ..common.store import Store
from .notifications import Outbox
from .settings import Settings

KINDS = ("payments", "refunds", "receipts", "keys", "deliveries")


class World:
    """Store, settings, clock and outgoing notifications."""

    def __init__(self, path=None):
        self.store = Store(path)
        self.settings = Settings()
        self.initial_settings = {}
        saved = self.store.get("settings", 1)
        if saved:
            self.settings.update(saved["values"])
        clock = self.store.get("clock", 1)
        self._ahead = clock["ahead"] if clock else 0
        self.outbox = Outbox(self)

    @contextmanager
    def write(self):
        """One transaction: the change and its notifications together."""
        with self.store.transaction():
            yield
        self.outbox.wake()

    def configure(self, values):
        """Change settings and keep them."""
        self.settings.update(values)
        self.store.put("settings", {"id": 1, "values": self.settings.as_dict()})
        self.outbox.wake()

    def now(self):
        """Seconds since the epoch by the fake's clock."""
        return time.time() + self._ahead

    def forward(self, seconds):
        """Put the clock on."""
        if seconds < 0:
            raise ValueError("the clock goes forward only")
        with self.store.transaction():
            self._ahead += seconds
            self.store.put("clock", {"id": 1, "ahead": self._ahead})

    def clear(self):
        """Forget what the shops did; shops, settings and the clock stay."""
        self.store.clear(KINDS)

    def number(self):
        """Orders documents made within one moment."""
        return self.store.next_id("number")


def new_id(prefix=""):
    """An id as YooKassa's, ``rt-`` before those of receipts."""
    return prefix + str(uuid.uuid4())


def moment(seconds):
    """ISO 8601 in UTC with milliseconds."""
    text = datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
