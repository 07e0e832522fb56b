from odoo.tests import tagged

from .common import RussianAccountsCase


@tagged("post_install_l10n", "post_install", "-at_install")
class TestChart(RussianAccountsCase):
    def _balances(self, lines):
        return {(line.account_id.code, line.balance) for line in lines}

    def test_retail_price_has_vat_inside(self):
        invoice = self._create_invoice_of(245000, "vat_22_sale_incl")
        self.assertEqual(invoice.amount_total, 245000.00)
        self.assertEqual(invoice.amount_tax, 44180.33)
        self.assertEqual(
            self._balances(invoice.line_ids),
            {("62", 245000.00), ("90.1", -200819.67), ("68.02", -44180.33)},
        )

    def test_default_taxes_of_a_fresh_company(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner_a.id,
                "invoice_date": "2026-11-26",
                "invoice_line_ids": [(0, 0, {"name": "Ring", "price_unit": 122})],
            }
        )
        self.assertEqual(invoice.invoice_line_ids.tax_ids, self.chart.ref("vat_22_sale_incl"))
        self.assertEqual(invoice.amount_tax, 22)

    def test_purchase(self):
        bill = self._create_invoice_of(1000, "vat_22_purchase_excl", move_type="in_invoice")
        self.assertEqual(
            self._balances(bill.line_ids), {("91.2", 1000), ("19", 220), ("60", -1220)}
        )

    def test_refund_gives_the_vat_back(self):
        refund = self._create_invoice_of(12200, "vat_22_sale_incl", move_type="out_refund")
        self.assertEqual(
            self._balances(refund.line_ids), {("62", -12200), ("90.1", 10000), ("68.02", 2200)}
        )

    def test_payment_waits_on_account_57(self):
        invoice = self._create_invoice_of(245000, "vat_22_sale_incl")
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create({})._create_payments()
        self.assertEqual(
            self._balances(payment.move_id.line_ids), {("57.01", 245000), ("62", -245000)}
        )
        self.assertEqual(invoice.payment_state, invoice._get_invoice_in_payment_state())

    def test_company_is_russian(self):
        company = self.env.company
        self.assertEqual(company.currency_id.name, "RUB")
        self.assertEqual(company.currency_id.symbol, "₽")
        self.assertEqual(company.account_fiscal_country_id.code, "RU")

    def test_journals(self):
        journals = {
            kind: self.chart.ref(kind).default_account_id.code
            for kind in ("sale", "purchase", "bank", "cash")
        }
        self.assertEqual(journals, {"sale": "90.1", "purchase": "91.2", "bank": "51", "cash": "50"})

    def test_accounts_are_those_of_the_order(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.chart._load_translations(langs=["ru_RU"], companies=self.env.company)
        accounts = self.env["account.account"].with_context(lang="ru_RU")
        names = {
            account.code: account.name
            for account in accounts.search([("company_ids", "in", self.env.company.ids)])
        }
        self.assertEqual(names["43"], "Готовая продукция")
        self.assertEqual(names["62.02"], "Расчеты по авансам полученным")
        self.assertEqual(names["90.2"], "Себестоимость продаж")
        wanted = "10 19 20 41 43 45 50 51 52 57 60 60.02 62 62.02 66 68 68.02 70 71 76 76.AB"
        wanted += " 80 84 90.1 90.2 90.3 91.1 91.2 99"
        self.assertFalse(set(wanted.split()) - set(names))
        # Nothing beside the plan, such as Odoo's 999999.
        self.assertFalse({code for code in names if code.startswith("99") and code != "99"})
