from unittest.mock import patch

from odoo.tests import tagged

from ..models import amocrm_entity
from .common import AmocrmCase, capability, hook
from .stub_amocrm import LOST, NEW, PIPELINE, READY, UNSORTED, WON, WORK


@tagged("post_install", "-at_install")
class TestOutbound(AmocrmCase):
    """What is changed here arrives in amoCRM, and only that."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal(fields={701: [{"value": "a friend"}]})
        self.lead = self.import_deal(self.deal)
        self.binding = self.binding_of("leads", self.deal)

    def patches(self):
        return [call[3] for call in self.amo.called("PATCH", "/leads/")]

    @capability("A1")
    def test_stage_goes_with_its_pipeline_and_nothing_else(self):
        self.lead.stage_id = self.finished
        self.assertTrue(self.binding.dirty, "marked in the same transaction")
        self.run_crons()
        self.assertEqual(self.patches(), [{"status_id": READY, "pipeline_id": PIPELINE}])
        self.assertFalse(self.binding.dirty)

    @capability("A1")
    def test_changed_fields_only(self):
        self.lead.write({"expected_revenue": 1500.5, "referred": "the web"})
        self.run_crons()
        custom = [{"field_id": 701, "values": [{"value": "the web"}]}]
        self.assertEqual(self.patches(), [{"price": 1501, "custom_fields_values": custom}])
        self.assertEqual(self.lead.expected_revenue, 1500.5, "rounding does not come back")

    def test_cleared_field_is_cleared_there(self):
        self.lead.referred = False
        self.run_crons()
        self.assertEqual(
            self.patches(), [{"custom_fields_values": [{"field_id": 701, "values": None}]}]
        )

    def test_date_is_written_as_noon_of_the_account(self):
        self.lead.date_deadline = "2025-01-23"
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 703), [{"value": 1737622800}])

    def test_responsible_user_is_found_in_the_user_pairs(self):
        self.lead.user_id = False
        self.run_crons()
        self.assertEqual(self.patches(), [{"responsible_user_id": 0}])

    def test_salesperson_without_amocrm_user_is_named(self):
        self.lead.user_id = self.admin
        self.run_crons()
        self.assertFalse(self.patches())
        self.assertIn("keeper", self.lead.amocrm_problem)

    def test_lost_and_won(self):
        self.lead.action_set_lost()
        self.run_crons()
        self.assertEqual(self.patches(), [{"status_id": LOST, "pipeline_id": PIPELINE}])
        self.lead.action_restore()
        self.lead.action_set_won()
        self.run_crons()
        self.assertEqual(self.patches()[-1]["status_id"], WON)

    def test_further_phone_of_the_client_is_news(self):
        self.map_field("601", "phone", direction="both")
        self.run_crons()
        self.lead.partner_id.phone_other = "+7 900 000-00-13"
        self.run_crons()
        [contact] = self.amo.contacts.values()
        [field] = contact["custom_fields_values"]
        self.assertIn("+7 900 000-00-13", [value["value"] for value in field["values"]])

    def test_unwatched_change_is_no_news(self):
        self.lead.priority = "2"
        self.assertFalse(self.binding.dirty)

    def test_deal_of_odoo_alone_is_no_news(self):
        self.env["crm.lead"].create({"name": "Ours"}).stage_id = self.work
        self.run_crons()
        self.assertFalse(self.patches())

    @capability("A1")
    def test_our_own_write_does_not_echo(self):
        self.lead.stage_id = self.work
        self.run_crons()
        for action in ("update", "status", "update"):
            self.receive(hook("leads", action, self.deal["id"]))
            self.run_crons()
        self.assertEqual(len(self.patches()), 1)
        self.assertEqual(self.lead.stage_id, self.work)

    def test_batch_write_marks_with_one_more_query(self):
        others = [self.import_deal(self.add_full_deal()) for _number in range(5)]
        leads = self.lead.browse([lead.id for lead in others])
        marks = []
        binding_class = self.env.registry["amocrm.mark"]
        with patch.object(
            binding_class,
            "_add",
            autospec=True,
            side_effect=lambda *args: marks.append(args) or True,
        ):
            leads.write({"referred": "fair"})
        self.assertEqual(len(marks), 1)
        leads.write({"referred": "shop"})
        self.assertEqual(
            self.env["amocrm.binding"].search_count([("dirty", "=", True)]), len(leads)
        )

    def test_both_changed_the_owner_stands_and_the_other_is_kept_in_words(self):
        self.lead.expected_revenue = 5000
        self.amo.touch(self.deal)["price"] = 7000
        self.import_deal(self.deal, "update")
        self.assertEqual(self.lead.expected_revenue, 7000)
        self.assertIn("amoCRM “7000”, Odoo “5000”", self.lead.message_ids[0].body)
        self.assertFalse(self.patches())

    def test_both_changed_and_odoo_owns(self):
        self.map_field("price", "expected_revenue", direction="both", owner="odoo")
        self.lead.expected_revenue = 5000
        self.amo.touch(self.deal)["price"] = 7000
        self.import_deal(self.deal, "update")
        self.assertEqual(self.amo.leads[self.deal["id"]]["price"], 5000)

    def test_request_not_accepted_yet_is_never_written_to(self):
        deal = self.add_full_deal(status_id=UNSORTED)
        lead = self.import_deal(deal)
        self.assertEqual(lead.stage_id, self.env["crm.stage"].search([], limit=1))
        lead.expected_revenue = 5
        self.run_crons()
        self.assertFalse(self.patches())
        self.assertIn("not accepted in amoCRM yet", lead.amocrm_problem)
        self.amo.touch(deal)["status_id"] = NEW
        self.import_deal(deal, "status")
        self.assertEqual(self.patches()[-1]["price"], 5)
        self.assertFalse(lead.amocrm_problem)

    def test_stage_without_counterpart_is_told(self):
        self.lead.stage_id = self.env["crm.stage"].create({"name": "Odd"})
        self.run_crons()
        self.assertFalse(self.patches())
        self.assertIn("“Odd” has no counterpart", self.lead.amocrm_problem)

    def test_pair_chosen_later_heals_the_problem(self):
        odd = self.env["crm.stage"].create({"name": "Odd"})
        self.lead.stage_id = odd
        self.run_crons()
        self.account.stage_map_ids.filtered(lambda row: row.status_id == str(WORK)).stage_id = odd
        self.run_crons()
        self.assertEqual(self.patches()[-1]["status_id"], WORK)
        self.assertFalse(self.lead.amocrm_problem)

    def test_long_text_is_cut_there_and_stays_whole_here(self):
        self.lead.referred = "x" * 300
        self.run_crons()
        self.assertEqual(len(self.amo.value(self.deal, 701)[0]["value"]), 256)
        self.assertIn("was cut there", self.lead.amocrm_problem)
        self.import_deal(self.deal, "update")
        self.assertEqual(len(self.lead.referred), 300)
        self.assertEqual(len(self.patches()), 1)

    @capability("A1")
    def test_refused_field_is_told_and_the_others_arrive(self):
        self.amo.add_field("leads", 999, "Bad", "text")
        self.account._store_fields(self.amo.fields)
        self.map_field("999", "partner_name", direction="out")
        self.lead.write({"partner_name": "Firm", "referred": "the web"})
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 701), [{"value": "the web"}])
        self.assertIn("Bad choice.", self.lead.amocrm_problem)
        calls = len(self.patches())
        self.import_deal(self.deal, "update")
        self.assertEqual(len(self.patches()), calls, "the same value is not tried again")

    def test_loop_is_stopped_and_told(self):
        with patch.object(amocrm_entity, "LOOP_LIMIT", 3):
            for price in range(2000, 2006):
                self.lead.expected_revenue = price
                self.run_crons()
        self.assertEqual(len(self.patches()), 3)
        self.assertIn("back and forth", self.lead.amocrm_problem)
        self.assertTrue(self.account.activity_ids.filtered(lambda item: item.user_id == self.admin))
        self.assertTrue(self.binding.dirty, "nothing is forgotten")

    def test_changes_of_the_deal_while_it_is_exchanged_come_again(self):
        entity = self.env.registry["amocrm.entity.leads"]
        send = entity._send

        def send_and_be_changed(handler, client, plan):
            with handler.env.registry.cursor() as cr:
                handler.env(cr=cr)["crm.lead"].browse(self.lead.id).referred = "meanwhile"
            return send(handler, client, plan)

        self.lead.expected_revenue = 2000
        with patch.object(entity, "_send", send_and_be_changed):
            self.run_crons()
        self.run_crons()
        self.assertEqual(self.amo.value(self.deal, 701), [{"value": "meanwhile"}])
