from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PIPELINE, AmocrmCase, capability, hook
from .crash import Killed
from .stub_amocrm import NEW, WORK

PHONE = "8 (900) 000-00-11"


@tagged("post_install", "-at_install")
class TestCreate(AmocrmCase):
    """Deals made in Odoo are made in amoCRM once, whatever happens on the way."""

    @classmethod
    def _new_amocrm(cls):
        amo = super()._new_amocrm()
        amo.add_field("leads", 750, "Odoo", "text", code="ODOO_LEAD_ID")
        return amo

    def setUp(self):
        super().setUp()
        self.account.write({"create_deals": True, "create_pipeline": str(PIPELINE)})

    @contextmanager
    def fresh_start(self):
        """Everything as before the test, afterwards too."""
        type(self).amo = self._new_amocrm()
        savepoint = self.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def make(self, **values):
        partner = self.env["res.partner"].create({"name": "Anna", "phone": PHONE})
        vals = {
            "name": "Ring for Anna",
            "type": "opportunity",
            "partner_id": partner.id,
            "expected_revenue": 500,
            "stage_id": self.fresh.id,
            "user_id": self.seller.id,
        }
        return self.env["crm.lead"].create({**vals, **values})

    def run_all(self):
        for _run in range(4):
            self.run_crons()

    def check_one(self, lead):
        self.run_all()
        [deal] = self.amo.leads.values()
        self.assertEqual(self.lead_of(deal), lead)
        self.assertEqual(len(self.env["crm.lead"].search([("name", "=", lead.name)])), 1)
        self.assertEqual(len(self.amo.contacts), 1)
        mark = self.env["amocrm.mark"].search([])
        self.assertFalse(mark, mark.mapped("binding_id.display_name"))
        return deal

    @capability("A1")
    def test_deal_and_its_client_are_made(self):
        lead = self.make()
        self.assertTrue(lead.sudo().amocrm_binding_id.dirty, "queued in the same transaction")
        deal = self.check_one(lead)
        self.assertEqual((deal["name"], deal["price"]), ("Ring for Anna", 500))
        self.assertEqual((deal["pipeline_id"], deal["status_id"]), (PIPELINE, NEW))
        self.assertEqual(deal["responsible_user_id"], 11)
        self.assertEqual(self.amo.value(deal, 750), [{"value": str(lead.id)}])
        [contact] = self.amo.contacts.values()
        self.assertEqual(deal["_embedded"]["contacts"][0]["id"], contact["id"])
        self.assertFalse(self.amo.called("PATCH"), "nothing is left to say")
        lead.stage_id = self.work
        self.run_crons()
        self.assertEqual(self.amo.leads[deal["id"]]["status_id"], WORK)

    def test_many_at_once(self):
        names = [f"Ring {number}" for number in range(5)]
        leads = [self.make(name=name, partner_id=False) for name in names]
        self.run_all()
        self.assertEqual(sorted(deal["name"] for deal in self.amo.leads.values()), names)
        for lead in leads:
            lead.expected_revenue = 700
        self.run_all()
        self.assertEqual([deal["price"] for deal in self.amo.leads.values()], [700] * 5)
        asked = [str(params) for _method, _path, params, _body in self.amo.calls]
        self.assertNotIn("False", "".join(asked), "only what has a number is asked for")

    def test_client_is_found_by_phone(self):
        contact = self.amo.add_contact("Anna Petrova", phones=("+7 900 000-00-11",))
        deal = self.check_one(self.make())
        self.assertEqual(deal["_embedded"]["contacts"][0]["id"], contact["id"])

    def test_off_by_default_and_leads_that_are_no_deals_stay_here(self):
        lead = self.make(type="lead")
        self.run_crons()
        self.assertFalse(self.amo.leads)
        lead.type = "opportunity"
        self.check_one(lead)
        self.account.create_deals = False
        self.make(name="Other")
        self.run_crons()
        self.assertEqual(len(self.amo.leads), 1)

    def test_pipeline_is_needed(self):
        with self.assertRaises(ValidationError):
            self.account.create_pipeline = False

    @capability("A1")
    def test_lost_answers_make_no_second_deal(self):
        for fault, after in (("timeout", True), (504, True), ("timeout", False), (500, False)):
            with self.subTest(fault=fault, after=after):
                with self.fresh_start():
                    lead = self.make()
                    for path in ("/contacts$", "/leads$"):
                        self.amo.fault(fault, path=path, method="POST", after=after)
                    self.check_one(lead)

    def test_lost_answer_without_a_field_of_our_own(self):
        row = self.account.field_map_ids.filtered(lambda row: row.code == "ODOO_LEAD_ID")
        row.active = False
        lead = self.make()
        self.amo.fault("timeout", path="/leads$", method="POST", after=True)
        self.check_one(lead)

    def test_client_is_changed_after_its_answer_was_lost(self):
        """He is looked for as he was sent, and what was typed meanwhile arrives."""
        changes = (
            {"name": "Anna Petrova", "phone": "+7 900 000-00-22"},
            {"name": "Anna Petrova", "phone": False, "email": "anna@example.com"},
        )
        for phone, change in ((PHONE, changes[0]), (PHONE, changes[1]), (False, changes[0])):
            with self.subTest(phone=phone, change=change), self.fresh_start():
                self.account.field_map_ids.direction = "both"
                lead = self.make()
                lead.partner_id.phone = phone
                self.amo.fault("timeout", path="/contacts$", method="POST", after=True)
                self.run_crons(ignore_waiting=False)
                self.assertEqual(len(self.amo.contacts), 1)
                lead.partner_id.write(change)
                self.check_one(lead)
                [contact] = self.amo.contacts.values()
                self.assertEqual(contact["name"], "Anna Petrova")
                self.assertEqual(lead.partner_id.name, "Anna Petrova")
                self.assertEqual(lead.partner_id.phone, change["phone"])

    def test_deal_is_changed_after_its_answer_was_lost(self):
        """Both sides have changed it since: that is a conflict, and the log tells of it."""
        lead = self.make(partner_id=False)
        self.amo.fault("timeout", path="/leads$", method="POST", after=True)
        self.run_crons(ignore_waiting=False)
        [deal] = self.amo.leads.values()
        lead.expected_revenue = 700
        self.amo.touch(deal)["price"] = 900
        self.run_all()
        self.assertEqual(len(self.amo.leads), 1)
        self.assertEqual(lead.expected_revenue, deal["price"])
        lost = {700, 900} - {deal["price"]}
        rows = self.env["amocrm.change"].search([("lead_id", "=", lead.id), ("key", "=", "price")])
        self.assertEqual({float(row.lost_value.replace(",", "")) for row in rows}, lost)

    @capability("A1")
    def test_hook_of_our_own_deal_comes_before_its_answer_is_stored(self):
        lead = self.make()
        self.amo.fault("timeout", path="/leads$", method="POST", after=True)
        self.run_crons()
        self.run_crons()
        [deal] = self.amo.leads.values()
        self.receive(hook("leads", "add", deal["id"]))
        self.run_crons(ignore_waiting=False)
        self.check_one(lead)

    @capability("A1")
    def test_killed_at_any_step(self):
        for entity in ("contacts", "leads"):
            for step in ("_fetch", "_apply", "_send", "_settle"):
                for after in (False, True):
                    with (
                        self.subTest(entity=entity, step=step, after=after),
                        self.fresh_start(),
                    ):
                        lead = self.make()
                        self.kill_at(entity, step, after)
                        self.check_one(lead)

    def kill_at(self, entity, step, after):
        handler = self.env.registry[f"amocrm.entity.{entity}"]
        original = getattr(handler, step)

        def deadly(*args):
            if after:
                original(*args)
            raise Killed()

        self.env.flush_all()
        with patch.object(handler, step, deadly), self.registry.cursor() as cr:
            env = self.env(cr=cr)
            for _run in range(3):
                env["amocrm.mark"].search([]).write({"due_at": "2000-01-01"})
                try:
                    env["amocrm.binding"]._cron_sync()
                except Killed:
                    cr.rollback()
                    break
            else:
                self.fail(f"{entity} {step} was not reached")
        self.env.invalidate_all()

    def test_refused_value_is_left_out(self):
        self.amo.add_field("leads", 999, "Bad", "text")
        self.account._store_reference(self.account._fetch_reference(self.account._client()))
        self.map_field("999", "email_cc", direction="both")
        lead = self.make(email_cc="x@example.com")
        self.run_all()
        self.assertTrue(self.lead_of(next(iter(self.amo.leads.values()))) == lead)

    def test_notes_and_tasks_wait_for_the_deal(self):
        self.env.ref("mail.mail_activity_data_todo").amocrm_task_type_id = 1
        lead = self.make()
        lead._amocrm_note("Made in Odoo")
        lead.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.check_one(lead)
        self.assertEqual(len(self.amo.notes), 1)
        self.assertEqual(len(self.amo.tasks), 1)

    def test_imported_deals_are_not_made_again(self):
        self.import_deal(self.add_full_deal())
        self.run_all()
        self.assertFalse(self.amo.called("POST"))
