from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AmocrmCase, capability
from .stub_amocrm import reply


@tagged("post_install", "-at_install")
class TestPulse(AmocrmCase):
    """What the Pulse page is told, in one call."""

    def pulse(self, user=None):
        self.env.flush_all()
        accounts = self.env["amocrm.account"].with_user(user or self.admin)
        return next(
            item for item in accounts.get_pulse()["accounts"] if item["id"] == self.account.id
        )

    @capability("A1")
    def test_queues_and_lags_of_both_directions(self):
        self.receive("leads[add][0][id]=1", "leads[add][0][id]=2")
        self.env["amocrm.binding"]._mark_stale(self.account, "leads", ["5", "6", "7"], create=True)
        binding = self.env["amocrm.binding"].search([("external_id", "=", "5")])
        binding._mark("dirty")
        binding._mark("dirty", fields.Datetime.add(fields.Datetime.now(), hours=1))
        self.env["amocrm.mark"].search(
            [("kind", "=", "dirty")], limit=1
        ).due_at = fields.Datetime.subtract(fields.Datetime.now(), minutes=5)
        pulse = self.pulse()
        self.assertEqual((pulse["inbox"], pulse["queue_in"], pulse["queue_out"]), (2, 3, 1))
        self.assertAlmostEqual(pulse["lag_out"], 300, delta=5)
        self.assertLess(pulse["lag_in"], 60)
        self.assertEqual(pulse["level"], "warn")
        self.assertEqual(pulse["events"][-1], 2)
        self.assertEqual(len(pulse["events"]), 24)

    @capability("A1")
    def test_requests_are_counted_against_the_limit(self):
        self.amo.fault(429, path="leads")
        self.import_deal(self.add_full_deal())
        pulse = self.pulse()
        self.assertEqual(pulse["limit"], 6)
        self.assertEqual(pulse["too_fast"], 1)
        self.assertGreater(pulse["last_minute"], 2)
        calls = self.env["amocrm.call"].search([("account_id", "=", self.account.id)])
        self.env.cr.execute(
            "UPDATE amocrm_call SET create_date = %s WHERE id = ANY(%s)",
            [fields.Datetime.subtract(fields.Datetime.now(), hours=2), calls.ids],
        )
        self.assertEqual(self.pulse()["last_hour"], 0)

    @capability("A1")
    def test_refused_record_is_shown_and_replayed(self):
        deal = self.add_full_deal()
        self.amo.fault(reply(404, {"title": "Not Found"}, problem=True), path="leads/")
        self.import_deal(deal)
        pulse = self.pulse()
        [letter] = pulse["dead"]
        self.assertEqual(pulse["dead_count"], 1)
        self.assertIn("HTTP 404", letter["error"])
        self.assertTrue(letter["error"].startswith("amoCRM has refused the request ("))
        self.assertEqual(pulse["last_error"], letter["error"])
        self.env["amocrm.binding"].browse(letter["id"]).with_user(self.admin).action_retry()
        self.run_crons()
        self.assertFalse(self.pulse()["dead"])
        self.assertTrue(self.lead_of(deal))

    def test_pause_reconnecting_and_hook_are_told(self):
        self.assertEqual(self.pulse()["level"], "ok")
        self.account.action_pause()
        self.assertEqual((self.pulse()["is_paused"], self.pulse()["level"]), (True, "warn"))
        self.account.action_resume()
        self.account.hook_state = "disabled"
        self.assertEqual(self.pulse()["level"], "warn")
        self.account._need_reconnecting("The token is dead.")
        pulse = self.pulse()
        self.assertEqual((pulse["state"], pulse["level"]), ("reconnect", "fail"))
        self.assertEqual(pulse["pause_reason"], "The token is dead.")

    def test_problems_are_counted_and_opened(self):
        self.import_deal(self.add_full_deal(status_id=5))
        [count] = [item for item in self.pulse()["counts"] if item["key"] == "problems"]
        self.assertEqual(count["count"], 1)
        action = self.account.with_user(self.admin).action_open_pulse_count("problems")
        self.assertEqual(action["res_model"], "amocrm.binding")

    def test_only_administrators_look_and_press(self):
        account = self.account.with_user(self.seller)
        for call in (
            account.get_pulse,
            account.action_pause,
            account.action_resume,
            account.action_look_now,
            account.action_open_dead,
            account.action_open_load,
            lambda: account.action_open_pulse_count("problems"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_other_companies_are_not_shown(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.env["amocrm.account"].create({"name": "Theirs", "company_id": company.id})
        names = [
            item["name"]
            for item in self.env["amocrm.account"].with_user(self.admin).get_pulse()["accounts"]
        ]
        self.assertNotIn("Theirs", names)

    @capability("A1")
    def test_first_load_under_way_is_shown_and_opened(self):
        self.assertFalse(self.pulse()["load"])
        load = self.env["amocrm.import"].create({"account_id": self.account.id})
        load.action_start()
        self.assertIs(self.pulse()["load"]["seconds_left"], False)
        load.write({"total_count": 1000, "done_count": 250, "seconds": 100, "error": "HTTP 502"})
        shown = self.pulse()["load"]
        self.assertEqual((shown["percent"], shown["done"], shown["total"]), (25, 250, 1000))
        self.assertEqual(shown["seconds_left"], 300)
        self.assertIn("amoCRM's server has failed", shown["error"])
        account = self.account.with_user(self.admin)
        self.assertEqual(account.action_open_load()["res_id"], load.id)
        load.action_pause()
        self.assertTrue(self.pulse()["load"]["is_paused"])
        load.state = "done"
        self.assertFalse(self.pulse()["load"])
        self.assertFalse(account.action_open_load().get("res_id"))

    def test_queries_do_not_grow_with_the_queue(self):
        def queries():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.pulse()
            return self.env.cr.sql_log_count - before

        queries()
        first = queries()
        self.env["amocrm.import"].create({"account_id": self.account.id}).action_start()
        self.assertLessEqual(queries(), first)
        self.env["amocrm.binding"]._mark_stale(
            self.account, "leads", map(str, range(200)), create=True
        )
        self.receive(*(f"leads[add][0][id]={number}" for number in range(200)))
        self.assertLessEqual(queries(), first + 1)
