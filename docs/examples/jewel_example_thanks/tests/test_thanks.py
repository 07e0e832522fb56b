from datetime import timedelta

from lxml import etree

from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.jewel_order.tests.common import JewelOrderCase

from ..models.crm_lead import THANKS


@tagged("post_install", "-at_install")
class TestThanks(JewelOrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls._create_deal(stage="shipping")

    def test_done_deal_asks_its_manager_three_days_later(self):
        self.deal.with_user(self.manager)._jewel_set_stage("done")
        activity = self.deal.activity_search([THANKS])
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.manager)
        today = Date.context_today(self.deal.with_user(self.manager))
        self.assertEqual(activity.date_deadline, today + timedelta(days=3))
        self.assertEqual(self.deal.thank_on, activity.date_deadline)

    def test_client_is_thanked_once(self):
        for key in ("done", "shipping", "done"):
            self.deal._jewel_set_stage(key)
        self.assertEqual(len(self.deal.activity_search([THANKS])), 1)

    def test_deal_on_its_way_asks_nothing(self):
        self.deal._jewel_set_stage("ready")
        self.assertFalse(self.deal.activity_search([THANKS]))
        self.assertFalse(self.deal.thank_on)

    def test_column_stands_behind_the_deadline(self):
        view = self.env.ref("jewel_order.crm_lead_view_list")
        arch = etree.fromstring(self.env["crm.lead"].get_view(view.id, "list")["arch"])
        names = [field.get("name") for field in arch.iter("field")]
        self.assertEqual(names[names.index("item_deadline") + 1], "thank_on")

    def test_russian_speaks_russian(self):
        deals = self.env["crm.lead"].with_context(lang="ru_RU")
        self.assertEqual(deals.fields_get(["thank_on"])["thank_on"]["string"], "Поблагодарить")
