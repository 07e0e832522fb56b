import time

from odoo.tests import tagged

from .common import AmocrmCase, capability, hook


@tagged("post_install", "-at_install")
class TestEvents(AmocrmCase):
    """Deletions, merges, notes and tasks are found although no hook told of them."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal()
        self.lead = self.import_deal(self.deal)
        self.account.events_until = self.account.polled_until
        self.amo.clock += 1
        self.amo.clock = max(self.amo.clock, int(time.time()))

    def look(self):
        self.poll()
        self.run_crons()

    def delete(self, deal):
        self.amo.leads[deal["id"]]["is_deleted"] = True
        self.amo.add_event("lead_deleted", "lead", deal)

    def restore(self, deal):
        self.amo.touch(self.amo.leads[deal["id"]])["is_deleted"] = False
        self.amo.add_event("lead_restored", "lead", deal)

    @capability("A1")
    def test_deleted_and_restored_deal(self):
        self.delete(self.deal)
        self.look()
        binding = self.binding_of("leads", self.deal)
        self.assertTrue(binding.is_deleted)
        self.assertIn("deleted in amoCRM", self.lead.amocrm_problem)
        self.assertTrue(self.lead.active, "nothing is cancelled")
        self.receive(hook("leads", "update", self.deal["id"]))
        self.run_crons()
        self.assertTrue(binding.is_deleted, "a late hook does not bring it back")
        self.restore(self.deal)
        self.look()
        self.assertFalse(binding.is_deleted or self.lead.amocrm_problem)

    def test_unknown_deleted_deal_is_not_taken_in(self):
        deal = self.add_full_deal(name="Gone")
        self.delete(deal)
        self.amo.leads[deal["id"]]["updated_at"] = 0
        self.look()
        self.assertFalse(self.lead_of(deal))

    @capability("A1")
    def test_notes_and_tasks_without_hooks(self):
        self.amo.add_note("leads", self.deal, text="by list")
        task = self.amo.add_task(self.deal)
        self.look()
        self.assertTrue(self.lead.message_ids.filtered(lambda item: "by list" in item.body))
        self.assertEqual(self.lead.activity_ids.summary, "Call the client")
        self.amo.touch(task)["is_completed"] = True
        self.look()
        self.assertFalse(self.lead.activity_ids)

    def test_second_change_within_a_second_is_found(self):
        """amoCRM's versions are whole seconds: what was read within its second is read again."""
        note = self.amo.add_note("leads", self.deal, text="Size 17")
        self.look()
        note["params"]["text"] = "Size 18"
        self.look()
        bodies = "".join(self.lead.message_ids.mapped("body"))
        self.assertIn("Size 18", bodies)
        self.assertNotIn("Size 17", bodies)
        note["updated_at"] -= 60
        self.binding_of("notes", note).remote_version = str(note["updated_at"])
        self.amo.calls.clear()
        self.look()
        self.assertFalse(
            [call for call in self.amo.called("GET") if "filter[id][]" in call[2]],
            "what has settled is left alone",
        )

    def test_note_by_its_event_alone(self):
        note = self.amo.add_note("leads", self.deal, text="by event")
        note["updated_at"] = 0
        self.account.details_until = self.env["amocrm.binding"].search([], limit=1).id
        self.amo.add_event(
            "common_note_added", "lead", self.deal, after=[{"note": {"id": note["id"]}}]
        )
        self.look()
        self.assertTrue(self.lead.message_ids.filtered(lambda item: "by event" in item.body))

    @capability("A1")
    def test_what_a_deal_had_before_it_came(self):
        deal = self.add_full_deal(name="Old")
        note = self.amo.add_note("leads", deal, text="long ago")
        task = self.amo.add_task(deal, "Old task")
        note["updated_at"] = task["updated_at"] = 0
        lead = self.import_deal(deal)
        self.look()
        self.assertTrue(lead.message_ids.filtered(lambda item: "long ago" in item.body))
        self.assertEqual(lead.activity_ids.summary, "Old task")

    def test_merged_contact_is_found_by_its_event(self):
        [contact] = self.amo.contacts.values()
        partner = self.lead.partner_id
        contact["is_deleted"] = True
        merged = self.amo.add_contact("Anna P.", phones=("+7 900 000-00-11",))
        self.amo.leads[self.deal["id"]]["_embedded"]["contacts"] = [
            {"id": merged["id"], "is_main": True}
        ]
        self.amo.add_event("entity_merged", "contact", contact)
        self.look()
        self.assertEqual(self.lead.partner_id, partner)
        self.assertEqual(self.binding_of("contacts", merged).res_id, partner.id)

    def test_changed_company_without_a_hook(self):
        company = self.amo.add_company("Romashka")
        self.amo.link(self.deal, [], company)
        self.look()
        self.amo.touch(company)["name"] = "Romashka Plus"
        self.look()
        self.assertEqual(self.lead.partner_id.name, "Romashka Plus")

    def test_quiet_look_marks_nothing(self):
        self.look()
        self.poll()
        self.assertFalse(self.env["amocrm.mark"].search([]))
