from datetime import datetime, timedelta, timezone

from odoo import fields, models

from .. import transactions
from ..exceptions import AmocrmRejected

OVERLAP = timedelta(minutes=10)
# Bindings are given out in order of their numbers, but committed later: for this long the newest
# deals are looked at again.
YOUNG = timedelta(minutes=2)
# amoCRM may show the old state for a moment after an event; its clock may differ from ours.
SETTLED = 60
DEALS_AT_ONCE = 50
DEALS_A_LOOK = 500
EVENT_PAGE = 100
ENTITIES = {"lead": "leads", "contact": "contacts", "company": "companies", "task": "tasks"}
GONE_OR_BACK = [
    f"{entity}_{what}"
    for entity in ("lead", "contact", "company")
    for what in ("deleted", "restored")
]
NOTED = [
    "common_note_added",
    "attachment_note_added",
    "service_note_added",
    "incoming_call",
    "outgoing_call",
    "incoming_sms",
    "outgoing_sms",
]
EVENT_TYPES = [*GONE_OR_BACK, "entity_merged", *NOTED, "task_added", "task_completed"]


class AmocrmAccount(models.Model):
    """What the lists of deals and contacts do not show: deletions, merges, notes, tasks."""

    _inherit = "amocrm.account"

    events_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="Moment until which notes, tasks and deletions have been looked at.",
    )
    details_until = fields.Integer(
        readonly=True,
        copy=False,
        help="Number of the last deal whose notes and tasks have been read.",
    )

    def _poll_events(self, client):
        """Mark what has happened since the last look, by amoCRM's own clock."""
        since = (self.events_until or fields.Datetime.now()) - OVERLAP
        deals, last = self._deals_to_read()
        transactions.commit(self.env)
        found = self._fetch_news(client, int(since.replace(tzinfo=timezone.utc).timestamp()))
        found["details"] = [
            self._fetch_details(client, deals[start : start + DEALS_AT_ONCE])
            for start in range(0, len(deals), DEALS_AT_ONCE)
        ]
        transactions.committed(self.env, self._note_news, found, last)

    def _deals_to_read(self):
        """Numbers of deals that are new here, and how far that goes."""
        bindings = self.env["amocrm.binding"].search_fetch(
            [
                ("account_id", "=", self.id),
                ("entity", "=", "leads"),
                ("external_id", "!=", False),
                ("is_deleted", "=", False),
                ("id", ">", self.details_until),
            ],
            ["external_id", "create_date"],
            order="id",
            limit=DEALS_A_LOOK,
        )
        limit = fields.Datetime.now() - YOUNG
        old = [binding.id for binding in bindings if binding.create_date < limit]
        return bindings.mapped("external_id"), max(old, default=self.details_until)

    # === CALLS === #

    def _fetch_news(self, client, since):
        """What was changed since; no database here."""
        changed = {"filter[updated_at][from]": since}
        happened = {
            "filter[type]": ",".join(EVENT_TYPES),
            "filter[created_at][from]": since,
            "limit": EVENT_PAGE,
        }
        return {
            "events": self._listed(client, "/api/v4/events", happened, "events"),
            "tasks": self._listed(client, "/api/v4/tasks", changed, "tasks"),
            "companies": self._listed(client, "/api/v4/companies", changed, "companies"),
            "notes": {
                entity: self._listed(client, f"/api/v4/{entity}/notes", changed, "notes")
                for entity in ("leads", "contacts", "companies")
            },
        }

    def _fetch_details(self, client, numbers):
        """Notes and open tasks that deals have had before they came here."""
        numbers = {"filter[entity_id][]": list(numbers)}
        tasks = {**numbers, "filter[entity_type]": "leads", "filter[is_completed]": 0}
        return {
            "notes": {"leads": self._listed(client, "/api/v4/leads/notes", numbers, "notes")},
            "tasks": self._listed(client, "/api/v4/tasks", tasks, "tasks"),
        }

    def _listed(self, client, path, params, collection):
        """A list; what the token may not see, or the tariff does not have, is empty."""
        try:
            return list(client.pages(path, params, collection))
        except AmocrmRejected:
            return []

    # === MARKS === #

    def _note_news(self, found, last):
        transactions.read_committed(self.env.cr)
        bindings = self.env["amocrm.binding"]
        events = sorted(found["events"], key=lambda event: (event["created_at"], str(event["id"])))
        for news in [found, *found["details"]]:
            self._note_children(news["notes"], news["tasks"])
        versions = {str(row["id"]): row.get("updated_at") or 0 for row in found["companies"]}
        bindings._mark_versions(self, "companies", versions, create=False)
        self._note_events(events)
        moments = [row.get("updated_at") or 0 for row in found["tasks"] + found["companies"]]
        for notes in found["notes"].values():
            moments += [note.get("updated_at") or 0 for note in notes]
        self._move_cursor(max([*moments, *(event["created_at"] for event in events)], default=0))
        self.details_until = last
        bindings._wake()

    def _note_children(self, notes, tasks):
        bindings = self.env["amocrm.binding"]
        for entity, rows in notes.items():
            bindings._take_children(
                self,
                "notes",
                {
                    str(note["id"]): (entity, str(note.get("entity_id")), note.get("updated_at"))
                    for note in rows
                },
            )
        bindings._take_children(
            self,
            "tasks",
            {
                str(task["id"]): (
                    str(task.get("entity_type") or ""),
                    str(task.get("entity_id")),
                    task.get("updated_at"),
                )
                for task in tasks
            },
        )

    def _note_events(self, events):
        """Only where to look: what is so now is read from the entity itself."""
        bindings, touched, notes = self.env["amocrm.binding"], {}, {}
        for event in events:
            entity, number = ENTITIES.get(event.get("entity_type")), str(event.get("entity_id"))
            note = _note_number(event)
            if note and entity:
                notes[note] = (entity, number, None)
            elif entity:
                touched.setdefault(entity, {})[number] = event["created_at"]
        known = set(
            bindings.search(
                [
                    ("account_id", "=", self.id),
                    ("entity", "=", "notes"),
                    ("external_id", "in", list(notes)),
                ]
            ).mapped("external_id")
        )
        new = {number: note for number, note in notes.items() if number not in known}
        bindings._take_children(self, "notes", new)
        for entity, moments in touched.items():
            bindings._mark_stale(self, entity, self._unseen(entity, moments), create=False)
        contacts = self._unseen("contacts", touched.get("contacts", {}))
        bindings._mark_deals_of_contacts(self, contacts)

    def _unseen(self, entity, moments):
        """Those of ``{number: unix time}`` that were last read before that, or while it was young:
        the overlap shows each event many times.
        """
        known = self.env["amocrm.binding"].search(
            [
                ("account_id", "=", self.id),
                ("entity", "=", entity),
                ("external_id", "in", list(moments)),
            ]
        )
        limits = {number: moment + SETTLED for number, moment in moments.items()}
        return [
            binding.external_id
            for binding in known
            if not binding.read_at
            or binding.read_at.replace(tzinfo=timezone.utc).timestamp()
            < limits[binding.external_id]
        ]

    def _move_cursor(self, newest):
        if newest:
            seen = datetime.fromtimestamp(newest, timezone.utc).replace(tzinfo=None)
            self.events_until = max(self.events_until or seen, seen)
        elif not self.events_until:
            self.events_until = fields.Datetime.now()


def _note_number(event):
    """Number of the note that an event tells of; empty when it tells of something else."""
    for value in event.get("value_after") or []:
        note = value.get("note") if isinstance(value, dict) else None
        if isinstance(note, dict) and note.get("id"):
            return str(note["id"])
    return ""
