from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmocrmCase, capability, hook, picture
from .stub_amocrm import PIPELINE, READY, WORK

EVIL = "<img src=x onerror=alert(1)>💍 O'Neil"


@tagged("post_install", "-at_install")
class TestBadInput(AmocrmCase):
    """Whatever is wrong with a deal, it arrives, and the deal says what could not be used."""

    @classmethod
    def _map_fields(cls):
        super()._map_fields()
        cls.env["ir.model.fields"].create(
            {
                "name": "x_sketch_ids",
                "field_description": "Sketches",
                "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                "ttype": "many2many",
                "relation": "ir.attachment",
            }
        )
        cls.map_field("704", "x_sketch_ids", pictures_only=True)

    def attachments(self, lead):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id), ("res_field", "=", False)]
        )

    def import_file(self, content, **values):
        file = self.amo.add_file(content, **values)
        deal = self.add_full_deal(fields={704: [{"value": file}]})
        return deal, self.import_deal(deal)

    @capability("A1")
    def test_deal_without_contact(self):
        deal = self.amo.add_deal(name="Alone")
        lead = self.import_deal(deal)
        for _recheck in range(6):
            self.run_crons()
        self.assertEqual(lead.name, "Alone")
        self.assertIn("has no contact in amoCRM", lead.amocrm_problem)
        notes = [body for body in lead.message_ids.mapped("body") if "has no contact" in body]
        self.assertEqual(len(notes), 1, "said once in the chatter, when nobody was linked for good")
        self.assertFalse(self.binding_of("leads", deal).stale)

    @capability("A1")
    def test_words_are_in_the_companys_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"].search(
            [("name", "=", "amocrm_connector")]
        )._update_translations(filter_lang="ru_RU")
        self.env.company.partner_id.lang = "ru_RU"
        lead = self.import_deal(self.amo.add_deal())
        self.assertIn("нет контакта", lead.amocrm_problem)

    def test_unknown_stage(self):
        lead = self.import_deal(self.add_full_deal(status_id=5, pipeline_id=6))
        self.assertEqual(lead.name, "Ring")
        self.assertIn("has no counterpart", lead.amocrm_problem)
        self.assertIn("6:5", lead.amocrm_problem)

    def test_unknown_user(self):
        self.account.default_user_id = self.admin
        lead = self.import_deal(self.add_full_deal(responsible_user_id=12))
        self.assertEqual(lead.user_id, self.admin, "the deputy")
        self.assertIn("amoCRM user “Retired” has no Odoo user", lead.amocrm_problem)
        self.assertFalse(self.amo.called("PATCH"))

    @capability("A1")
    def test_html_and_emoji_are_text(self):
        contact = self.amo.add_contact(EVIL, phones=(EVIL,))
        deal = self.amo.add_deal(
            contact=contact, name=EVIL, status_id=READY, fields={702: [{"value": EVIL}]}
        )
        lead = self.import_deal(deal)
        self.assertEqual(lead.name, EVIL)
        self.assertEqual(lead.partner_id.name, EVIL)
        self.assertIn(EVIL, lead.amocrm_problem)
        note = lead.message_ids.filtered(
            lambda message: "not known on the other side" in message.body
        )
        self.assertIn("&lt;img", note.body)
        self.assertNotIn("<img", note.body)

    def test_option_without_counterpart_loses_nothing_else(self):
        deal = self.add_full_deal(fields={702: [{"value": "Atlantis"}], 701: [{"value": "me"}]})
        lead = self.import_deal(deal)
        self.assertEqual(lead.referred, "me")
        self.assertFalse(lead.country_id)
        self.assertIn("“Country”: “Atlantis” is not known", lead.amocrm_problem)
        self.env["res.country"].create({"name": "Atlantis", "code": "XQ"})
        self.import_deal(deal, "update")
        self.assertEqual(lead.country_id.name, "Atlantis")
        self.assertFalse(lead.amocrm_problem)

    def test_words_in_a_sum(self):
        lead = self.import_deal(self.add_full_deal(fields={706: [{"value": "109716+9800"}]}))
        self.assertIn("“109716+9800” is not a number", lead.amocrm_problem)

    def test_deal_without_name(self):
        deal = self.add_full_deal(name="")
        lead = self.import_deal(deal)
        self.assertEqual(lead.name, f"Deal {deal['id']}")
        self.assertFalse(self.amo.called("PATCH"), "our makeshift name is not sent")

    @capability("A1")
    def test_too_big_sketch_becomes_a_link(self):
        _deal, lead = self.import_file(b"", size=40 * 1024 * 1024)
        self.assertFalse(lead.x_sketch_ids)
        [link] = self.attachments(lead)
        self.assertEqual(link.type, "url")
        self.assertTrue(link.url.startswith("https://drive-b.amocrm.ru/download/"))
        self.assertIn("larger than 25 MB", lead.amocrm_problem)
        self.assertFalse(self.amo.called("GET", "/download/"))

    def test_sketch_that_lies_about_its_size(self):
        self.account.max_file_mb = 1
        _deal, lead = self.import_file(b"x" * 1024 * 1024 * 2, size=10)
        self.assertEqual(self.attachments(lead).type, "url")

    @capability("A1")
    def test_file_that_is_no_picture_is_kept_beside_the_sketches(self):
        _deal, lead = self.import_file(b"%PDF-1.4 drawing", name="drawing.png")
        self.assertFalse(lead.x_sketch_ids)
        self.assertEqual(self.attachments(lead).raw, b"%PDF-1.4 drawing")
        self.assertIn("“drawing.png” in “Sketch” is not a picture", lead.amocrm_problem)

    def test_broken_picture_is_no_picture(self):
        _deal, lead = self.import_file(picture()[:60])
        self.assertFalse(lead.x_sketch_ids)
        self.assertIn("is not a picture", lead.amocrm_problem)

    def test_page_in_disguise_is_never_served_as_a_page(self):
        for content in (
            b"<html><script>alert(1)</script></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ):
            _deal, lead = self.import_file(content, name="sketch.html")
            self.assertEqual(self.attachments(lead).mimetype, "text/plain")

    def test_file_that_is_gone_and_file_that_is_late(self):
        file = self.amo.add_file(picture())
        deal = self.add_full_deal(fields={704: [{"value": file}]})
        self.amo.fault(503, path="/download/")
        lead = self.import_deal(deal)
        self.assertEqual(lead.name, "Ring", "the deal does not wait for its file")
        self.assertIn("could not be fetched", lead.amocrm_problem)
        self.run_crons()
        self.assertEqual(len(lead.x_sketch_ids), 1)
        self.assertFalse(lead.amocrm_problem)

        del self.amo.files[self.amo.add_file(b"")["file_uuid"]]
        gone = {"file_uuid": "nowhere", "version_uuid": "v", "file_name": "a.png", "file_size": 1}
        lead = self.import_deal(self.add_full_deal(fields={704: [{"value": gone}]}))
        self.assertIn("“a.png” could not be fetched", lead.amocrm_problem)

    @capability("A1")
    def test_stage_refused_by_odoo_is_told_and_tried_again(self):
        lead_class = self.env.registry["crm.lead"]
        write = lead_class.write

        def strict_write(leads, vals):
            if vals.get("stage_id") == self.work.id and not leads.referred:
                raise UserError("Say who sent the client.")
            return write(leads, vals)

        self.patch(lead_class, "write", strict_write)
        deal = self.add_full_deal(status_id=WORK, pipeline_id=PIPELINE)
        lead = self.import_deal(deal)
        self.assertEqual(lead.stage_id, self.env["crm.stage"].search([], limit=1))
        self.assertIn("Say who sent the client.", lead.amocrm_problem)
        lead.referred = "Peter"
        self.run_crons()
        self.assertEqual(lead.stage_id, self.work)
        self.assertFalse(lead.amocrm_problem)
        self.assertFalse(
            [call for call in self.amo.called("PATCH") if "status_id" in call[3]], "not sent back"
        )

    def test_value_that_odoo_refuses_loses_nothing_else(self):
        lead_class = self.env.registry["crm.lead"]
        write = lead_class.write

        def strict_write(leads, vals):
            if "country_id" in vals:
                raise UserError("No countries today.")
            return write(leads, vals)

        self.patch(lead_class, "write", strict_write)
        deal = self.add_full_deal(fields={702: [{"value": "France"}], 701: [{"value": "me"}]})
        lead = self.import_deal(deal)
        self.assertEqual(lead.referred, "me")
        self.assertEqual(lead.user_id, self.seller)
        self.assertIn("No countries today.", lead.amocrm_problem)

    def test_hook_of_another_account_is_not_followed(self):
        self.account.amo_account_id = "7"
        deal = self.add_full_deal()
        self.receive(hook("leads", "add", deal["id"]))
        self.run_crons()
        self.assertFalse(self.lead_of(deal))
        self.assertEqual(self.env["amocrm.event"].search([], limit=1).state, "failed")

    def test_salesperson_sees_the_banner_and_nothing_of_the_machinery(self):
        lead = self.import_deal(self.add_full_deal(status_id=5)).with_user(self.seller)
        self.assertIn("has no counterpart", lead.amocrm_problem)
        self.assertTrue(lead.amocrm_url)
        found = (
            self.env["crm.lead"].with_user(self.seller).search([("amocrm_problem", "!=", False)])
        )
        self.assertEqual(found, lead)
        for model in ("account", "event", "binding", "call", "field.map", "stage.map", "user.map"):
            self.assertFalse(self.env[f"amocrm.{model}"].with_user(self.seller).has_access("read"))
