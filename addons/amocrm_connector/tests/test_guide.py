from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmocrmCase, capability
from .stub_amocrm import PIPELINE, reply

REPAIR = 9621014


@tagged("post_install", "-at_install")
class TestGuide(AmocrmCase):
    """The set-up, step by step, each with a tick from the real state."""

    @capability("A1")
    def test_from_nothing_to_the_first_import(self):
        account = self.account = self.env["amocrm.account"].create({"name": "Second"})
        self.assertEqual(account.next_step, "address")
        account.write({"host": "second.amocrm.ru", "access_token": "t0ken"})
        for step, button in (
            ("test", "action_test"),
            ("reference", "action_read_reference"),
            ("pairs", "action_accept_pairs"),
            ("fields", "action_create_own_fields"),
            ("hooks", "action_subscribe"),
        ):
            self.assertEqual(account.next_step, step)
            self.press(button)
        self.assertEqual(account.next_step, "import")
        action = self.press("action_start_import")
        load = self.env["amocrm.import"].with_context(action["context"]).create({})
        self.assertEqual(account.next_step, "import")
        load.action_start()
        self.assertEqual(account.next_step, "done")

    def test_ticks_follow_the_state_and_not_the_buttons(self):
        self.press("action_create_own_fields")
        self.assertTrue(self.account.step_fields)
        self.amo.fields["leads"] = [
            item for item in self.amo.fields["leads"] if item["code"] != "ODOO_ORDER"
        ]
        self.press("action_read_reference")
        self.assertFalse(self.account.step_fields)
        self.assertEqual(self.account.missing_fields, "Order number")
        self.account.state = "reconnect"
        self.assertEqual(self.account.next_step, "test")

    @capability("A1")
    def test_pairs_are_counted_and_proposed_again(self):
        self.assertRegex(self.account.pairs_text, r"^Stages 6 of 6, users 1 of 2, fields \d+ of")
        row = self.account.stage_map_ids.filtered(lambda row: row.status_name == "Finished")
        row.stage_id = False
        chosen = self.account.stage_map_ids.filtered(lambda row: row.status_name == "Fresh")
        chosen.stage_id = self.work
        self.press("action_propose_pairs")
        self.assertEqual(row.stage_id, self.finished)
        self.assertEqual(chosen.stage_id, self.work, "what a person chose stays")

    # === OWN FIELDS === #

    def codes(self):
        """The connector's own fields; other addons may add theirs."""
        codes = [item["code"] or "" for item in self.amo.fields["leads"]]
        return sorted(code for code in codes if code.startswith("ODOO"))

    @capability("A1")
    def test_missing_fields_are_made_once(self):
        for _press in range(2):
            self.press("action_create_own_fields")
            self.assertEqual(self.codes(), ["ODOO_LEAD_ID", "ODOO_ORDER"])
        [lead_id] = [row for row in self.amo.fields["leads"] if row["code"] == "ODOO_LEAD_ID"]
        self.assertTrue(lead_id["is_api_only"], "people see the number and cannot change it")
        self.assertIn("ODOO_ORDER", self.account.field_map_ids.mapped("code"))

    def test_lost_answer_makes_nothing_twice(self):
        self.amo.fault("timeout", path="leads/custom_fields", method="POST", after=True)
        with self.assertRaises(UserError):
            self.press("action_create_own_fields")
        self.press("action_create_own_fields")
        self.assertEqual(self.codes(), ["ODOO_LEAD_ID", "ODOO_ORDER"])

    def test_field_made_by_hand_is_not_doubled(self):
        self.amo.add_field("leads", 777, " order NUMBER ", "text")
        self.press("action_create_own_fields")
        self.assertEqual(self.codes(), ["ODOO_LEAD_ID"])

    def test_refusal_names_the_field(self):
        self.amo.fault(
            reply(403, {"status": 403}, problem=True), path="custom_fields", method="POST"
        )
        with self.assertRaisesRegex(UserError, "“Deal number in Odoo”.*administrator's"):
            self.press("action_create_own_fields")

    # === PIPELINES === #

    def add_pipelines(self):
        self.amo.more_pipelines = [
            {"id": REPAIR, "name": "Repair", "sort": 2, "is_archive": False},
            {"id": 7, "name": "Old", "sort": 3, "is_archive": True},
        ]
        self.press("action_read_reference")
        return {row.name: row for row in self.account.pipeline_ids}

    @capability("A1")
    def test_archived_pipelines_are_off_and_a_choice_stays(self):
        rows = self.add_pipelines()
        self.assertEqual(
            {name: row.is_exchanged for name, row in rows.items()},
            {"Sales": True, "Repair": True, "Old": False},
        )
        rows["Repair"].is_exchanged = False
        rows["Old"].is_exchanged = True
        self.press("action_read_reference")
        self.assertFalse(rows["Repair"].is_exchanged)
        self.assertTrue(rows["Old"].is_exchanged)

    @capability("A1")
    def test_deals_of_other_pipelines_are_left_alone_and_nothing_is_said(self):
        rows = self.add_pipelines()
        rows["Repair"].is_exchanged = False
        deal = self.add_full_deal(pipeline_id=REPAIR)
        self.assertFalse(self.import_deal(deal))
        binding = self.binding_of("leads", deal)
        self.assertFalse(binding.problem_text or binding.error or binding.stale)
        self.assertFalse(self.amo.called("PATCH"))
        rows["Repair"].is_exchanged = True
        self.run_crons()
        self.assertEqual(self.lead_of(deal).name, "Ring", "wanted now, so it is taken in")

    def test_deal_that_moves_out_of_our_sight_stays_as_it_was(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        rows = self.add_pipelines()
        rows["Repair"].is_exchanged = False
        self.amo.leads[deal["id"]].update(pipeline_id=REPAIR, name="Elsewhere")
        self.amo.touch(self.amo.leads[deal["id"]])
        lead.referred = "me"
        self.import_deal(deal, "update")
        self.assertEqual(lead.name, "Ring")
        self.assertFalse(self.amo.called("PATCH"))
        self.amo.leads[deal["id"]]["pipeline_id"] = PIPELINE
        self.amo.touch(self.amo.leads[deal["id"]])
        self.import_deal(deal, "update")
        self.assertEqual(lead.name, "Elsewhere")
        self.assertEqual(self.amo.value(deal, 701), [{"value": "me"}], "and ours arrives late")

    # === WEBHOOK === #

    def look(self, minutes=0):
        """The poll's look, ``minutes`` after the last one."""
        if minutes:
            self.account.hook_checked_at = fields.Datetime.subtract(
                fields.Datetime.now(), minutes=minutes
            )
        before = len(self.amo.called("GET", "webhooks"))
        self.poll()
        return len(self.amo.called("GET", "webhooks")) - before

    @capability("A1")
    def test_hook_is_looked_at_once_an_hour(self):
        self.assertEqual(self.look(), 0, "nobody has subscribed")
        self.press("action_subscribe")
        self.assertEqual(self.account.hook_state, "ok")
        self.assertEqual(self.look(), 0)
        self.assertEqual(self.look(minutes=59), 0)
        self.assertEqual(self.look(minutes=61), 1)

    @capability("A1")
    def test_changes_without_hooks_make_us_look_at_once(self):
        self.press("action_subscribe")
        self.account.polled_until = fields.Datetime.now()
        self.assertEqual(self.look(minutes=10), 1, "changes for an hour, and no hook")
        self.receive("leads[add][0][id]=1")
        self.assertEqual(self.look(minutes=10), 0)

    @capability("A1")
    def test_renewing_that_has_failed_is_tried_again_soon(self):
        self.press("action_subscribe")
        self.receive("leads[add][0][id]=1")
        self.amo.webhooks.clear()
        self.amo.fault(500, method="POST", path="webhooks")
        self.look(minutes=61)
        self.assertEqual(self.account.hook_state, "missing")
        self.look(minutes=6)
        self.assertEqual((self.account.hook_state, len(self.amo.webhooks)), ("ok", 1))

    @capability("A1")
    def test_hook_of_long_ago_is_taken_away(self):
        """Whoever was to delete it has died after he had made the new one."""
        self.press("action_subscribe")
        [hook] = self.amo.webhooks
        place = hook["destination"].rpartition("/")[0]
        self.amo.webhooks.append({**hook, "destination": f"{place}/long-ago"})
        messages = self.account.message_ids
        self.look(minutes=61)
        self.assertEqual(self.amo.webhooks, [hook])
        self.assertEqual(self.account.message_ids, messages, "nobody has missed anything")

    @capability("A1")
    def test_bad_hook_is_renewed_and_the_gap_looked_through(self):
        for spoil, state in (
            (lambda hooks: hooks[0].update(disabled=True), "Switched Off by amoCRM"),
            (lambda hooks: hooks[0].update(settings=["add_lead"]), "Does Not Tell Everything"),
            (lambda hooks: hooks.clear(), "Not Subscribed"),
        ):
            self.press("action_subscribe")
            self.receive("leads[add][0][id]=1")
            last_hook = self.account._last_hook_at()
            self.account.polled_until = fields.Datetime.add(last_hook, minutes=30)
            spoil(self.amo.webhooks)
            self.look(minutes=61)
            [hook] = self.amo.webhooks
            self.assertFalse(hook["disabled"])
            self.assertEqual(self.account.hook_state, "ok")
            self.assertEqual(self.account.polled_until, last_hook)
            self.assertIn(state, self.account.message_ids[0].body)
