import logging
import time
from datetime import timedelta

from odoo import api, fields, models

from .. import transactions
from ..exceptions import AmocrmError, AmocrmRejected

_logger = logging.getLogger(__name__)
BATCH = 100
# A try that comes due this soon is waited for: cron triggers are a minute coarse.
PATIENCE = 10
# A run goes on this long after the scheduler would like it to end; then other jobs have their turn.
OVERTIME = 20
# Contacts are often linked some seconds after the deal was made.
RECHECK_AFTER = (5, 15, 60, 300)


class AmocrmBinding(models.Model):
    """The exchange of a binding: read, merge, write back. Calls only between transactions."""

    _inherit = "amocrm.binding"

    @api.model
    def _cron_sync(self):
        """Work through the marks, any number of workers at once; hooks that come meanwhile too."""
        marks, events = self.env["amocrm.mark"].sudo(), self.env["amocrm.event"].sudo()
        self.env["ir.cron"]._commit_progress(remaining=marks._count_due())
        done, last_work = 0, time.monotonic()
        end = self.env.context.get("cron_end_time", last_work) + OVERTIME
        while time.monotonic() < end:
            events._process_batch()
            transactions.commit(self.env)
            if count := marks._due_bindings(BATCH)._sync_each(end):
                done, last_work = done + count, time.monotonic()
            elif not self._wait_for_next(last_work + PATIENCE):
                break
        # The scheduler complains of a run that leaves work and has done none; what came in its
        # last moment, or is another worker's, has a trigger of its own.
        self.env["ir.cron"]._commit_progress(remaining=marks._count_due() if done else 0)

    def _sync_each(self, deadline):
        """How many were exchanged before the ``deadline``."""
        done, clients = 0, {}
        for binding in self:
            with transactions.exclusive(self.env, binding.id) as is_mine:
                if is_mine and binding._is_due():
                    account = binding.account_id
                    client = clients.setdefault(account.id, account._client())
                    binding._sync_safely(client)
                    done += 1
            self.env["ir.cron"]._commit_progress(1)
            if time.monotonic() > deadline:
                break
        return done

    def _is_due(self):
        """Whether there is still something to do, now that nobody else does it."""
        domain = self.env["amocrm.mark"]._due_domain(fields.Datetime.now())
        return bool(
            self.env["amocrm.mark"].search_count([*domain, ("binding_id", "=", self.id)], 1)
        )

    @api.model
    def _wait_for_next(self, deadline):
        """Whether something comes due before ``deadline``; sleeps a little, in no transaction."""
        patience = max(deadline - time.monotonic(), 0)
        delay = self.env["amocrm.mark"].sudo()._seconds_until_next(patience)
        transactions.commit(self.env)
        if delay is None or not patience:
            return False
        time.sleep(min(max(delay, 0.1), 1))
        return True

    # === ONE BINDING === #

    def _sync_safely(self, client):
        """Exchange one binding; a failure is recorded, and does not stop the others."""
        self.ensure_one()
        try:
            self._sync(client)
        except AmocrmError as error:
            self.env.cr.rollback()
            transactions.committed(self.env, self._record_failure, error)
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("amoCRM: %s could not be exchanged", self)
            transactions.committed(self.env, self._postpone, error)

    def _sync(self, client):
        binding = self.account_id._for_work().env["amocrm.binding"].browse(self.id)
        env, handler = binding.env, binding.env[f"amocrm.entity.{binding.entity}"]
        job = transactions.committed(env, binding._begin, handler)
        remote = handler._fetch(client, job)
        plan = transactions.committed(env, binding._apply, handler, remote, job["marks"])
        if plan:
            outcome = handler._send(client, plan)
            transactions.committed(env, binding._settle, handler, plan, outcome, job["marks"])

    def _begin(self, handler):
        """What the calls need to know. The marks seen now are taken off when all is done, so an
        exchange that is interrupted begins again; marks that are added meanwhile stay.
        """
        return {**handler._prepare(self), "marks": self.mark_ids.ids}

    def _apply(self, handler, remote, marks):
        """Bring Odoo up to date. A plan is committed before it is carried out."""
        self.write({"next_try_at": False, "read_at": fields.Datetime.now()})
        plan = handler._apply(self, remote)
        if not plan:
            self._finish(marks)
        return plan

    def _settle(self, handler, plan, outcome, marks):
        handler._settle(self, plan, outcome)
        times = [*self._recent_times(), int(time.time())]
        self.write({"pending": False, "sent_at": fields.Datetime.now(), "sent_times": times})
        self._finish(marks)

    def _finish(self, marks):
        self.env["amocrm.mark"].browse(marks).exists().unlink()
        self.write({"error": False, "tries": 0})
        if self.account_id.failures_in_row:
            self.account_id.failures_in_row = 0

    def _record_failure(self, error):
        """Try again, or show it to a person; nothing is forgotten."""
        is_account_stopped = self.account_id._for_work()._take_failure(error)
        if isinstance(error, AmocrmRejected) and not is_account_stopped:
            # Somebody must look; the next change or «Retry now» tries again.
            self.mark_ids.unlink()
            self.write({"next_try_at": False, "error": str(error)[:500]})
        else:
            self._postpone(error, getattr(error, "retry_after", None))

    # === RECHECKS AND LOOPS === #

    def _recheck(self, forever=False):
        """Look again in some seconds, a few times or until it is well; whether we shall."""
        self.ensure_one()
        if self.rechecks >= len(RECHECK_AFTER) and not forever:
            return False
        seconds = RECHECK_AFTER[min(self.rechecks, len(RECHECK_AFTER) - 1)]
        self.rechecks += 1
        self._mark("stale", fields.Datetime.now() + timedelta(seconds=seconds))
        return True

    def _recent_times(self):
        since = time.time() - 60
        return [moment for moment in self.sent_times or [] if moment > since]
