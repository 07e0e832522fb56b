import re
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase


class BankInvoiceCase(JewelInvoicingCase):
    """A workshop with all requisites, and a firm that orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        russia = cls.env.ref("base.ru")
        cls.company.write({"invoice_head_name": "Самоцветов И. П."})
        cls.company.partner_id.write(
            {
                "name": "ООО «Мастерская Самоцветова»",
                "country_id": russia.id,
                "vat": "7704012340",
                "kpp": "770401001",
                "street": "Малый Златоустинский переулок, 5",
                "city": "Москва",
                "zip": "101000",
                "phone": "+7 495 000-00-01",
            }
        )
        bank = cls.env["res.bank"].create(
            {
                "name": "Банк «Образцовый»",
                "country": russia.id,
                "bic": "044525225",
                "corr_account": "30101810400000000225",
            }
        )
        cls.company.partner_id.bank_ids.unlink()
        cls.account = cls.env["res.partner.bank"].create(
            {
                "acc_number": "40702810200000012345",
                "bank_id": bank.id,
                "partner_id": cls.company.partner_id.id,
            }
        )
        cls.client_partner.write(
            {
                "name": "АО «Запонка»",
                "is_company": True,
                "country_id": russia.id,
                "vat": "7707083893",
                "kpp": "773601001",
                "street": "Вавилова, 19",
                "city": "Москва",
            }
        )

    def _get(self, document):
        return document._get_bank_invoice()


@tagged("post_install", "-at_install")
class TestBankInvoice(BankInvoiceCase):
    @capability("A55", "F19")
    def test_request_for_the_whole(self):
        request = self._open("balance")
        invoice = self._get(request)
        self.assertEqual(invoice["number"], request.name)
        self.assertEqual(invoice["words"], "Двести сорок пять тысяч рублей 00 копеек")
        self.assertEqual(invoice["due_text"], "245\u00a0000,00")
        self.assertEqual([line["name"] for line in invoice["lines"]], ["Thin ring"])

    @capability("E18")
    def test_request_for_a_part_is_one_line(self):
        request = self._open("prepayment", percent=50)
        invoice = self._get(request.with_context(lang="en_US"))
        self.assertEqual(invoice["due"], Decimal("122500.00"))
        self.assertEqual([line["name"] for line in invoice["lines"]], ["Prepayment for: Thin ring"])

    def test_payment_text_of_the_qr(self):
        request = self._open("balance")
        prepared = request.sudo()._prepare_bank_invoice()
        text = request._get_payment_qr_text(prepared, prepared["due"])
        self.assertIn(f"|Sum=24500000|Purpose=Оплата по счету № {request.name} от ", text)
        self.assertIn("|PersonalAcc=40702810200000012345|", text)
        self.assertTrue(self._get(request)["qr"].startswith("data:image/png;base64,"))

    @capability("A55")
    def test_vat_of_a_posted_invoice(self):
        tax = self.env["account.tax"].create(
            {
                "name": "VAT 22",
                "amount": 22,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
            }
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client_partner.id,
                "invoice_date": "2026-11-26",
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {"name": "Cuff-links", "price_unit": 245000, "tax_ids": [(6, 0, tax.ids)]},
                    )
                ],
            }
        )
        with self.assertRefused("a confirmed customer invoice"):
            move._get_bank_invoice()
        move.action_post()
        invoice = self._get(move)
        self.assertEqual((invoice["vat_text"], invoice["vat_rates"]), ("44\u00a0180,33", "22%"))
        text = move._get_payment_qr_text(move._prepare_bank_invoice(), invoice["due"])
        self.assertIn("В т.ч. НДС 44180.33 руб.", text)

    def test_quotation(self):
        order = self._create_order(self.deal, price_unit=1234.56, product_uom_qty=2, tax_ids=False)
        invoice = self._get(order)
        self.assertEqual(invoice["lines"][0]["price"], "1\u00a0234,56")
        self.assertEqual(invoice["lines"][0]["quantity"], "2")
        self.assertEqual(invoice["words"][:15], "Две тысячи четы")
        self.assertFalse(invoice["vat_text"])

    def test_what_was_paid_is_subtracted(self):
        request = self._open("balance")
        self._pay(request, amount=45000)
        invoice = self._get(request)
        self.assertEqual(
            (invoice["paid"], invoice["due"]), ("45\u00a0000,00", Decimal("200000.00"))
        )

    def test_everything_that_is_missing_is_named(self):
        request = self._open("balance")
        self.company.invoice_head_name = False
        self.account.bank_id.corr_account = False
        self.client_partner.write({"kpp": False, "street": False})
        with self.assertRaises(Exception) as refusal:
            request._get_bank_invoice()
        text = str(refusal.exception)
        self.assertIn(request.name, text)
        for part in ("head who signs", "correspondent account", "KPP of the buyer", "address"):
            self.assertIn(part, text)

    def test_wrong_requisites_are_named_too(self):
        request = self._open("balance")
        # A foreign firm was entered without checks, and is now asked for by a Russian form.
        self.client_partner.write({"country_id": self.env.ref("base.us").id, "vat": "123"})
        with self.assertRefused("INN of the buyer"):
            request._get_bank_invoice()

    def test_private_person_needs_a_name_only(self):
        request = self._open("balance")
        self.client_partner.write(
            {"is_company": False, "vat": False, "kpp": False, "street": False}
        )
        self.assertTrue(self._get(request)["words"])

    def test_draft_and_paid_requests_are_refused(self):
        request = self.deal.with_user(self.manager)._create_pay_request("balance")
        with self.assertRefused("has been sent and is not paid"):
            request.action_print_bank_invoice()
        request.action_open()
        self._pay(request)
        with self.assertRefused("has been sent and is not paid"):
            request.action_print_bank_invoice()

    def test_only_those_who_see_the_deal(self):
        request = self._open("balance")
        self.assertTrue(self._get(request.with_user(self.manager)))
        other = self._create_role_user("sales_manager", login="other_manager")
        other.write({"company_ids": [(4, self.company.id)], "company_id": self.company.id})
        for user in (other, self.users["jeweller"]):
            with self.assertRaises(AccessError):
                self._get(request.with_user(user))


@tagged("post_install", "-at_install")
class TestBankInvoicePdf(BankInvoiceCase, HttpCase):
    @capability("A55")
    def test_pdf_of_one_page(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        request = self._open("balance")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        name = "jewel_invoicing.bank_invoice_request"
        pdf, kind = report._render_qweb_pdf(name, request.ids)
        self.assertEqual(kind, "pdf")
        self.assertEqual(len(re.findall(rb"/Type\s*/Page\b", pdf)), 1)
        html = report._render_qweb_html(name, request.ids)[0].decode()
        for words in (
            "Счёт на оплату № ",
            "044525225",
            "30101810400000000225",
            "Всего наименований",
            "Двести сорок пять тысяч рублей 00 копеек",
            "АО «Запонка»",
        ):
            self.assertIn(words, html)
