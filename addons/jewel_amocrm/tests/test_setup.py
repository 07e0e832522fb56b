from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelAmocrmCase


@tagged("post_install", "-at_install")
@capability("B33")
class TestSetupAmocrm(JewelAmocrmCase):
    def test_the_step_is_done_when_the_account_is_connected(self):
        step = self.env["jewel.setup.step"]
        company = self.account.company_id
        self.assertFalse(step._get_missing_amocrm(company))
        self.account.state = "draft"
        self.assertIn("Address of the amoCRM account", step._get_missing_amocrm(company)[0])

    def test_the_step_opens_the_account_or_a_new_one(self):
        step = self.env["jewel.setup.step"]
        self.assertEqual(step._open_amocrm()["res_id"], self.account.id)
        self.account.active = False
        self.assertFalse(step._open_amocrm()["res_id"])
