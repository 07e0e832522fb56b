from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from .. import transactions
from .common import AmocrmCase, hook
from .stub_amocrm import WORK

LEADS, CONTACTS = "/api/v4/leads", "/api/v4/contacts"


@tagged("post_install", "-at_install")
class TestSyncRun(AmocrmCase):
    """What a run of the exchange tells the scheduler."""

    def reports(self):
        """(processed, remaining) as a run told them, one after the other."""
        told = []

        def note(_cron, processed=0, *, remaining=None, deactivate=False):
            told.append((processed, remaining))
            return 10

        self.env.flush_all()
        with (
            patch.object(self.env.registry["ir.cron"], "_commit_progress", note),
            self.registry.cursor() as cr,
        ):
            self.env(cr=cr)["amocrm.binding"]._cron_sync()
        self.env.invalidate_all()
        return told

    def test_work_done_and_work_left_are_told(self):
        self.receive(*(hook("leads", "add", self.add_full_deal()["id"]) for _deal in range(2)))
        told = self.reports()
        self.assertEqual(sum(processed for processed, _remaining in told), 2)
        self.assertEqual(told[-1], (0, 0))

    def test_a_run_that_could_do_nothing_leaves_nothing_to_complain_of(self):
        """Core warns of a run that has done nothing of what it says remains."""

        @contextmanager
        def busy(_env, _numbers):
            yield []

        self.receive(hook("leads", "add", self.add_full_deal()["id"]))
        with patch.object(transactions, "exclusive", busy):
            told = self.reports()
        self.assertEqual(told[-1], (0, 0))
        self.assertTrue(self.env["amocrm.mark"].search([]), "its mark is still there")


@tagged("post_install", "-at_install")
class TestManyAtOnce(AmocrmCase):
    """What is exchanged together costs few calls, and each record has its own fate."""

    def setUp(self):
        super().setUp()
        self.deals = [self.add_full_deal(name=f"Deal {number}") for number in range(10)]
        self.receive(*(hook("leads", "add", deal["id"]) for deal in self.deals))

    def leads(self):
        return self.env["crm.lead"].union(*map(self.lead_of, self.deals))

    def test_many_deals_are_read_by_few_calls(self):
        self.run_crons()
        self.assertEqual(len(self.leads()), 10)
        self.assertEqual(self.leads().mapped("partner_id.phone"), ["+7 900 000-00-11"] * 10)
        self.assertEqual([call[1] for call in self.amo.called("GET")][-2:], [LEADS, CONTACTS])
        self.assertFalse(self.amo.called("GET", r"/leads/\d+"))

    def test_deal_that_the_list_does_not_show_is_asked_for_by_number(self):
        self.deals[3]["is_deleted"] = True
        self.run_crons()
        self.assertEqual(len(self.leads()), 9)
        self.assertEqual(len(self.amo.called("GET", r"/leads/\d+")), 1)

    def test_list_that_fails_is_done_without(self):
        self.amo.fault(504, path=f"{LEADS}$")
        self.run_crons()
        self.assertEqual(len(self.leads()), 10)

    def test_many_changes_are_written_by_one_call(self):
        self.run_crons()
        self.leads().stage_id = self.work
        self.run_crons()
        [call] = self.amo.called("PATCH")
        self.assertEqual((call[1], len(call[3])), (LEADS, 10))
        self.assertEqual({deal["status_id"] for deal in self.deals}, {WORK})
        self.assertFalse(self.env["amocrm.mark"].search([]))

    def test_refused_value_is_told_on_its_deal_and_the_others_arrive(self):
        self.amo.add_field("leads", 999, "Forbidden", "text")
        self.account._store_reference(self.account._fetch_reference(self.account._client()))
        self.map_field("999", "referred", direction="both")
        self.map_field("701", "contact_name")
        self.run_crons()
        self.leads().stage_id = self.work
        self.lead_of(self.deals[4]).referred = "x"
        self.run_crons()
        self.assertEqual({deal["status_id"] for deal in self.deals}, {WORK})
        self.assertIn("Forbidden", self.lead_of(self.deals[4]).amocrm_problem)
        self.assertFalse(any(self.lead_of(deal).amocrm_problem for deal in self.deals[:4]))

    def test_too_fast_is_counted_once_for_all(self):
        self.amo.fault(429, path=f"{LEADS}$")
        accounts = self.env.registry["amocrm.account"]
        with patch.object(accounts, "_slow_down") as slow_down:
            self.run_crons()
        self.assertEqual(slow_down.call_count, 1)
        self.run_crons()
        self.assertEqual(len(self.leads()), 10)

    def test_lost_answer_of_a_list_is_looked_up(self):
        self.run_crons()
        self.leads().stage_id = self.work
        self.amo.fault("timeout", method="PATCH", after=True)
        self.run_crons()
        self.run_crons()
        self.assertEqual(len(self.amo.called("PATCH")), 1, "it had arrived")
        self.assertFalse(self.env["amocrm.mark"].search([]))

    def test_costs_do_not_grow_with_the_batch(self):
        self.run_crons()

        def cost(deals):
            self.receive(*(hook("leads", "update", deal["id"]) for deal in deals))
            before = self.cr.sql_log_count
            self.run_crons()
            return (self.cr.sql_log_count - before) / len(deals)

        cost(self.deals[:4])
        self.assertLessEqual(cost(self.deals), cost(self.deals[:4]))
