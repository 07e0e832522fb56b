import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .. import transactions
from ..batch import portions
from ..exceptions import AmocrmError, AmocrmRejected

_logger = logging.getLogger(__name__)
BATCH = 200
# So many are exchanged together: read, merged and written by few calls.
PORTION = 50
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
            if count := marks._due_bindings(BATCH)._sync_until(end):
                done, last_work = done + count, time.monotonic()
            elif not self._wait_for_next(last_work + PATIENCE):
                break
        # The scheduler complains of a run that leaves work and has done none; what came in its
        # last moment, or is another worker's, has a trigger of its own.
        self.env["ir.cron"]._commit_progress(remaining=marks._count_due() if done else 0)

    def _sync_until(self, deadline):
        """How many were exchanged before the ``deadline``."""
        done, clients = 0, {}
        for (account, entity), bindings in self.grouped(lambda b: (b.account_id, b.entity)).items():
            if account not in clients:
                clients[account] = account._client()
            for portion in portions(bindings.ids, PORTION):
                with transactions.exclusive(self.env, portion) as mine:
                    due = self.browse(mine)._still_due()
                    due._sync(clients[account], entity)
                self.env["ir.cron"]._commit_progress(len(due))
                done += len(due)
                if time.monotonic() > deadline:
                    return done
        return done

    def _still_due(self):
        """Those for which there is still something to do, now that nobody else does it."""
        marks, now = self.env["amocrm.mark"], fields.Datetime.now()
        domain = marks._due_domain(now) & Domain("binding_id", "in", self.ids)
        due = {binding.id for [binding] in marks._read_group(domain, ["binding_id"])}
        return self.filtered(lambda binding: binding.id in due)

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

    # === ONE EXCHANGE === #

    def _sync(self, client, entity):
        """Exchange bindings of one account and entity together, calls between transactions.

        A failure is recorded with its binding, and does not stop the others; after one that
        concerns the whole account nobody calls any more, and the rest waits with its marks.
        """
        if not self:
            return
        env = self.account_id._for_work().env
        bindings, handler = env["amocrm.binding"].browse(self.ids), env[f"amocrm.entity.{entity}"]
        jobs = bindings._attempt_each(lambda binding: binding._begin(handler))
        remotes = bindings._call(lambda: handler._fetch_many(client, jobs))
        plans = bindings._attempt_each(
            lambda binding: binding._apply(handler, _good(remotes[binding.id]), jobs[binding.id]),
            among=remotes,
        )
        plans = {number: plan for number, plan in plans.items() if plan}
        outcomes = bindings._call(lambda: handler._send_many(client, plans))
        bindings._attempt_each(
            lambda binding: binding._settle(
                handler, plans[binding.id], _good(outcomes[binding.id]), jobs[binding.id]
            ),
            among=outcomes,
        )

    def _attempt_each(self, step, among=None):
        """``{id: result of step(binding)}`` of the bindings that did not fail, each committed.

        :param among: numbers of the bindings to take; all when it is not given
        """
        results, account_failures = {}, set()
        for binding in self if among is None else self.filtered(lambda b: b.id in among):
            try:
                results[binding.id] = transactions.committed(self.env, step, binding)
            except AmocrmError as error:
                self.env.cr.rollback()
                is_news = error not in account_failures
                account_failures.add(error)
                transactions.committed(self.env, binding._record_failure, error, is_news)
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("amoCRM: %s could not be exchanged", binding)
                transactions.committed(self.env, binding._postpone, error)
        return results

    def _call(self, calls):
        """Result of ``calls()``, which has caught what amoCRM may answer; a bug postpones all."""
        try:
            return calls()
        except Exception as error:
            _logger.exception("amoCRM: %s could not be exchanged", self)
            for binding in self:
                transactions.committed(self.env, binding._postpone, error)
            return {}

    def _begin(self, handler):
        """What the calls need to know. The marks seen now are taken off when all is done, so an
        exchange that is interrupted begins again; marks that are added meanwhile stay.
        """
        job = {"marks": self.mark_ids.ids, "read_at": fields.Datetime.now()}
        return {**handler._prepare(self), **job}

    def _apply(self, handler, remote, job):
        """Bring Odoo up to date. A plan is committed before it is carried out."""
        self.write({"next_try_at": False, "read_at": job["read_at"]})
        plan = handler._apply(self, remote)
        if not plan:
            self._finish(job["marks"])
        return plan

    def _settle(self, handler, plan, outcome, job):
        handler._settle(self, plan, outcome)
        times = [*self._recent_times(), int(time.time())]
        self.write({"pending": False, "sent_at": fields.Datetime.now(), "sent_times": times})
        self._finish(job["marks"])

    def _finish(self, marks):
        self.env["amocrm.mark"].browse(marks).exists().unlink()
        self.write({"error": False, "tries": 0})
        if self.account_id.failures_in_row:
            self.account_id.failures_in_row = 0

    def _record_failure(self, error, is_news=True):
        """Try again, or show it to a person; nothing is forgotten.

        :param is_news: whether this very error has not been counted for the account yet
        """
        if is_news:
            self.account_id._for_work()._take_failure(error)
        if isinstance(error, AmocrmRejected):
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


def _good(result):
    """What a call has brought; the error that it met is raised here, in the binding's own step."""
    if isinstance(result, AmocrmError):
        raise result
    return result
