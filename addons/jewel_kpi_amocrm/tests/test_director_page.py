from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.jewel_kpi.tests.common import JewelKpiCase


@tagged("post_install", "-at_install")
class TestDirectorPage(JewelKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["amocrm.account"].search([]).state = "draft"
        cls.account = cls.env["amocrm.account"].create(
            {"name": "Workshop", "host": "directorpage.amocrm.ru", "company_id": cls.company.id}
        )

    def _get_cards(self):
        page = self.env["jewel.director.page"].with_user(self.director).get_page()
        return [
            card for one in page["sections"] if one["key"] == "exchange" for card in one["cards"]
        ]

    def test_exchange_in_one_word(self):
        self.assertFalse(self._get_cards(), "an account that is being set up is no news")
        self.account.state = "connected"
        [card] = self._get_cards()
        self.assertEqual((card["value"], card["tone"]), ("in order", ""))
        self.account.state = "reconnect"
        [card] = self._get_cards()
        self.assertEqual((card["value"], card["tone"]), ("stands still", "bad"))

    def test_what_waits_is_counted(self):
        self.account.state = "connected"
        self.env["amocrm.event"].create(
            {"account_id": self.account.id, "body": "leads[update][0][id]=1"}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amocrm_event SET create_date = %s WHERE account_id = %s",
            [fields.Datetime.now() - timedelta(hours=1), self.account.id],
        )
        self.env.invalidate_all()
        [card] = self._get_cards()
        self.assertIn("waiting: 1", card["note"])
        self.assertEqual(card["value"], "stands still")
