from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.amocrm_connector.tests.common import AmocrmCase, hook
from odoo.addons.jewel_base.tests.common import JewelCase

SECRET = "Zvezdochetova"
# Texts that are the system's own.
KEPT = {"parent_path"}


@tagged("post_install", "-at_install")
class TestForget(JewelCase):
    """A client is erased with what every addon of the suite has added to his card."""

    def test_no_text_of_a_client_is_left(self):
        client = self.env["res.partner"].create({"name": SECRET})
        texts = {
            name: field
            for name, field in client._fields.items()
            if field.store and field.type in ("char", "text", "html") and name not in KEPT
        }
        self.assertLessEqual({"email", "phone_other", "kpp", "sale_warn_msg"}, texts.keys())
        of_company = [name for name, field in texts.items() if field.company_dependent]
        self.env.flush_all()
        self.env.cr.execute(  # past what checks an e-mail or an INN
            SQL(
                "UPDATE res_partner SET %s WHERE id = %s",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SECRET)
                    for name in texts.keys() - set(of_company)
                ),
                client.id,
            )
        )
        client.invalidate_recordset()
        client.write(dict.fromkeys(of_company, SECRET))
        director = self.env.ref("base.user_admin")
        self.env["jewel.forget"].with_user(director).create(
            {"partner_id": client.id}
        ).action_forget()
        self.env.flush_all()
        [[row]] = self.env.execute_query(
            SQL("SELECT to_jsonb(partner) FROM res_partner AS partner WHERE id = %s", client.id)
        )
        self.assertFalse({name for name, value in row.items() if SECRET in str(value)})


@tagged("post_install", "-at_install")
class TestForgetInAmocrm(AmocrmCase):
    """A client who came from amoCRM does not come back from there by himself."""

    def test_a_later_change_in_amocrm_gives_nothing_back(self):
        contact = self.amo.add_contact(SECRET, phones=("+7 900 000-00-11",))
        deal = self.amo.add_deal(contact=contact)
        lead = self.import_deal(deal)
        client = lead.partner_id
        gone = self.amo.add_deal(contact=contact, name=f"Chain for {SECRET}")
        self.import_deal(gone).unlink()
        bindings = self.binding_of("contacts", contact) | self.binding_of("leads", deal)
        self.assertIn(SECRET, str(bindings.mapped("snapshot")))
        about = {"account_id": self.account.id, "name": "Name", "partner_id": client.id}
        about["binding_id"] = self.binding_of("contacts", contact).id
        change = self.env["amocrm.change"].create(
            {**about, "source": "amo", "kind": "conflict", "lost_value": SECRET}
        )
        question = self.env["amocrm.conflict"].create({**about, "key": "7", "amo_value": SECRET})
        lead.action_archive()
        self.run_crons()
        self.env["jewel.forget"].with_user(self.env.ref("base.user_admin")).create(
            {"partner_id": client.id}
        ).action_forget()
        self.assertEqual(bindings.mapped("is_detached"), [True, True])
        self.assertFalse(any((bindings | self.binding_of("leads", gone)).mapped("snapshot")))
        self.assertFalse(change.lost_value or question.amo_value)
        self.assertEqual(question.state, "closed")

        calls = len(self.amo.calls)
        self.amo.touch(contact)["name"] = f"{SECRET} junior"
        self.amo.touch(deal)["name"] = f"Ring for {SECRET}"
        self.receive(hook("contacts", "update", contact["id"]))
        self.receive(hook("leads", "update", deal["id"]))
        self.run_crons()
        self.assertEqual(client.name, f"Forgotten client {client.id}")
        people = self.env["res.partner"].with_context(active_test=False)
        self.assertFalse(people.search([("name", "ilike", SECRET)]))
        self.assertFalse(self.env["crm.lead"].search([("name", "ilike", SECRET)]))
        self.assertEqual(len(self.amo.calls), calls, "amoCRM is not even asked")
