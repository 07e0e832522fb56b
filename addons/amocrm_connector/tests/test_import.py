from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .. import client
from ..models import amocrm_entity_leads_many
from ..values import utc_moment
from .common import AmocrmCase, capability, hook, picture
from .stub_amocrm import LOST, NEW, WON, WORK


class Killed(BaseException):
    """The process is gone."""


@tagged("post_install", "-at_install")
class TestImport(AmocrmCase):
    """First load of the deals that amoCRM has already."""

    def setUp(self):
        super().setUp()
        self._set_page_size(3)
        self.load = self.env["amocrm.import"].create(
            {"account_id": self.account.id, "date_from": False}
        )

    def _set_page_size(self, size):
        for module in (client, amocrm_entity_leads_many):
            self.startPatcher(patch.object(module, "PAGE", size))

    def add_deals(self, count, **values):
        return [self.add_full_deal(name=f"Deal {n}", **values) for n in range(count)]

    def run_load(self):
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr)["amocrm.import"]._cron_load()
        self.env.invalidate_all()

    def start(self):
        self.load.action_start()
        self.run_load()

    @capability("A1")
    def test_deals_come_with_clients_stages_values_and_days(self):
        contact = self.amo.add_contact("Anna", phones=("+7 900 000-00-11",))
        deals = [
            self.amo.add_deal(
                contact=contact,
                name=f"Deal {status}",
                status_id=status,
                created_at=1_700_000_000,
                closed_at=1_700_086_400 if status in (WON, LOST) else None,
                fields={701: [{"value": "a friend"}], 702: [{"value": "France"}]},
            )
            for status in (NEW, WORK, WON, LOST)
        ]
        self.start()
        new, work, won, lost = (self.lead_of(deal) for deal in deals)
        self.assertEqual((new.stage_id, work.stage_id), (self.fresh, self.work))
        self.assertEqual((won.won_status, lost.won_status), ("won", "lost"))
        self.assertEqual(new.partner_id.phone, "+7 900 000-00-11")
        self.assertEqual(len((new | work | won).partner_id), 1)
        self.assertEqual(
            (new.referred, new.country_id, new.user_id), ("a friend", self.france, self.seller)
        )
        self.assertEqual(new.create_date, utc_moment(1_700_000_000))
        self.assertEqual((won.date_closed, won.day_close), (utc_moment(1_700_086_400), 1))
        self.assertEqual(lost.date_closed, utc_moment(1_700_086_400))
        self.assertEqual(self.load.state, "done")

    def test_loaded_deal_is_in_step_and_nothing_is_sent(self):
        [deal] = self.add_deals(1, fields={701: [{"value": "a friend"}]})
        self.start()
        self.assertFalse(self.env["amocrm.mark"].search([]))
        reads = len(self.amo.calls)
        self.lead_of(deal).referred = "a colleague"
        self.run_crons()
        self.assertEqual(self.amo.value(deal, 701), [{"value": "a colleague"}])
        self.import_deal(self.amo.touch(deal), "update")
        self.assertEqual(len(self.amo.called("PATCH")), 1)
        self.assertGreater(len(self.amo.calls), reads)

    def test_same_state_as_one_by_one(self):
        """Loaded or met by a hook, a deal and what is known of it are the same."""
        values = {
            "status_id": WORK,
            "created_at": 1_700_000_000,
            "fields": {
                701: [{"value": "a friend"}],
                702: [{"value": "France"}],
                703: [{"value": 1737583200}],
                705: [{"value": "note"}],
                706: [{"value": "10.50"}],
            },
        }
        loaded, met = self.add_full_deal(**values), self.add_full_deal(**values)
        self.amo.leads.pop(met["id"])
        self.start()
        self.amo.leads[met["id"]] = met
        self.import_deal(met)
        names = set(self.env["crm.lead"]._fields) & {
            *(
                "name",
                "stage_id",
                "user_id",
                "team_id",
                "type",
                "company_id",
                "referred",
                "country_id",
            ),
            *("date_deadline", "description", "recurring_revenue", "expected_revenue", "active"),
            *("create_date", "date_open", "probability", "phone", "contact_name"),
        }
        for name in names:
            self.assertEqual(self.lead_of(loaded)[name], self.lead_of(met)[name], name)
        followers = [self.lead_of(deal).message_partner_ids for deal in (loaded, met)]
        self.assertEqual(*followers)
        snapshots = [self.binding_of("leads", deal).snapshot for deal in (loaded, met)]
        for snapshot in snapshots:
            snapshot.pop("contact")
        self.assertEqual(*snapshots)

    def test_pages_are_turned_whatever_changes_meanwhile(self):
        deals = self.add_deals(8)
        handler = self.env.registry["amocrm.entity.leads"]
        fetch_page = handler._fetch_page

        def fetch_and_change(entity, amo_client, query):
            page = fetch_page(entity, amo_client, query)
            self.amo.touch(deals[0])  # jumps behind all others
            return page

        with patch.object(handler, "_fetch_page", fetch_and_change):
            self.load.action_start()
            self.env.flush_all()
            with self.registry.cursor() as cr:
                load = self.env(cr=cr)["amocrm.import"].browse(self.load.id)
                for _page in range(4):
                    load._step_safely()
        self.env.invalidate_all()
        self.assertTrue(all(map(self.lead_of, deals)))
        self.assertEqual(self.env["amocrm.binding"].search_count([("entity", "=", "leads")]), 8)

    def test_more_deals_of_one_second_than_fit_on_a_page(self):
        deals = self.add_deals(8)
        for deal in deals:
            deal["updated_at"] = 1_760_000_500
        self.start()
        self.assertTrue(all(map(self.lead_of, deals)))
        self.assertEqual((self.load.state, self.load.created_count), ("done", 8))

    @capability("A1")
    def test_killed_anywhere_it_goes_on_from_there(self):
        deals = self.add_deals(8)
        self.load.action_start()
        handler = self.env.registry["amocrm.entity.leads"]
        for step, after in (
            ("_fetch_page", False),
            ("_fetch_page", True),
            ("_take_in_many", False),
            ("_take_in_many", True),
        ):
            self._kill_at(handler, step, after)
        self._kill_at(self.env.registry["amocrm.import"], "_advance", True)
        self.run_load()
        self.assertEqual(self.load.state, "done")
        self.assertEqual((self.load.done_count, self.load.created_count), (8, 8))
        self.assertEqual(len(self.env["crm.lead"].search([("name", "like", "Deal %")])), 8)
        self.assertEqual(len(self.env["res.partner"].search([("name", "=", "Anna")])), 8)
        self.assertTrue(all(map(self.lead_of, deals)))

    def _kill_at(self, handler, step, after):
        original = getattr(handler, step)

        def deadly(*args):
            if after:
                original(*args)
            raise Killed()

        self.env.flush_all()
        with patch.object(handler, step, deadly), self.registry.cursor() as cr:
            try:
                self.env(cr=cr)["amocrm.import"]._cron_load()
                self.fail(f"{step} was not reached")
            except Killed:
                cr.rollback()
        self.env.invalidate_all()

    def test_progress_and_estimate(self):
        self.add_deals(7)
        self.load.action_start()
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self.env(cr=cr)["amocrm.import"].browse(self.load.id)._step_safely()
        self.env.invalidate_all()
        self.assertEqual((self.load.total_count, self.load.done_count), (7, 3))
        self.assertAlmostEqual(self.load.progress, 100 * 3 / 7, 3)
        self.load.seconds = 60
        self.assertEqual(self.load.minutes_left, 1.3)
        self.run_load()
        self.assertEqual((self.load.progress, self.load.minutes_left), (100, 0))

    def test_period_is_kept(self):
        old, inside, new = self.add_deals(3)
        for deal, day in ((old, 1), (inside, 2), (new, 3)):
            deal["updated_at"] = 1_700_000_000 + day * 86400
        moment = utc_moment(inside["updated_at"])
        self.load.date_from, self.load.date_to = (
            moment - timedelta(1 / 24),
            moment + timedelta(1 / 24),
        )
        self.start()
        self.assertEqual([bool(self.lead_of(deal)) for deal in (old, inside, new)], [0, 1, 0])

    def test_amocrm_that_is_unavailable_is_waited_for(self):
        deals = self.add_deals(2)
        self.amo.fault(500)
        self.start()
        self.assertEqual(self.load.state, "running")
        self.assertIn("500", self.load.error)
        self.run_load()
        self.assertFalse(self.lead_of(deals[0]), "it waits")
        self.load.next_try_at = False
        self.run_load()
        self.assertTrue(self.lead_of(deals[0]))
        self.assertFalse(self.load.error)

    def test_pipelines_that_are_not_exchanged_are_not_loaded(self):
        repair = {"id": 9621014, "name": "Repair", "sort": 2, "is_archive": False}
        self.amo.more_pipelines = [repair]
        self.account._store_reference(self.account._fetch_reference(self.account._client()))
        rows = {row.name: row for row in self.load.pipeline_ids}
        rows["Repair"].is_exchanged = False
        ours, theirs = self.add_full_deal(), self.add_full_deal(pipeline_id=repair["id"])
        self.start()
        self.assertTrue(self.lead_of(ours))
        self.assertFalse(self.binding_of("leads", theirs))
        query = self.amo.called("GET", "leads$")[-1][2]
        self.assertEqual(query["filter[pipeline_id][]"], [rows["Sales"].pipeline_id])

    def test_tags_and_loss_reasons_come_along(self):
        self.amo.loss_reasons = [{"id": 7, "name": "Too expensive"}]
        self.account._store_reference(self.account._fetch_reference(self.account._client()))
        row = self.account.loss_map_ids
        row.lost_reason_id = self.env["crm.lost.reason"].create({"name": "Price"})
        deal = self.add_full_deal(status_id=LOST, loss_reason_id=7)
        deal["_embedded"]["tags"] = [{"id": 1, "name": "Wedding"}]
        self.start()
        lead = self.lead_of(deal)
        self.assertEqual((lead.won_status, lead.lost_reason_id.name), ("lost", "Price"))
        self.assertEqual(lead.tag_ids.mapped("name"), ["Wedding"])
        self.assertFalse(self.env["amocrm.mark"].search([]))

    def test_client_who_is_here_already_is_taken(self):
        partner = self.env["res.partner"].create({"name": "A.", "phone": "8 900 000-00-11"})
        deal = self.add_full_deal()
        self.start()
        self.run_crons()
        self.assertEqual(self.lead_of(deal).partner_id, partner)

    def test_pause_and_go_on(self):
        [deal] = self.add_deals(1)
        self.load.action_start()
        self.load.action_pause()
        self.run_load()
        self.assertFalse(self.lead_of(deal))
        self.start()
        self.assertTrue(self.lead_of(deal))

    def test_what_is_not_plain_gets_an_exchange_of_its_own(self):
        file = self.amo.add_file(picture())
        self.env["ir.model.fields"].create(
            {
                "name": "x_sketch_ids",
                "field_description": "Sketches",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "many2many",
                "relation": "ir.attachment",
            }
        )
        self.map_field("704", "x_sketch_ids", pictures_only=True)
        with_file, unknown, alone, lost_stage = (
            self.add_full_deal(fields={704: [{"value": file}]}),
            self.add_full_deal(fields={702: [{"value": "Atlantis"}]}),
            self.amo.add_deal(),
            self.add_full_deal(status_id=1),
        )
        self.start()
        self.assertTrue(all(map(self.lead_of, (with_file, unknown, alone, lost_stage))))
        self.run_crons()
        self.assertEqual(len(self.lead_of(with_file).x_sketch_ids), 1)
        self.assertIn("Atlantis", self.lead_of(unknown).amocrm_problem)
        self.assertIn("no contact", self.lead_of(alone).amocrm_problem)
        self.assertIn("counterpart", self.lead_of(lost_stage).amocrm_problem)

    def test_known_and_deleted_deals_are_left_alone(self):
        known, gone = self.add_deals(2)
        lead = self.import_deal(known)
        self.import_deal(gone).unlink()
        self.start()
        self.assertEqual(self.lead_of(known), lead)
        self.assertFalse(self.lead_of(gone))
        self.assertEqual((self.load.done_count, self.load.created_count), (2, 0))
        self.assertFalse(self.env["amocrm.mark"].search([]), "nothing has changed since")
        self.amo.touch(known)
        self.load.copy().action_start()
        self.run_load()
        self.assertTrue(self.binding_of("leads", known).stale)

    def test_hook_that_comes_first_makes_no_second_deal(self):
        [deal] = self.add_deals(1)
        self.receive(hook("leads", "add", deal["id"]))
        self.start()
        self.run_crons()
        self.assertEqual(len(self.env["crm.lead"].search([("name", "=", "Deal 0")])), 1)

    def test_not_connected_account_is_said(self):
        self.account.state = "reconnect"
        with self.assertRaisesRegex(UserError, "connect it first"):
            self.load.action_start()

    def test_poll_waits_for_the_first_load(self):
        self.account.polled_until = False
        deals = self.add_deals(1)
        self.poll()
        self.assertFalse(self.amo.called("GET", "leads$"))
        self.load.date_from = fields.Datetime.now()
        self.start()
        self.assertTrue(self.account.polled_until)
        self.assertFalse(self.lead_of(deals[0]))

    def test_queries_do_not_grow_with_the_page(self):
        self.startPatcher(patch.object(amocrm_entity_leads_many, "PAGE", 20))

        def cost(count):
            self.add_deals(count)
            load = self.load.copy()
            load.action_start()
            before = self.cr.sql_log_count
            self.run_load()
            self.assertEqual(load.created_count, count)
            return self.cr.sql_log_count - before

        cost(2)
        self.assertLessEqual(cost(18), cost(2) + 10)
