import threading
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import TransactionCase, tagged

from .. import transactions
from .common import capability
from .stub_amocrm import StubAmocrm


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Real transactions side by side, as several processes make them."""

    def setUp(self):
        super().setUp()
        with self.worker() as env:
            account = env["amocrm.account"].create(
                {
                    "host": "example.amocrm.ru",
                    "auth_type": "oauth",
                    "access_token": "access-0",
                    "refresh_token": "refresh-0",
                }
            )
            self.account_id = account.id
        self.addCleanup(self.remove_account)

    def remove_account(self):
        with self.worker() as env:
            env["amocrm.account"].browse(self.account_id).unlink()

    @contextmanager
    def worker(self):
        """The environment of another process."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def side_by_side(self, job, count=2):
        """Results of ``job(env)`` run at the same time on connections of their own."""
        results, start = [], threading.Barrier(count)

        def run():
            with self.worker() as env:
                start.wait(5)
                results.append(job(env))

        threads = [threading.Thread(target=run) for _number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        self.assertEqual(len(results), count)
        return results

    @capability("A1")
    def test_two_workers_share_the_pace(self):
        pace, each = 25, 12

        def call_often(env):
            moments = []
            for _call in range(each):
                env["amocrm.rate.slot"]._wait(self.account_id, pace)
                moments.append(time.monotonic())
            return moments

        moments = sorted(sum(self.side_by_side(call_often), []))
        elapsed = moments[-1] - moments[0]
        self.assertGreaterEqual(elapsed, (2 * each - 1) / pace * 0.9)
        self.assertLess(elapsed, (2 * each - 1) / pace * 2, "and nobody waits for nothing")

    def test_too_fast_holds_everybody(self):
        with self.worker() as env:
            env["amocrm.rate.slot"]._hold(self.account_id, 0.5)
        started = time.monotonic()
        self.side_by_side(lambda env: env["amocrm.rate.slot"]._wait(self.account_id, 100))
        self.assertGreaterEqual(time.monotonic() - started, 0.4)

    @capability("A1")
    def test_two_workers_renew_the_token_once(self):
        amo = StubAmocrm()
        accounts = self.env.registry["amocrm.account"]
        with patch.object(accounts, "_http_session", lambda account: amo.session()):
            tokens = self.side_by_side(
                lambda env: (
                    env["amocrm.account"].browse(self.account_id)._renew_access("access-0")[0]
                )
            )
        self.assertEqual(tokens, ["access-1", "access-1"])
        self.assertEqual(len(amo.called("POST")), 1)

    def test_hook_is_taken_while_the_token_is_renewed(self):
        """The row lock of a renewal must not make the inbox wait: amoCRM gives it two seconds."""
        with self.worker() as env, self.worker() as inbox:
            env.cr.execute(
                "SELECT id FROM amocrm_account WHERE id = %s FOR NO KEY UPDATE", (self.account_id,)
            )
            inbox.cr.execute("SET LOCAL lock_timeout = '500ms'")
            inbox["amocrm.event"].create({"account_id": self.account_id, "body": "x"})

    @capability("A1")
    def test_a_binding_is_one_workers_at_a_time_and_free_when_he_dies(self):
        with self.worker() as other:
            with self.worker() as env, transactions.exclusive(env, [1]) as mine:
                self.assertEqual(mine, [1])
                transactions.commit(env)
                with transactions.exclusive(other, [1, 2]) as theirs:
                    self.assertEqual(theirs, [2], "the lock outlasts the commit")
            with transactions.exclusive(other, [1, 2]) as theirs:
                self.assertEqual(theirs, [1, 2])

    @capability("A1")
    def test_marks_and_the_worker_never_wait_for_each_other(self):
        """A user's change and a hook that come while the worker writes the binding."""
        with self.worker() as env:
            partner = env["res.partner"].create({"name": "Client"})
            self.addCleanup(self.remove_partner, partner.id)
            binding = env["amocrm.binding"].create(
                {
                    "account_id": self.account_id,
                    "entity": "contacts",
                    "external_id": "1",
                    "model": "res.partner",
                    "res_id": partner.id,
                }
            )
            binding._mark("stale")
        with self.worker() as busy, self.worker() as user, self.worker() as inbox:
            for env in (user, inbox):
                env.cr.execute("SET LOCAL lock_timeout = '500ms'")
            mine = busy["amocrm.binding"].browse(binding.id)
            marks = mine.mark_ids
            mine.read_at = fields.Datetime.now()
            busy.flush_all()
            user["amocrm.binding"]._mark_changed(user["res.partner"].browse(partner.id))
            transactions.commit(user)
            account = inbox["amocrm.account"].browse(self.account_id)
            inbox["amocrm.binding"]._mark_stale(account, "contacts", ["1"], create=True)
            transactions.commit(inbox)
            marks.unlink()
            mine.error = "x"
        with self.worker() as env:
            kinds = env["amocrm.binding"].browse(binding.id).mark_ids.mapped("kind")
        self.assertEqual(kinds, ["dirty", "stale"], "what came meanwhile is still to do")

    def remove_partner(self, partner_id):
        with self.worker() as env:
            env["res.partner"].browse(partner_id).unlink()
