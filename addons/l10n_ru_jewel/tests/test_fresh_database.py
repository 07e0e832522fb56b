from odoo.tests import TransactionCase, tagged

from ..hooks import _load_charts, post_init_hook


@tagged("post_install_l10n", "post_install", "-at_install")
class TestFreshDatabase(TransactionCase):
    """What installing the addon does to companies that are there already."""

    def _create_company(self, chart=None, **vals):
        company = self.env["res.company"].create({"name": "Workshop", **vals})
        if chart:
            self.env["account.chart.template"].try_loading(chart, company)
        return company

    def test_company_without_anything(self):
        company = self._create_company()
        products = self.env["product.template"].with_company(company)
        product = products.create({"name": "Ring", "company_id": company.id})
        _load_charts(self.env)
        self.assertEqual(company.chart_template, "ru_94n")
        self.assertEqual((company.country_id.code, company.currency_id.name), ("RU", "RUB"))
        self.assertEqual(product.taxes_id, company.account_sale_tax_id)
        self.assertEqual(product.taxes_id.amount, 22)
        self.assertEqual(product.supplier_taxes_id, company.account_purchase_tax_id)

    def test_generic_chart_that_nobody_chose(self):
        company = self._create_company("generic_coa")
        self.assertEqual(company.country_id.code, "US")
        _load_charts(self.env)
        self.assertEqual(company.chart_template, "ru_94n")
        codes = self.env["account.account"].search([("company_ids", "in", company.ids)])
        codes = codes.with_company(company).mapped("code")
        self.assertIn("90.1", codes)
        self.assertNotIn("400000", codes)

    def test_russian_company_with_address(self):
        russia = self.env.ref("base.ru")
        company = self._create_company("generic_coa", country_id=russia.id, city="Москва")
        _load_charts(self.env)
        self.assertEqual(company.chart_template, "ru_94n")

    def _assert_left_alone(self, company):
        def look():
            accounts = self.env["account.account"].search([("company_ids", "in", company.ids)])
            return company.chart_template, company.country_id, company.currency_id, accounts

        before = look()
        _load_charts(self.env)
        self.env.invalidate_all()
        self.assertEqual(look(), before)

    def test_company_abroad_is_left_alone(self):
        america = self.env.ref("base.us")
        self._assert_left_alone(
            self._create_company("generic_coa", country_id=america.id, city="Boston")
        )

    def test_other_chart_is_left_alone(self):
        charts = self.env["account.chart.template"]._get_chart_template_mapping()
        company = self._create_company("generic_coa")
        company.chart_template = next(code for code in charts if code.startswith("kz"))
        self._assert_left_alone(company)

    def test_company_with_entries_is_left_alone(self):
        company = self._create_company("generic_coa")
        account = self.env["account.account"].search([("company_ids", "in", company.ids)], limit=1)
        self.env["account.move"].with_company(company).create(
            {
                "line_ids": [
                    (0, 0, {"account_id": account.id, "debit": 1}),
                    (0, 0, {"account_id": account.id, "credit": 1}),
                ]
            }
        )
        self._assert_left_alone(company)

    def test_install_orders_the_loading(self):
        self.addCleanup(delattr, self.registry, "_auto_install_template")
        post_init_hook(self.env)
        self.assertIs(self.registry._auto_install_template, _load_charts)
