from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import JewelCase, capability
from odoo.addons.l10n_ru_jewel.models.template_ru_94n import CODE


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupTax(JewelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "New Workshop", "country_id": cls.env.ref("base.ru").id}
        )
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids = [(4, cls.company.id)]
        cls.admin_env = cls.env(user=cls.admin, context={"allowed_company_ids": cls.company.ids})
        cls.chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.step = cls.env["jewel.setup.step"]

    def _choose(self, regime):
        form = Form(self.admin_env["jewel.setup.tax"])
        form.regime = regime
        form.save().action_apply()

    def test_a_company_without_accounts_gets_the_russian_ones(self):
        self.assertEqual(self.step._get_missing_tax(self.company), ["Russian plan of accounts."])
        self._choose("general")
        self.assertEqual(self.company.chart_template, CODE)
        self.assertEqual(self.company.account_sale_tax_id, self.chart.ref("vat_22_sale_incl"))
        self.assertFalse(self.step._get_missing_tax(self.company))

    def test_the_simplified_system_takes_vat_off_models_and_revenue(self):
        self._choose("general")
        model = self.admin_env["product.template"].create({"name": "Model"})
        vat, none = self.chart.ref("vat_22_sale_incl"), self.chart.ref("vat_none_sale")
        self.assertEqual(model.taxes_id.filtered(lambda tax: tax.company_id == self.company), vat)
        self._choose("usn")
        self.assertEqual(model.taxes_id.filtered(lambda tax: tax.company_id == self.company), none)
        self.assertEqual(self.chart.ref("ru9001").tax_ids, none)
        self._choose("general")
        self.assertEqual(model.taxes_id.filtered(lambda tax: tax.company_id == self.company), vat)

    def test_the_form_shows_what_is_chosen(self):
        self._choose("usn_5")
        self.assertEqual(Form(self.admin_env["jewel.setup.tax"]).regime, "usn_5")

    def test_receipts_follow(self):
        self._choose("usn")
        provider = self.step._get_yookassa(self.env.company).copy({"company_id": self.company.id})
        self._choose("usn_7")
        self.assertEqual(provider.yookassa_vat, "7")

    def test_the_books_of_an_accountant_are_left_alone(self):
        self.env["account.chart.template"].try_loading("generic_coa", self.company)
        self.company.partner_id.street = "Long Street"
        self.company.country_id = self.env.ref("base.de")
        before = self.company.account_sale_tax_id
        with self.assertRefused("keeps its books by another plan of accounts"):
            self._choose("general")
        self.assertEqual(self.company.account_sale_tax_id, before)


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupYookassa(JewelCase):
    def test_the_step_is_done_when_the_provider_works(self):
        step = self.env["jewel.setup.step"]
        provider = step._get_yookassa(self.env.company)
        self.assertEqual(step._open_yookassa()["res_id"], provider.id)
        provider.state = "disabled"
        self.assertIn("Shop ID", step._get_missing_yookassa(self.env.company)[0])
        provider.write(
            {"yookassa_shop_id": "1", "yookassa_secret_key": "test_key", "state": "test"}
        )
        provider.is_published = False
        self.assertIn("is not published", step._get_missing_yookassa(self.env.company)[0])
        provider.is_published = True
        self.assertFalse(step._get_missing_yookassa(self.env.company))
