from unittest.mock import patch

from odoo.tests import tagged

from ..models import amocrm_binding_sync
from .common import AmocrmCase, capability, hook
from .crash import STEPS, Killed, dying_at
from .stub_amocrm import READY, WORK


@tagged("post_install", "-at_install")
class TestCrash(AmocrmCase):
    """The server dies between two steps, amoCRM fails: nothing is lost, nothing is doubled."""

    def kill_at(self, entity, step, after=False):
        """Run the crons in a server that dies at ``step``."""
        handler = self.env.registry[f"amocrm.entity.{entity}"]
        self.env.flush_all()
        with dying_at(handler, step, after), self.registry.cursor() as cr:
            env = self.env(cr=cr)
            try:  # assertRaises would take back what was committed before
                env["amocrm.event"]._cron_process()
                env["amocrm.binding"]._cron_sync()
                self.fail(f"{step} was not reached")
            except Killed:
                cr.rollback()
        self.env.invalidate_all()

    @capability("A1")
    def test_killed_while_a_deal_arrives(self):
        deal = self.add_full_deal(fields={701: [{"value": "me"}]})
        self.receive(hook("leads", "add", deal["id"]))
        for step in ("_fetch", "_apply"):
            for after in (False, True):
                self.kill_at("leads", step, after)
        self.run_crons()
        self.assertEqual(len(self.env["crm.lead"].search([("referred", "=", "me")])), 1)
        self.assertEqual(len(self.env["res.partner"].search([("name", "=", "Anna")])), 1)

    @capability("A1")
    def test_killed_while_a_change_is_sent(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        for step in STEPS:
            for after in (False, True):
                lead.write({"stage_id": self.work.id, "referred": f"{step} {after}"})
                self.kill_at("leads", step, after)
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["status_id"], WORK)
        self.assertEqual(self.amo.value(deal, 701), [{"value": "_settle True"}])
        self.assertEqual(lead.referred, "_settle True")
        binding = self.binding_of("leads", deal)
        self.assertFalse(binding.pending or binding.mark_ids or binding.error)

    def test_killed_after_a_cut_text_was_sent_does_not_cut_ours(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        lead.referred = "x" * 300
        self.kill_at("leads", "_send", after=True)
        self.run_crons()
        self.assertEqual(len(lead.referred), 300)

    @capability("A1")
    def test_killed_while_a_task_is_made(self):
        lead = self.import_deal(self.add_full_deal())
        self.env.ref("mail.mail_activity_data_todo").amocrm_task_type_id = 1
        lead.activity_schedule("mail.mail_activity_data_todo", summary="Pack")
        for step in ("_fetch", "_apply", "_send"):
            self.kill_at("tasks", step)
            self.kill_at("tasks", step, after=True)
        self.run_crons()
        self.assertEqual(len(self.amo.tasks), 1)
        [task] = self.amo.tasks.values()
        self.assertTrue(self.binding_of("tasks", task))

    @capability("A1")
    def test_every_fault_delays_and_loses_nothing(self):
        for fault in (429, 500, 502, 503, 504, "html", "timeout"):
            with self.subTest(fault=fault):
                deal = self.add_full_deal(name=f"Deal {fault}")
                self.receive(hook("leads", "add", deal["id"]))
                for path in ("/leads/", "/contacts/"):
                    self.amo.fault(fault, path=path)
                    self.run_crons()
                    self.assertFalse(self.lead_of(deal))
                    binding = self.binding_of("leads", deal)
                    self.assertTrue(binding.stale and binding.next_try_at and binding.error)
                self.run_crons()
                lead = self.lead_of(deal)
                self.assertEqual(lead.name, f"Deal {fault}")
                self.assertFalse(self.binding_of("leads", deal).error)

                lead.stage_id = self.finished
                self.amo.fault(fault, method="PATCH", after=fault == "timeout")
                self.run_crons()
                self.assertTrue(self.binding_of("leads", deal).dirty)
                self.run_crons()
                self.assertEqual(self.amo.leads[deal["id"]]["status_id"], READY)
                self.assertEqual(lead.stage_id, self.finished)

    def test_waiting_time_grows(self):
        deal = self.add_full_deal()
        self.receive(hook("leads", "add", deal["id"]))
        waits = []
        for _try in range(4):
            self.amo.fault(500)
            self.run_crons()
            binding = self.binding_of("leads", deal)
            waits.append((binding.next_try_at - binding.write_date).total_seconds())
        self.assertEqual(waits, sorted(waits))
        self.assertGreater(waits[-1], 4 * waits[0])

    def test_third_too_fast_in_a_row_stops_the_account_for_minutes(self):
        self.receive(*(hook("leads", "add", self.add_full_deal()["id"]) for _deal in range(3)))
        for _call in range(3):
            self.amo.fault(429)
        self.run_crons()
        self.assertTrue(self.account.is_paused)
        self.assertIn("429", self.account.pause_reason)

    def test_blocked_and_unpaid_stop_the_account_and_tell_the_administrator_once(self):
        for fault, word in ((403, "blocked"), (402, "paid")):
            with self.subTest(fault=fault):
                self.account.write({"paused_until": False})
                self.account.activity_ids.unlink()
                self.receive(hook("leads", "add", self.add_full_deal()["id"]))
                self.amo.fault(fault)
                self.run_crons()
                self.assertTrue(self.account.is_paused)
                self.assertIn(word, self.account.pause_reason)
                self.assertEqual(len(self.account.activity_ids), 1)
                calls = len(self.amo.calls)
                self.run_crons(ignore_waiting=False)
                self.assertEqual(len(self.amo.calls), calls, "nobody calls")
        self.account.action_resume()
        self.run_crons()
        self.assertFalse(self.env["amocrm.binding"].search([("stale", "=", True)]))

    def test_dead_token_stops_everything_until_somebody_connects(self):
        deal = self.add_full_deal()
        self.receive(hook("leads", "add", deal["id"]))
        self.amo.fault(401)
        self.run_crons()
        self.assertEqual(self.account.state, "reconnect")
        self.assertEqual(self.account.activity_ids.user_id, self.admin)
        calls = len(self.amo.calls)
        self.run_crons()
        self.assertEqual(len(self.amo.calls), calls)
        self.account.write({"state": "connected"})
        self.run_crons()
        self.assertTrue(self.lead_of(deal))

    def test_one_broken_record_does_not_stop_the_others(self):
        bad, good = self.add_full_deal(name="Bad"), self.add_full_deal(name="Good")
        handler = self.env.registry["amocrm.entity.leads"]
        apply = handler._apply

        def fragile(entity, binding, remote):
            if remote["deal"]["name"] == "Bad":
                raise ZeroDivisionError("a bug")
            return apply(entity, binding, remote)

        self.receive(hook("leads", "add", bad["id"]), hook("leads", "add", good["id"]))
        with (
            patch.object(handler, "_apply", fragile),
            self.assertLogs(amocrm_binding_sync._logger, "ERROR"),
        ):
            self.run_crons()
        self.assertTrue(self.lead_of(good))
        self.assertIn("a bug", self.binding_of("leads", bad).error)
        self.run_crons()
        self.assertTrue(self.lead_of(bad))
