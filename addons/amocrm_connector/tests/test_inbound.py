from odoo.tests import tagged

from .common import AmocrmCase, capability, hook, picture
from .stub_amocrm import LOST, NEW, WON, WORK


@tagged("post_install", "-at_install")
class TestInbound(AmocrmCase):
    """What is made or changed in amoCRM arrives here."""

    @classmethod
    def _map_fields(cls):
        super()._map_fields()
        cls.sketches = cls.env["ir.model.fields"].create(
            {
                "name": "x_sketch_ids",
                "field_description": "Sketches",
                "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                "ttype": "many2many",
                "relation": "ir.attachment",
            }
        )
        cls.map_field("704", "x_sketch_ids", pictures_only=True)

    @capability("A1", "A7")
    def test_deal_arrives_with_client_and_picture(self):
        file = self.amo.add_file(picture())
        deal = self.add_full_deal(
            name="Ring for Anna",
            price=125000,
            fields={
                701: [{"value": "a friend"}],
                702: [{"value": "France", "enum_id": 70200}],
                703: [{"value": 1760043600}],
                704: [{"value": file}],
                705: [{"value": "smooth\r\nwith arms"}],
            },
        )
        lead = self.import_deal(deal)
        self.assertEqual(lead.name, "Ring for Anna")
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.expected_revenue, 125000)
        self.assertEqual(lead.user_id, self.seller)
        self.assertEqual(lead.stage_id, self.fresh)
        self.assertEqual(lead.referred, "a friend")
        self.assertEqual(lead.country_id, self.france)
        self.assertEqual(str(lead.date_deadline), "2025-10-10")
        self.assertIn("smooth<br", lead.description)
        self.assertEqual(lead.partner_id.name, "Anna")
        self.assertEqual(lead.partner_id.phone, "+7 900 000-00-11")
        self.assertEqual(lead.partner_id.phone_other, "8 (900) 000-00-12")
        self.assertEqual(lead.x_sketch_ids.raw, picture())
        self.assertFalse(lead.amocrm_problem)
        self.assertEqual(lead.amocrm_url, f"https://example.amocrm.ru/leads/detail/{deal['id']}")

    @capability("A1")
    def test_stage_moves_both_pipeline_and_status_counted(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        self.amo.touch(deal)["status_id"] = WORK
        self.import_deal(deal, "status")
        self.assertEqual(lead.stage_id, self.work)

    def test_lost_deal_is_archived_and_comes_back(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        self.amo.touch(deal)["status_id"] = LOST
        self.import_deal(deal, "status")
        self.assertEqual(lead.won_status, "lost")
        self.assertFalse(lead.active)
        self.amo.touch(deal)["status_id"] = NEW
        self.import_deal(deal, "status")
        self.assertTrue(lead.active)
        self.assertEqual(lead.stage_id, self.fresh)

    def test_deal_won_before_we_met_it_is_created_won(self):
        lead = self.import_deal(self.add_full_deal(status_id=WON))
        self.assertEqual(lead.won_status, "won")

    def test_field_cleared_in_amocrm_is_cleared_here(self):
        deal = self.add_full_deal(fields={701: [{"value": "a friend"}]})
        lead = self.import_deal(deal)
        self.amo.touch(deal)["custom_fields_values"] = None
        self.import_deal(deal, "update")
        self.assertFalse(lead.referred)

    def test_what_amocrm_has_not_changed_does_not_overwrite_our_change(self):
        deal = self.add_full_deal(fields={702: [{"value": "France"}]})
        lead = self.import_deal(deal)
        lead.country_id = self.env.ref("base.de")
        self.amo.touch(deal)["price"] = 2000
        self.import_deal(deal, "update")
        self.assertEqual(lead.expected_revenue, 2000)
        self.assertEqual(lead.country_id, self.env.ref("base.de"))

    def test_change_of_a_contact_reaches_the_client(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        contact = self.amo.contacts[deal["_embedded"]["contacts"][0]["id"]]
        self.amo.touch(contact)["name"] = "Anna Ivanova"
        self.receive(hook("contacts", "update", contact["id"], type="contact"))
        self.run_crons()
        self.assertEqual(lead.partner_id.name, "Anna Ivanova")

    def test_contact_of_nobody_is_not_taken_in(self):
        contact = self.amo.add_contact("Stranger")
        self.receive(hook("contacts", "add", contact["id"], type="contact"))
        self.run_crons()
        self.assertFalse(self.binding_of("contacts", contact))

    @capability("A1")
    def test_contact_linked_late_is_found_and_not_complained_of(self):
        deal = self.amo.add_deal()
        lead = self.import_deal(deal)
        binding = self.binding_of("leads", deal)
        self.assertIn("no contact", lead.amocrm_problem)
        self.assertTrue(binding.stale, "it is looked at again")
        self.assertNotIn("no contact", " ".join(lead.message_ids.mapped("body")))
        contact = self.amo.add_contact("Anna")
        deal["_embedded"]["contacts"] = [{"id": contact["id"], "is_main": True}]
        self.run_crons()
        self.assertEqual(lead.partner_id.name, "Anna")
        self.assertFalse(lead.amocrm_problem)
        self.assertFalse(binding.stale)

    def test_contact_hook_wakes_the_waiting_deal_at_once(self):
        deal = self.amo.add_deal()
        lead = self.import_deal(deal)
        contact = self.amo.add_contact("Anna")
        deal["_embedded"]["contacts"] = [{"id": contact["id"], "is_main": True}]
        self.receive(hook("contacts", "add", contact["id"], type="contact"))
        self.run_crons(ignore_waiting=False)
        self.assertEqual(lead.partner_id.name, "Anna")

    def test_same_sketch_is_attached_once_and_a_new_version_replaces_it(self):
        file = self.amo.add_file(picture("gold"))
        deal = self.add_full_deal(fields={704: [{"value": file}]})
        lead = self.import_deal(deal)
        first = lead.x_sketch_ids
        self.import_deal(deal, "update")
        self.assertEqual(lead.x_sketch_ids, first)
        self.assertEqual(len(self.amo.called("GET", "/download/")), 1)

        self.amo.files[file["file_uuid"]].update(version_uuid="v2", content=picture("silver"))
        self.amo.touch(deal)["custom_fields_values"] = [
            {"field_id": 704, "values": [{"value": {**file, "version_uuid": "v2"}}]}
        ]
        self.import_deal(deal, "update")
        self.assertEqual(len(lead.x_sketch_ids), 1)
        self.assertEqual(lead.x_sketch_ids.raw, picture("silver"))
        change = self.env["amocrm.change"].search([("lead_id", "=", lead.id)])
        self.assertEqual((change.name, change.old_value), ("Sketch", "sketch.png"))

    def test_sketch_taken_out_of_the_field_leaves_the_sketches(self):
        file = self.amo.add_file(picture())
        deal = self.add_full_deal(fields={704: [{"value": file}]})
        lead = self.import_deal(deal)
        self.amo.touch(deal)["custom_fields_values"] = None
        self.import_deal(deal, "update")
        self.assertFalse(lead.x_sketch_ids)
        change = self.env["amocrm.change"].search([("lead_id", "=", lead.id)])
        self.assertEqual((change.old_value, change.new_value), ("sketch.png", False))

    @capability("A1")
    def test_poll_finds_what_the_hooks_have_lost(self):
        deal = self.add_full_deal()
        self.poll()
        self.run_crons()
        self.assertEqual(self.lead_of(deal).name, "Ring")
        self.assertEqual(int(self.account.polled_until.timestamp()) % 60, self.amo.clock % 60)

    def test_poll_leaves_alone_what_it_knows(self):
        deal = self.add_full_deal()
        self.import_deal(deal)
        reads = len(self.amo.called("GET", r"/leads/\d+"))
        self.poll()
        self.run_crons()
        self.assertEqual(len(self.amo.called("GET", r"/leads/\d+")), reads)

    @capability("A1")
    def test_poll_tries_again_and_says_why_it_could_not(self):
        deal = self.add_full_deal()
        for fault in (500, "html", "timeout"):
            self.amo.fault(fault)
        self.poll()
        self.assertIn("ReadTimeout", self.account.last_error)
        self.amo.fault(503)
        self.poll()
        self.assertFalse(self.account.poll_error)
        self.run_crons()
        self.assertTrue(self.lead_of(deal))

    def test_deal_deleted_in_amocrm_is_marked_and_nothing_cancelled(self):
        deal = self.add_full_deal()
        lead = self.import_deal(deal)
        deal["is_deleted"] = True
        self.import_deal(deal, "delete")
        self.assertTrue(lead.active)
        self.assertIn("was deleted in amoCRM", lead.amocrm_problem)
        self.assertTrue(self.binding_of("leads", deal).is_deleted)
        deal["is_deleted"] = False
        self.import_deal(deal, "restore")
        self.assertFalse(lead.amocrm_problem)

    def test_deal_deleted_here_stays_away(self):
        deal = self.add_full_deal()
        self.import_deal(deal).unlink()
        self.import_deal(deal, "update")
        self.assertTrue(self.binding_of("leads", deal).is_detached)
        self.assertFalse(self.lead_of(deal))
        self.binding_of("leads", deal).action_retry()
        self.run_crons()
        self.assertEqual(self.lead_of(deal).name, "Ring")

    def test_queries_for_a_known_deal_do_not_grow_with_the_batch(self):
        deals = [self.add_full_deal() for _number in range(6)]
        self.receive(*(hook("leads", "add", deal["id"]) for deal in deals))
        self.run_crons()

        def cost(batch):
            self.receive(*(hook("leads", "update", deal["id"]) for deal in batch))
            before = self.cr.sql_log_count
            self.run_crons()
            return (self.cr.sql_log_count - before) / len(batch)

        cost(deals[:1])
        self.assertLessEqual(cost(deals[:5]), cost(deals[:1]))
