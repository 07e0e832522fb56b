import logging
from datetime import timedelta

from odoo import fields, models

from .. import transactions

_logger = logging.getLogger(__name__)
LOOK_EVERY = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=5)
HOOK_STATES = [
    ("unknown", "Not Looked At Yet"),
    ("missing", "Not Subscribed"),
    ("disabled", "Switched Off by amoCRM"),
    ("incomplete", "Does Not Tell Everything"),
    ("ok", "Subscribed"),
]


class AmocrmAccount(models.Model):
    """Watching the webhook: amoCRM switches it off after failures and not on again."""

    _inherit = "amocrm.account"

    hook_state = fields.Selection(
        HOOK_STATES, string="Webhook", default="unknown", readonly=True, copy=False
    )
    hook_checked_at = fields.Datetime(string="Webhook Seen", readonly=True, copy=False)

    def _restore_hook(self, client):
        """Override: look once an hour; soon, when changes come that no hook has told of, or when
        the hook was found bad and is not renewed yet.
        """
        if not transactions.committed(self.env, self._is_hook_due):
            return
        prefix = transactions.committed(self.env, self._webhook_prefix)
        hooks = self._own_hooks(client, prefix)
        state = transactions.committed(self.env, self._note_hooks, hooks)
        if state != "ok" or len(hooks) > 1:  # one too many: who was to delete it was killed
            self._subscribe(client)
        if state != "ok":
            transactions.committed(self.env, self._bridge_gap, state)

    def _is_hook_due(self):
        now, checked = fields.Datetime.now(), self.hook_checked_at
        if not self.webhook_key_hash:
            return False
        if not checked or checked <= now - LOOK_EVERY:
            return True
        is_bad = self.hook_state not in ("unknown", "ok")  # renewing it has failed or was killed
        return checked <= now - LOOK_AGAIN and (is_bad or self._is_hook_silent(now, checked))

    def _is_hook_silent(self, now, checked):
        """No hook has come for an hour, though the poll has found changes since the last look."""
        last = self._last_hook_at()
        is_quiet = not last or last <= now - LOOK_EVERY
        return bool(is_quiet and self.polled_until and self.polled_until > checked)

    def _last_hook_at(self):
        event = self.env["amocrm.event"].search([("account_id", "=", self.id)], limit=1)
        return event.create_date

    def _note_hooks(self, hooks):
        state = self._hook_state_of(hooks)
        self._note_hook_state(state)
        return state

    def _note_hook_state(self, state):
        self.sudo().write({"hook_state": state, "hook_checked_at": fields.Datetime.now()})

    def _bridge_gap(self, state):
        """What happened since the last hook is looked for by time of change."""
        since = self._last_hook_at()
        if since and self.polled_until and since < self.polled_until:
            self.polled_until = since
        _logger.info("amoCRM: the hook of account %s was %s, subscribed again", self.id, state)
        labels = dict(self._fields["hook_state"]._description_selection(self.env))
        self.message_post(
            body=self.env._(
                "The webhook was found in state “%(state)s” and was subscribed again. Changes "
                "since the last hook are looked for.",
                state=labels[state],
            )
        )
        self.action_poll()
