"""The account's state and the few things every part of the fake needs from it."""

import time
from contextlib import contextmanager
from datetime import timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..common.store import Store
from .settings import Settings
from .webhooks.outbox import Outbox

WON, LOST = 142, 143
UNSORTED_TYPE = 1


class World:
    """Store, settings and outgoing webhooks."""

    def __init__(self, path=None):
        self.store = Store(path)
        self.settings = Settings()
        self.initial_settings = {}
        saved = self.store.get("settings", 1)
        if saved:
            self.settings.update(saved["values"])
        self.outbox = Outbox(self)
        self._before = {}

    @contextmanager
    def write(self):
        """One transaction: the change, its events and its webhooks together."""
        with self.store.lock:
            try:
                with self.store.transaction():
                    yield
                    self.outbox.queue_collected()
            finally:
                self.outbox.forget_collected()
        self.outbox.wake()

    def configure(self, values):
        """Change settings and keep them."""
        self.settings.update(values)
        self.store.put("settings", {"id": 1, "values": self.settings.as_dict()})
        self.outbox.wake()

    @staticmethod
    def now():
        """Seconds since the epoch, as the API shows them."""
        return int(time.time())

    @property
    def account(self):
        """The account document."""
        return self.store.get("account", 1)

    @property
    def zone(self):
        """The account's time zone."""
        try:
            return ZoneInfo(self.account["timezone"])
        except (
            ZoneInfoNotFoundError
        ):  # a machine without tzdata: Moscow has had one offset since 2014
            return timezone(timedelta(hours=3))

    # Entities

    def save(self, kind, doc):
        """Store an entity and remember what a stale read would still show."""
        key = (kind, doc["id"])
        self._before[key] = (time.time(), self.store.get(kind, doc["id"]))
        self.store.put(kind, {**doc, "touched": time.time()})

    def read(self, kind, key):
        """The entity as a read by id sees it: possibly the state of a moment ago."""
        changed, before = self._before.get((kind, key), (0, None))
        if self.settings.reread_lag and time.time() - changed < self.settings.reread_lag:
            return before
        return self.store.get(kind, key)

    def indexed(self, doc):
        """Whether filters by field and search already see the entity."""
        lag = self.settings.search_lag
        return not lag or time.time() - doc.get("touched", 0) >= lag

    def user(self, key):
        """The user with this id, or None."""
        return self.store.get("users", key)

    def pipeline(self, key):
        """The pipeline with this id, or None."""
        return self.store.get("pipelines", key)

    def status(self, pipeline_id, status_id):
        """The status of a pipeline, or None: ids 142 and 143 exist in each."""
        pipeline = self.pipeline(pipeline_id)
        statuses = pipeline["statuses"] if pipeline else []
        return next((status for status in statuses if status["id"] == status_id), None)

    def fields(self, entity):
        """Custom field definitions of leads, contacts or companies, in their order."""
        found = [field for field in self.store.all("fields") if field["entity_type"] == entity]
        return sorted(found, key=lambda field: (field["sort"], field["id"]))

    def field(self, entity, key):
        """A definition by id or code, or None."""
        return next(
            (field for field in self.fields(entity) if key in (field["id"], field["code"])), None
        )

    # Links

    def lead_contacts(self, lead):
        """Links of a deal to contacts that are already visible."""
        now = time.time()
        return [link for link in lead["contacts"] if link.get("visible_at", 0) <= now]

    def leads_of(self, kind, key):
        """Ids of live deals of a contact or company."""
        found = []
        for lead in self.store.all("leads"):
            linked = (
                any(link["id"] == key for link in self.lead_contacts(lead))
                if kind == "contacts"
                else lead["company_id"] == key
            )
            if linked and not lead["is_deleted"]:
                found.append(lead["id"])
        return found
