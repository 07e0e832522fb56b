import time
from datetime import datetime, timedelta, timezone

from odoo import api, fields, models

from .. import transactions
from ..exceptions import (
    AmocrmBlocked,
    AmocrmError,
    AmocrmUnauthorized,
    AmocrmUnavailable,
    AmocrmUnpaid,
)

OVERLAP = timedelta(minutes=10)
RETRY_AFTER = (2, 5)


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    @api.model
    def _cron_poll(self):
        """Find what the hooks have lost, account by account, since their first load was begun."""
        accounts = self.sudo().search([("state", "=", "connected"), ("polled_until", "!=", False)])
        self.env["ir.cron"]._commit_progress(remaining=len(accounts))
        for account in accounts:
            if account._is_working():
                account._poll_safely()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def action_poll(self):
        """Look now, in the background."""
        self.env.ref("amocrm_connector.cron_poll").sudo()._trigger()

    def action_reread_all(self):
        """Compare every deal again, e.g. after the maps were changed."""
        domain = [("account_id", "in", self.ids), ("entity", "=", "leads")]
        self.env["amocrm.binding"].search(domain)._mark("stale")
        return self._notice(self.env._("All deals will be compared with amoCRM again."))

    def _poll_safely(self):
        """Look; while amoCRM is unavailable try some times more, then leave it to the next run."""
        account = self._for_work()
        for pause in (*RETRY_AFTER, None):
            try:
                return account._poll()
            except AmocrmError as error:
                account.env.cr.rollback()
                transactions.committed(account.env, account._record_poll_failure, error)
                if pause is None or not account._may_retry(error):
                    return None
            time.sleep(pause)
        return None

    def _record_poll_failure(self, error):
        self._take_failure(error)
        self.poll_error = str(error)[:500]

    def _may_retry(self, error):
        may = isinstance(error, AmocrmUnavailable) and self._is_working()
        transactions.commit(self.env)
        return may

    def _poll(self):
        """Mark what has changed since the last look, by amoCRM's own clock."""
        since = (self.polled_until - OVERLAP).replace(tzinfo=timezone.utc)
        params = {
            "order[updated_at]": "asc",
            "filter[updated_at][from]": int(since.timestamp()),
            "filter[updated_at][to]": int(time.time()) + 86400,
        }
        client = self._client()
        transactions.commit(self.env)
        found = {
            entity: {
                str(row["id"]): row.get("updated_at") or 0
                for row in client.pages(f"/api/v4/{entity}", params, entity)
            }
            for entity in ("leads", "contacts")
        }
        transactions.committed(self.env, self._note_found, found)
        self._poll_events(client)
        if self.reference_wanted:
            reference = self._fetch_wanted_reference(client)
            transactions.committed(self.env, self._store_reference, reference)
        self._restore_hook(client)

    def _want_reference(self):
        """amoCRM has spoken of something that we have never read: read it with the next look."""
        if not self.reference_wanted:
            self.reference_wanted = True
            self.action_poll()

    def _fetch_wanted_reference(self, client):
        """The wish is taken off first: what comes up meanwhile wishes again."""
        self.reference_wanted = False
        transactions.commit(self.env)
        return self._fetch_reference(client)

    def _note_found(self, found):
        transactions.read_committed(self.env.cr)
        bindings = self.env["amocrm.binding"]
        bindings._mark_versions(self, "leads", found["leads"], create=True)
        bindings._mark_versions(self, "contacts", found["contacts"], create=False)
        newest = max(found["leads"].values(), default=0)
        if newest:
            seen = datetime.fromtimestamp(newest, timezone.utc).replace(tzinfo=None)
            self.polled_until = max(self.polled_until or seen, seen)
        self.write({"failures_in_row": 0, "poll_error": False})
        bindings._wake()

    # === FAILURES THAT CONCERN THE WHOLE ACCOUNT === #

    def _take_failure(self, error):
        """Whether the failure stops the account; the queues stay as they are."""
        self.ensure_one()
        if isinstance(error, AmocrmUnauthorized):
            self._need_reconnecting(self.env._("amoCRM does not accept the token any more."))
        elif isinstance(error, AmocrmBlocked):
            self._pause(
                30,
                self.env._(
                    "amoCRM has blocked our address (403). Ask its support to lift the block."
                ),
            )
        elif isinstance(error, AmocrmUnpaid):
            self._pause(60, self.env._("The amoCRM account is not paid for (402)."))
        elif isinstance(error, AmocrmUnavailable) and error.too_fast:
            self._slow_down(error)
        else:
            return False
        return True

    def _slow_down(self, error):
        """HTTP 429: everybody waits; after the third in a row for minutes."""
        self.failures_in_row += 1
        pause = error.retry_after or 2 ** min(self.failures_in_row - 1, 4)
        self.env["amocrm.rate.slot"]._hold(self.id, min(pause, 30))
        if self.failures_in_row >= 3 or pause > 30:
            seconds = max(pause, 120 if self.failures_in_row >= 3 else 0)
            until = fields.Datetime.now() + timedelta(seconds=seconds)
            self.write(
                {
                    "paused_until": until,
                    "pause_reason": self.env._("amoCRM asks us to slow down (429)."),
                }
            )
            self.env.ref("amocrm_connector.cron_sync").sudo()._trigger(at=until)
