from pathlib import Path

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged, users

from .common import AmocrmCase, capability
from .stub_amocrm import LOST, WON


@tagged("post_install", "-at_install")
class TestAmocrmAccount(AmocrmCase):
    """Setting up, looking after."""

    @capability("A1")
    def test_maps_are_proposed_by_name_mail_and_code(self):
        stages = {row.status_name: row for row in self.account.stage_map_ids}
        self.assertEqual(stages["Fresh"].stage_id, self.fresh)
        self.assertEqual(stages["At Work"].stage_id, self.work)
        self.assertTrue(stages["Closed - won"].stage_id.is_won)
        self.assertTrue(stages["Closed - lost"].is_lost)
        self.assertEqual(stages["Closed - won"].status_id, str(WON))
        self.assertEqual(stages["Closed - lost"].status_id, str(LOST))
        users_by_name = {row.name: row.user_id for row in self.account.user_map_ids}
        self.assertEqual(users_by_name["Maria"], self.seller)
        self.assertFalse(users_by_name["Retired"])
        fields_by_code = {row.code: row.field_name for row in self.account.field_map_ids}
        self.assertEqual(fields_by_code["PHONE"], "phone")
        self.assertEqual(fields_by_code["EMAIL"], "email")
        self.assertEqual(self.account.timezone, "Europe/Moscow")

    def test_reading_again_keeps_what_a_person_chose(self):
        row = self.account.stage_map_ids.filtered(lambda row: row.status_name == "Fresh")
        row.stage_id = self.work
        gone = self.account.field_map_ids.filtered(lambda row: row.amo_field == "705")
        self.amo.fields["leads"] = [item for item in self.amo.fields["leads"] if item["id"] != 705]
        self.press("action_read_reference")
        self.assertEqual(row.stage_id, self.work)
        self.assertFalse(gone.active)
        self.assertEqual(len(self.account.stage_map_ids), 6)

    @capability("A1")
    def test_connection_test_speaks_to_the_person(self):
        message = self.press("action_test")["params"]["message"]
        self.assertRegex(message, r"“A” answered in \d+ ms")
        for fault, words in ((401, "does not accept the token"), (503, "did not answer")):
            self.amo.fault(fault)
            with self.assertRaisesRegex(UserError, words):
                self.press("action_test")

    def test_questions_need_an_address_and_a_token(self):
        self.account.access_token = False
        with self.assertRaisesRegex(UserError, "enter a long-lived token"):
            self.press("action_test")
        self.account.host = False
        with self.assertRaisesRegex(UserError, "enter the address"):
            self.press("action_test")

    @capability("A1")
    def test_hook_is_subscribed_once_and_its_key_is_a_secret(self):
        self.press("action_subscribe")
        [hook] = self.amo.webhooks
        base, _slash, key = hook["destination"].rpartition("/")
        self.assertTrue(base.endswith("/amocrm/webhook"))
        self.assertGreater(len(key), 40)
        self.assertEqual(self.env["amocrm.account"]._by_webhook_key(key), self.account)
        self.assertNotIn(key, self.account.webhook_key_hash)
        self.assertFalse(self.env["amocrm.call"].search([("request_body", "like", key)]))
        self.press("action_subscribe")
        self.assertEqual(self.amo.webhooks, [hook])

    def test_hook_switched_off_by_amocrm_is_subscribed_again(self):
        self.press("action_subscribe")
        self.amo.webhooks[0]["disabled"] = True
        old = self.amo.webhooks[0]["destination"]
        self.account.hook_checked_at = False
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr)["amocrm.account"]._cron_poll()
        [hook] = self.amo.webhooks
        self.assertFalse(hook["disabled"])
        self.assertNotEqual(hook["destination"], old)

    def test_strange_hosts_are_refused(self):
        for host in (
            "evil.com",
            "https://example.amocrm.ru",
            "example.amocrm.ru/x",
            "a b.amocrm.ru",
        ):
            with self.assertRaisesRegex(ValidationError, "is not an address"):
                self.account.host = host
        with self.assertRaises(ValidationError):
            self.account.base_url = "ftp://x"

    @users("keeper")
    def test_administrator_sets_up_by_hand(self):
        with Form(self.env["amocrm.account"]) as form:
            form.name = "Second"
            form.host = "second.kommo.com"
        account = form.record
        self.assertEqual(account.api_url, "https://second.kommo.com")
        self.assertEqual(account.user_id, self.admin)
        account.user_map_ids.create({"account_id": account.id, "name": "X", "amo_user_id": "1"})

    def test_health_counts_what_waits(self):
        self.receive("leads[add][0][id]=1")
        self.env["amocrm.binding"]._mark_stale(self.account, "leads", ["5", "6"], create=True)
        self.account.invalidate_recordset()
        self.assertEqual(self.account.event_waiting_count, 1)
        self.assertEqual(self.account.stale_count, 2)
        self.assertEqual(self.account.binding_count, 2)
        self.assertGreaterEqual(self.account.lag_seconds, 0)

    def test_pause_and_go_on(self):
        self.account.action_pause()
        deal = self.add_full_deal()
        self.receive(f"leads[add][0][id]={deal['id']}")
        self.run_crons(ignore_waiting=False)
        self.assertFalse(self.lead_of(deal))
        self.assertTrue(self.account.is_paused)
        self.account.action_resume()
        self.run_crons()
        self.assertTrue(self.lead_of(deal))

    def test_calls_are_listed_without_personal_data(self):
        self.import_deal(self.add_full_deal())
        calls = self.env["amocrm.call"].search([("account_id", "=", self.account.id)])
        paths = calls.mapped("path")
        self.assertTrue(any(path.startswith("/api/v4/leads/") for path in paths))
        self.assertNotIn("900 000", " ".join(filter(None, calls.mapped("answer_body"))))
        self.assertFalse(any(calls.mapped("is_error")))

    def test_old_logs_are_thrown_away(self):
        self.import_deal(self.add_full_deal())
        for model in ("amocrm.call", "amocrm.event"):
            table = self.env[model]._table
            self.env.cr.execute(f"UPDATE {table} SET create_date = now() - interval '31 days'")  # pylint: disable=sql-injection
        self.receive("leads[add][0][id]=1")
        self.env["amocrm.call"]._gc_calls()
        self.env["amocrm.event"]._gc_events()
        self.assertFalse(self.env["amocrm.call"].search([("account_id", "=", self.account.id)]))
        left = self.env["amocrm.event"].search([("account_id", "=", self.account.id)])
        self.assertEqual(left.state, "new")

    def test_bindings_set_aside_are_thrown_away(self):
        deal = self.add_full_deal()
        bindings = self.env["amocrm.binding"]
        self.import_deal(deal).unlink()
        kept = self.binding_of("leads", deal)
        aside, fresh = bindings.create(
            [{"account_id": self.account.id, "entity": "tasks"} for _number in range(2)]
        )
        (aside | fresh)._set_aside()
        self.env.cr.execute(
            "UPDATE amocrm_binding SET create_date = now() - interval '31 days' WHERE id != %s",
            [fresh.id],
        )
        bindings.invalidate_model()
        self.assertEqual(bindings._gc_set_aside(), (1, False))
        self.assertEqual((kept | aside | fresh).exists(), kept | fresh)

    def test_copy_of_the_database_is_silent(self):
        self.env.flush_all()
        path = Path(__file__).parents[1] / "data" / "neutralize.sql"
        self.env.cr.execute(path.read_text())
        self.account.invalidate_recordset()
        for name in ("access_token", "refresh_token", "client_secret", "webhook_key_hash"):
            self.assertFalse(self.account[name])
        self.assertEqual(self.account.state, "draft")

    def test_compare_all(self):
        deal = self.add_full_deal()
        self.import_deal(deal)
        self.account.action_reread_all()
        self.assertTrue(self.binding_of("leads", deal).stale)
