import logging

from odoo import api, fields, models

from .. import transactions, webhook_body

_logger = logging.getLogger(__name__)
BATCH = 200


class AmocrmEvent(models.Model):
    """The inbox: bodies of webhooks as they came. They only say where to look."""

    _name = "amocrm.event"
    _description = "amoCRM Webhook"
    _order = "id desc"
    _rec_name = "request_number"

    account_id = fields.Many2one("amocrm.account", required=True, index=True, ondelete="cascade")
    create_date = fields.Datetime(index=True)
    request_number = fields.Char(help="X-Amocrm-Requestid of the call.")
    body = fields.Text()
    state = fields.Selection(
        [("new", "New"), ("done", "Read"), ("failed", "Not Understood")],
        default="new",
        required=True,
    )
    summary = fields.Char(help="Which records the hook named.")
    error = fields.Char()

    _new_idx = models.Index("(id) WHERE state = 'new'")

    @api.model
    def _cron_process(self):
        """Turn the waiting hooks into marks on bindings."""
        waiting = self.search_count([("state", "=", "new")])
        self.env["ir.cron"]._commit_progress(remaining=waiting)
        done = 0
        while count := self._process_batch():
            done += count
            self.env["amocrm.binding"]._wake()
            if not self.env["ir.cron"]._commit_progress(count):
                break
        if not done:  # another worker has them; the scheduler would complain of work left undone
            self.env["ir.cron"]._commit_progress(remaining=0)

    @api.model
    def _process_batch(self):
        """Read some hooks in the transaction that begins here; how many.

        A deal that another worker is just taking in is no conflict: he is waited for.
        """
        transactions.read_committed(self.env.cr)
        waiting = self.search([("state", "=", "new")], limit=BATCH, order="id")
        events = waiting.try_lock_for_update()
        for event in events:
            event._process()
        return len(events)

    def _process(self):
        """One hook: note what to read again. The same hook twice changes nothing."""
        self.ensure_one()
        try:
            tree = webhook_body.parse(self.body or "")
            sender = webhook_body.account_id(tree)
            if (
                sender
                and self.account_id.amo_account_id
                and sender != self.account_id.amo_account_id
            ):
                raise webhook_body.BadBody(f"account {sender}")
            changes = webhook_body.changes(tree)
        except webhook_body.TooManyChanges as error:
            self.account_id.action_poll()
            self.write({"state": "done", "summary": str(error)})
        except webhook_body.BadBody as error:
            _logger.info("amoCRM: hook %s was not understood: %s", self.id, error)
            self.write({"state": "failed", "error": str(error)})
        else:
            self._mark(changes)
            self.write({"state": "done", "summary": self._summarize(changes), "error": False})

    def _mark(self, changes):
        """Deals are taken in; people matter only when they are known already, notes and tasks when
        what they belong to is.
        """
        bindings, by_entity, children = self.env["amocrm.binding"], {}, {}
        for change in changes:
            kind = change.action if change.action in ("linked", "note") else change.entity
            by_entity.setdefault(kind, set()).add(change.external_id)
            if change.parent_id:
                family = children.setdefault(change.entity, {})
                family[change.external_id] = (change.parent_entity, change.parent_id, None)
        bindings._mark_stale(self.account_id, "leads", by_entity.get("leads", ()), create=True)
        bindings._mark_stale(self.account_id, "leads", by_entity.get("linked", ()), create=False)
        noted = {
            change.external_id
            for change in changes
            if (change.entity, change.action) == ("leads", "note")
        }
        bindings._mark_unknown(self.account_id, "leads", noted)
        for entity, family in children.items():
            bindings._take_children(self.account_id, entity, family)
        bindings._mark_stale(self.account_id, "tasks", by_entity.get("tasks", ()), create=False)
        companies = by_entity.get("companies", ())
        bindings._mark_stale(self.account_id, "companies", companies, create=False)
        contacts = by_entity.get("contacts", ())
        bindings._mark_stale(self.account_id, "contacts", contacts, create=False)
        bindings._mark_deals_of_contacts(self.account_id, contacts)

    @api.model
    def _summarize(self, changes):
        words = sorted(
            {f"{change.entity} {change.external_id} {change.action}" for change in changes}
        )
        return ", ".join(words)[:250]

    def action_process_again(self):
        self.write({"state": "new", "error": False})
        self._wake()

    @api.model
    def _wake(self):
        self.env.ref("amocrm_connector.cron_inbox").sudo()._trigger()

    @api.autovacuum
    def _gc_events(self):
        return self.env["amocrm.account"]._vacuum(self._name, [("state", "!=", "new")])
