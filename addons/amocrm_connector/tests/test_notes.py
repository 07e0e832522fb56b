from urllib.parse import urlencode

from odoo.fields import Command
from odoo.tests import tagged

from .common import AmocrmCase, capability, hook


def note_hook(note, root="leads", element_type=2):
    prefix = f"{root}[note][0][note]"
    values = {"id": note["id"], "element_id": note["entity_id"], "element_type": element_type}
    return urlencode({f"{prefix}[{key}]": value for key, value in values.items()})


@tagged("post_install", "-at_install")
class TestNotes(AmocrmCase):
    """Notes of deals, both ways, each once."""

    def setUp(self):
        super().setUp()
        self.deal = self.add_full_deal()
        self.lead = self.import_deal(self.deal)

    def arrive(self, note, **options):
        self.receive(note_hook(note, **options))
        self.run_crons()
        return self.env["mail.message"].browse(self.binding_of("notes", note).res_id)

    def service_notes(self):
        return [
            note["params"]["text"]
            for note in self.amo.notes.values()
            if note["note_type"] == "extended_service_message"
        ]

    @capability("A1")
    def test_note_becomes_a_message_of_its_author_once(self):
        note = self.amo.add_note("leads", self.deal, text="Size <b>17,5</b>\nsmooth")
        messages = self.lead.message_ids
        message = self.arrive(note)
        self.assertEqual(message.author_id, self.seller.partner_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn("Size &lt;b&gt;17,5&lt;/b&gt;", message.body)
        self.arrive(note)
        self.assertEqual(self.lead.message_ids - messages, message)
        self.assertFalse(self.service_notes(), "no echo")

    def test_edited_note_changes_its_message(self):
        note = self.amo.add_note("leads", self.deal, text="Size 17")
        message = self.arrive(note)
        self.amo.touch(note)["params"]["text"] = "Size 18"
        self.assertEqual(self.arrive(note), message)
        self.assertIn("Size 18", message.body)

    def test_removed_message_does_not_come_back(self):
        note = self.amo.add_note("leads", self.deal, text="Size 17")
        self.arrive(note).unlink()
        self.amo.touch(note)["params"]["text"] = "Size 18"
        self.assertFalse(self.arrive(note).exists())

    def test_calls_and_short_messages(self):
        call = {"phone": "+7 900 000-00-11", "duration": 65, "link": "https://example.com/1.mp3"}
        message = self.arrive(self.amo.add_note("leads", self.deal, "call_in", **call))
        for words in ("Incoming call +7 900 000-00-11, 1:05", "https://example.com/1.mp3"):
            self.assertIn(words, message.body)
        sms = self.amo.add_note("leads", self.deal, "sms_out", text="ready", phone="+79000000011")
        self.assertIn("SMS to +79000000011", self.arrive(sms).body)
        evil = self.amo.add_note("leads", self.deal, "call_out", link="javascript:alert(1)")
        self.assertNotIn("javascript", self.arrive(evil).body)

    def test_unknown_and_empty_notes_are_ignored(self):
        messages = self.lead.message_ids
        for kind, params in (("zoom_meeting", {}), ("common", {"text": " "}), ("common", {})):
            self.arrive(self.amo.add_note("leads", self.deal, kind, **params))
        self.assertEqual(self.lead.message_ids, messages)
        self.assertFalse(self.env["amocrm.binding"].search([("error", "!=", False)]))

    def test_note_of_a_contact_stands_on_the_partner(self):
        [contact] = self.amo.contacts.values()
        note = self.amo.add_note("contacts", contact, text="calls at night")
        message = self.arrive(note, root="contacts", element_type=1)
        self.assertEqual((message.model, message.res_id), ("res.partner", self.lead.partner_id.id))

    def test_note_of_a_company_stands_on_the_company_told_or_found(self):
        row, [contact] = self.amo.add_company("Daisy Ltd"), self.amo.contacts.values()
        self.amo.link(contact, company=row)
        self.receive(hook("contacts", "update", contact["id"], type="contact"))
        self.run_crons()
        company = self.lead.partner_id.parent_id
        told = self.amo.add_note("companies", row, text="pays by transfer")
        message = self.arrive(told, root="contacts", element_type=3)
        self.assertEqual((message.model, message.res_id), ("res.partner", company.id))
        self.account.events_until = self.account.polled_until
        self.amo.add_note("companies", row, text="wants an act")
        self.poll()
        self.run_crons()
        bodies = "".join(company.message_ids.mapped("body"))
        self.assertEqual(bodies.count("wants an act"), 1)
        self.assertEqual(bodies.count("pays by transfer"), 1)

    def test_note_of_a_deal_that_is_not_here_brings_the_deal(self):
        deal = self.add_full_deal(name="Other")
        note = self.amo.add_note("leads", deal, text="first")
        self.arrive(note)
        self.run_crons()
        self.assertTrue(self.lead_of(deal))
        self.assertTrue(self.lead_of(deal).message_ids.filtered(lambda item: "first" in item.body))

    @capability("A1")
    def test_confirmed_order_is_noted_in_amocrm_once(self):
        product = self.env["product.product"].create({"name": "Ring", "list_price": 100})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.lead.partner_id.id,
                "opportunity_id": self.lead.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        binding = self.env["amocrm.binding"].search([("entity", "=", "notes")])
        self.assertTrue(binding.dirty, "queued in the same transaction")
        self.run_crons()
        self.run_crons()
        [words] = self.service_notes()
        self.assertIn(order.name, words)

    @capability("A1")
    def test_lost_answer_makes_no_second_note(self):
        self.lead._amocrm_note("Ready")
        self.amo.fault("timeout", path="/notes$", method="POST", after=True)
        self.run_crons()
        self.run_crons()
        self.assertEqual(self.service_notes(), ["Ready"])
        self.lead._amocrm_note("Ready")
        self.amo.fault(504, path="/notes$", method="POST")
        self.run_crons()
        self.run_crons()
        self.assertEqual(self.service_notes(), ["Ready", "Ready"], "said again is another one")

    def test_hook_of_our_own_note_makes_nothing_either_before_or_after(self):
        messages = self.lead.message_ids
        self.lead._amocrm_note("Ready")
        self.amo.fault("timeout", path="/notes$", method="POST", after=True)
        self.run_crons()
        [note] = self.amo.notes.values()
        self.arrive(note)
        self.arrive(note)
        self.assertEqual(self.lead.message_ids, messages)
        self.assertEqual(len(self.service_notes()), 1)
        binding = self.env["amocrm.binding"].search(
            [("entity", "=", "notes"), ("is_detached", "=", False)]
        )
        self.assertEqual(binding.external_id, str(note["id"]))

    def test_refused_note_is_told_on_the_deal(self):
        self.lead._amocrm_note("Ready")
        self.amo.fault(400, path="/notes$", method="POST")
        self.run_crons()
        self.assertIn("note could not be made", self.lead.amocrm_problem)

    def test_deals_of_our_own_leave_no_note(self):
        self.env["crm.lead"].create({"name": "Ours"})._amocrm_note("Ready")
        self.assertFalse(self.env["amocrm.binding"].search([("entity", "=", "notes")]))
