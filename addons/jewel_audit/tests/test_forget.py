from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_production.tests.common import ProductionCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
SECRETS = ("Zvezdochetov", "zvezdochetova@example.com", "+79991112233", "Sadovaya")


@tagged("post_install", "-at_install")
@capability("B40")
class TestForget(ProductionCase):
    """A client is erased on request, once nothing with him is open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        name, email, phone, street = SECRETS
        cls.client.write({"name": f"{name}a", "email": email, "phone": phone, "street": street})
        title = f"Ring for Anna {name}oy"  # declined: no form of the card's
        cls.deal = cls._create_deal(name=title, email_from=email, phone=phone)
        cls.deal.message_post(body=f"{name} will call from {phone}", author_id=cls.client.id)
        cls.client.message_post(body=f"Lives at {street}")
        cls.deal.activity_schedule("mail.mail_activity_data_call", note=f"Call {name}")
        cls.env.flush_all()
        cls.deal.with_user(cls.manager).write({"contact_name": name, "phone": phone + "0"})
        cls.env.flush_all()

    def _forget(self, user=None):
        wizard = self.env["jewel.forget"].with_user(user or self.director)
        return wizard.create({"partner_id": self.client.id}).action_forget()

    def _close(self):
        self.deal.with_context(mail_notrack=True).write({"active": False, "probability": 0})

    def test_open_deal_stands_against_it(self):
        with self.assertRefused(f"cannot be forgotten yet.*(?s:.)*{self.deal.name}"):
            self._forget()
        self.assertEqual(self.client.name, f"{SECRETS[0]}a")

    def test_open_order_stands_against_it(self):
        self._close()
        order = self._create_order((self._create_model(), 1))
        with self.assertRefused(order.name):
            self._forget()

    def test_user_is_no_client(self):
        self._close()
        self._create_role_user(login="jewel_test_client").partner_id = self.client
        with self.assertRefused("jewel_test_client can log in"):
            self._forget()

    def assertGone(self, *tables):
        self.env.flush_all()
        for table in tables:
            for secret in SECRETS:
                self.env.cr.execute(
                    f"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE %s",
                    [f"%{secret}%"],
                )
                self.assertEqual(self.env.cr.fetchone()[0], 0, (table, secret))

    def test_our_company_and_a_supplier_are_no_clients(self):
        supplier = self.env["res.partner"].create({"name": "Stones Ltd"})
        self.env["product.supplierinfo"].create(
            {"partner_id": supplier.id, "product_tmpl_id": self._create_model().product_tmpl_id.id}
        )
        biller = self.env["res.partner"].create({"name": "Rent Ltd", "supplier_rank": 1})
        for partner, words in (
            (self.env.company.partner_id, "our own company"),
            (supplier, "Suppliers: Stones Ltd"),
            (biller, "Suppliers: Rent Ltd"),
        ):
            wizard = self.env["jewel.forget"].with_user(self.director)
            with self.subTest(words), self.assertRefused(words):
                wizard.create({"partner_id": partner.id}).action_forget()

    def test_deals_without_a_client_but_with_his_phone_or_mail_stand_against_it(self):
        _name, email, phone, _street = SECRETS
        self.client.phone = phone
        self._close()
        for contact in ({"email_from": f"Anna <{email.upper()}>"}, {"phone": phone}):
            deal = self._create_deal(name="From the site", partner_id=False, **contact)
            deal.active = False
            with self.subTest(contact), self.assertRefused("with his phone or e-mail: From the"):
                self._forget()
            deal.partner_id = self.client
        self._forget()
        self.assertGone("crm_lead")

    def test_nothing_of_him_is_left(self):
        self._close()
        self._forget()
        self.assertFalse(self.client.active)
        self.assertGone(
            "res_partner", "crm_lead", "mail_message", "mail_activity", "jewel_audit_entry"
        )
        self.assertEqual(self.deal.name, f"Deal {self.deal.id}")
        self.assertEqual(self.deal.expected_revenue, 1000, "sums stay")

    def test_deals_and_orders_that_were_deleted_lose_their_history(self):
        name, email, _phone, _street = SECRETS
        merged = self._create_deal(name="Ring", email_from=email)
        nameless = self._create_deal(name=f"Web: {name}", partner_id=False, email_from=email)
        other = self._create_deal(name="Other", partner_id=self.env.user.partner_id.id)
        order = self._create_order((self._create_model(), 1))
        self.env.flush_all()
        merged.with_user(self.manager).contact_name = f"{name} junior"
        other.with_user(self.manager).contact_name = "Somebody else"
        order.client_order_ref = f"{name}, 7"
        self.env.flush_all()
        (merged | nameless | other).unlink()
        order.unlink()
        self._close()
        self._forget()
        self.assertGone("jewel_audit_entry")
        self.assertIn("Somebody else", self._get_entries(other, "contact_name").mapped("new_value"))
        self.assertTrue(self._get_entries(merged, "contact_name"), "that it was changed stays")

    def _get_entries(self, record, field):
        return self.env["jewel.audit.entry"].search(
            [("model", "=", record._name), ("res_id", "=", record.id), ("field", "=", field)]
        )

    def test_letters_about_him_lose_their_text_wherever_they_are(self):
        name, email, _phone, _street = SECRETS
        request = self.deal.with_user(self.manager)._create_pay_request("prepayment").sudo()
        receipt = self.env["jewel.sales.receipt"].create(
            {
                "deal_id": self.deal.id,
                "company_id": self.env.company.id,
                "date": fields.Date.today(),
                "state": "void",
            }
        )
        payment = self.env["account.payment"].create(
            {"amount": 500, "payment_type": "inbound", "partner_id": self.client.id}
        )
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.client.id}
        )
        for record in (request, receipt, payment, invoice):
            record.message_post(
                body=f"A letter to {name}",
                message_type="email",
                incoming_email_to=email,
                outgoing_email_to=email,
            )
        call = self.deal.activity_ids
        call.action_feedback(feedback=f"{name} comes tomorrow")
        self._close()
        self._forget()
        self.assertGone("mail_message", "mail_activity", "mail_notification")

    def test_copies_in_orders_payments_and_receipts_go_but_not_what_was_printed(self):
        name, email, phone, street = SECRETS
        order = self._create_order((self._create_model(), 1), deal=self.deal)
        order.write({"signed_by": name, "signature": PIXEL, "note": name, "client_order_ref": name})
        order.origin = self.deal.name
        order._jewel_cancel(self.env.ref("jewel_order.cancel_reason_mistake"))
        courier = {"contact_name": name, "phone": phone, "address": street, "comment": name}
        issued = {"deal_id": self.deal.id, "company_id": self.env.company.id, "state": "void"}
        issued["date"] = fields.Date.today()
        new, printed = self.env["jewel.sales.receipt"].create([{**issued, **courier}] * 2)
        self.env["jewel.sales.receipt.version"].create(
            {
                "receipt_id": printed.id,
                "number": 1,
                "printed_at": fields.Datetime.now(),
                "printed_by_id": self.manager.id,
                "content": courier,
            }
        )
        provider = self.env["payment.provider"].search([], limit=1)
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"]
                .search([("active", "in", (True, False))], limit=1)
                .id,
                "reference": "T-1",
                "amount": 500,
                "currency_id": self.env.company.currency_id.id,
                "partner_id": self.client.id,
            }
        )
        self._close()
        self._forget()
        self.assertGone("sale_order", "payment_transaction")
        self.assertFalse(order.signature)
        self.assertFalse(any(new[field] for field in courier))
        self.assertEqual(printed.contact_name, name, "it stands on the paper that the law keeps")
        self.assertEqual(printed.version_ids.content, courier)

    def test_it_is_in_the_history_without_what_was_erased(self):
        self._close()
        self._forget()
        entry = self.env["jewel.audit.entry"].search([("operation", "=", "forget")], limit=1)
        self.assertEqual(
            (entry.user_id, entry.model, entry.res_id),
            (self.director, "res.partner", self.client.id),
        )
        changed = self.env["jewel.audit.entry"].search(
            [("model", "=", "crm.lead"), ("res_id", "=", self.deal.id), ("field", "=", "phone")]
        )
        self.assertIn(self.manager, changed.user_id, "that it was changed stays")

    def test_only_director_and_administrator(self):
        self._close()
        for role in ("sales_manager", "accountant", "production_head", "jeweller"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._forget(self.users[role])
        self._forget(self.env.ref("base.user_admin"))
