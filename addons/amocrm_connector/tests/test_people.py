from odoo.tests import tagged

from .common import AmocrmCase, capability, hook

PHONE = "+7 900 000-00-11"


@tagged("post_install", "-at_install")
class TestPeople(AmocrmCase):
    """Companies, further contacts, merged contacts, partners who were here before."""

    def update(self, entity, row, kind="leads"):
        self.receive(hook(kind, "update", row["id"], type={"companies": "company"}.get(entity, "")))
        self.run_crons()

    def partner(self, **values):
        return self.env["res.partner"].create({"name": "Anna K.", **values})

    @capability("A1")
    def test_contact_and_its_company_arrive_with_the_deal(self):
        company = self.amo.add_company("Romashka", phones=("+7 495 000-00-01",))
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        self.amo.link(contact, company=company)
        deal = self.amo.add_deal(contact=contact)
        self.amo.link(deal, [contact], company)
        lead = self.import_deal(deal)
        parent = lead.partner_id.parent_id
        self.assertEqual((lead.partner_id.name, parent.name), ("Anna", "Romashka"))
        self.assertTrue(parent.is_company)
        self.assertEqual(parent.phone, "+7 495 000-00-01")
        self.assertEqual(len(self.amo.called("GET", "/companies/")), 1)
        self.receive(hook("leads", "update", deal["id"]))
        self.amo.touch(deal)
        self.run_crons()
        self.assertEqual(len(self.amo.called("GET", "/companies/")), 1, "known now")

    def test_contact_changes_its_company(self):
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        lead = self.import_deal(self.amo.add_deal(contact=contact))
        self.assertFalse(lead.partner_id.parent_id)
        self.amo.link(contact, company=self.amo.add_company("Romashka"))
        self.update("contacts", contact, "contacts")
        self.assertEqual(lead.partner_id.parent_id.name, "Romashka")
        self.amo.link(contact)
        self.update("contacts", contact, "contacts")
        self.assertFalse(lead.partner_id.parent_id)

    def test_deal_with_company_alone_has_it_as_client_until_a_contact_comes(self):
        deal = self.amo.add_deal()
        self.amo.link(deal, [], self.amo.add_company("Romashka"))
        lead = self.import_deal(deal)
        self.assertEqual(lead.partner_id.name, "Romashka")
        self.assertFalse(lead.amocrm_problem)
        self.amo.link(deal, [self.amo.add_contact("Anna")])
        self.update("leads", deal)
        self.assertEqual(lead.partner_id.name, "Anna")

    def test_company_is_followed_by_its_own_hooks(self):
        company = self.amo.add_company("Romashka")
        deal = self.amo.add_deal()
        self.amo.link(deal, [], company)
        lead = self.import_deal(deal)
        self.amo.touch(company)["name"] = "Romashka Plus"
        self.update("companies", company, "contacts")
        self.assertEqual(lead.partner_id.name, "Romashka Plus")

    @capability("A1")
    def test_further_contacts_stay_visible(self):
        people = [self.amo.add_contact(name) for name in ("Anna", "Boris", "Vera")]
        deal = self.amo.add_deal()
        self.amo.link(deal, people)
        lead = self.import_deal(deal)
        self.assertEqual(lead.partner_id.name, "Anna")
        self.assertEqual(sorted(lead.amocrm_contact_ids.mapped("name")), ["Boris", "Vera"])
        calls = len(self.amo.called("GET", "/contacts/"))
        self.amo.link(deal, people[:2])
        self.update("leads", deal)
        self.assertEqual(lead.amocrm_contact_ids.mapped("name"), ["Boris"])
        self.assertEqual(len(self.amo.called("GET", "/contacts/")), calls + 1, "the client only")

    def test_queries_do_not_grow_with_known_contacts(self):
        def queries(number):
            people = [self.amo.add_contact(f"P{number}-{index}") for index in range(number)]
            deal = self.amo.add_deal()
            self.amo.link(deal, people)
            lead = self.import_deal(deal)
            handler, binding = self.env["amocrm.entity.leads"], lead.sudo().amocrm_binding_id
            binding = self.account._for_work().env["amocrm.binding"].browse(binding.id)
            handler = binding.env["amocrm.entity.leads"]
            remote = handler._fetch(self.account._client(), handler._prepare(binding))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            handler._apply(binding, remote)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(2)
        self.assertLessEqual(queries(12), queries(3) + 2)

    @capability("A1")
    def test_partner_who_was_here_before_is_found_by_phone_then_by_mail(self):
        by_phone = self.partner(phone="8 (900) 000-00-11")
        lead = self.import_deal(self.amo.add_deal(contact=self.amo.add_contact(phones=(PHONE,))))
        self.assertEqual(lead.partner_id, by_phone)
        by_mail = self.partner(email="Anna@Example.com")
        contact = self.amo.add_contact("Anna")
        contact["custom_fields_values"].append(
            {"field_id": 602, "field_code": "EMAIL", "values": [{"value": "anna@example.com"}]}
        )
        lead = self.import_deal(self.amo.add_deal(contact=contact))
        self.assertEqual(lead.partner_id, by_mail)

    @capability("A1")
    def test_partner_is_found_by_his_other_phones_when_it_is_nobodys_first_one(self):
        other = self.partner(phone="+7 495 111-11-11", phone_other="112, 8 (900) 000-00-11")
        self.assertEqual(self.client_with(PHONE), other)
        twin = self.partner(phone_other="+7 900 000-00-12")
        first = self.partner(phone="+7 900 000-00-12")
        self.assertEqual(self.client_with("89000000012"), first)
        self.assertFalse(twin.phone)

    def client_with(self, number):
        contact = self.amo.add_contact(phones=(number,))
        return self.import_deal(self.amo.add_deal(contact=contact)).partner_id

    def test_other_phone_changed_here_goes_to_amocrm(self):
        self.map_field("601", "phone", direction="both")
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        lead = self.import_deal(self.amo.add_deal(contact=contact))
        lead.partner_id.phone_other = "+7 900 000-00-13"
        self.run_crons()
        values = self.amo.contacts[contact["id"]]["custom_fields_values"][0]["values"]
        self.assertIn("+7 900 000-00-13", [value["value"] for value in values])

    @capability("B45")
    def test_question_about_a_contact_is_on_its_form_and_is_answered_there(self):
        self.account.field_map_ids.filtered(
            lambda row: row.entity == "contacts" and row.amo_field == "name"
        )._set_field("name", direction="both", owner="ask")
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        lead = self.import_deal(self.amo.add_deal(contact=contact, responsible_user_id=11))
        partner = lead.partner_id
        partner.name = "Anna K."
        self.amo.touch(contact)["name"] = "Anna L."
        self.update("contacts", contact, "contacts")
        form = self.env["res.partner"].with_user(self.seller).get_view(view_type="form")
        self.assertIn("amocrm_question_ids", form["arch"])
        question = partner.with_user(self.seller).amocrm_question_ids
        self.assertEqual((question.amo_value, question.odoo_value), ("Anna L.", "Anna K."))
        question.action_take_amo()
        self.run_crons()
        self.assertEqual(partner.name, "Anna L.")
        self.assertFalse(partner.amocrm_question_ids)

    def test_trouble_of_a_contact_is_on_its_form(self):
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        partner = self.import_deal(self.amo.add_deal(contact=contact)).partner_id
        self.assertFalse(partner.with_user(self.seller).amocrm_problem)
        self.binding_of("contacts", contact).problem_text = "“Name” could not be taken over."
        partner.invalidate_recordset()
        self.assertIn("Name", partner.with_user(self.seller).amocrm_problem)
        found = self.env["res.partner"].search([("amocrm_problem", "!=", False)])
        self.assertEqual(found, partner)

    def test_several_fit_a_new_one_is_made_and_the_deal_says_so(self):
        before = self.partner(phone=PHONE) + self.partner(phone="89000000011")
        lead = self.import_deal(self.amo.add_deal(contact=self.amo.add_contact(phones=(PHONE,))))
        self.assertNotIn(lead.partner_id, before)
        self.assertTrue(lead.message_ids.filtered(lambda note: "Merge them" in note.body))

    def test_bound_partners_and_people_who_log_in_are_left_alone(self):
        self.seller.partner_id.phone = PHONE
        leads = [
            self.import_deal(self.amo.add_deal(contact=self.amo.add_contact(name, (PHONE,))))
            for name in ("Anna", "Anna again")
        ]
        self.assertEqual(len({lead.partner_id for lead in leads}), 2)
        self.assertNotIn(self.seller.partner_id, [lead.partner_id for lead in leads])

    @capability("A1")
    def test_merged_contact_stays_the_same_partner(self):
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        deal = self.amo.add_deal(contact=contact)
        lead = self.import_deal(deal)
        partner = lead.partner_id
        contact["is_deleted"] = True
        merged = self.amo.add_contact("Anna Petrova", phones=("89000000011",))
        self.amo.link(deal, [merged])
        self.update("leads", deal)
        self.assertEqual(lead.partner_id, partner)
        self.assertEqual(partner.name, "Anna Petrova")
        self.assertEqual(self.binding_of("contacts", merged).res_id, partner.id)
        self.assertFalse(self.binding_of("contacts", contact))

    def test_another_person_in_place_of_a_deleted_one_is_another_partner(self):
        contact = self.amo.add_contact("Anna", phones=(PHONE,))
        deal = self.amo.add_deal(contact=contact)
        lead = self.import_deal(deal)
        partner = lead.partner_id
        contact["is_deleted"] = True
        self.amo.link(deal, [self.amo.add_contact("Boris", phones=("+7 900 000-00-99",))])
        self.update("leads", deal)
        self.assertEqual((partner.name, lead.partner_id.name), ("Anna", "Boris"))
