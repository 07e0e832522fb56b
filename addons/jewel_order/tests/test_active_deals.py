from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase


@tagged("post_install", "-at_install")
class TestActiveDeals(JewelOrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.other = cls.manager.copy({"login": "other_manager", "name": "Other"})
        cls.mine = cls._create_deal(expected_revenue=100.10)
        cls.ready = cls._create_deal("production", expected_revenue=200)
        cls.others = cls._create_deal(expected_revenue=1000, user_id=cls.other.id)
        cls.lost = cls._create_deal(expected_revenue=5)
        cls.lost.action_set_lost()
        cls.deals = cls.mine + cls.ready + cls.others + cls.lost

    def _read_report(self, user):
        """{stage key: (number, total)} of the report's deals that were made here."""
        deals = self.env["crm.lead"].with_user(user)
        action = self.env["ir.actions.actions"]._for_xml_id("jewel_order.active_deal_action")
        groups = deals._read_group(
            [*literal_eval(action["domain"]), ("id", "in", self.deals.ids)],
            ["jewel_stage_key"],
            ["__count", "expected_revenue:sum"],
        )
        return {key: (number, total) for key, number, total in groups}

    @capability("D5")
    def test_report_has_what_is_in_work_of_whom_the_reader_may_see(self):
        self.assertEqual(
            self._read_report(self.director), {"new": (2, 1100.10), "production": (1, 200)}
        )
        self.assertEqual(
            self._read_report(self.manager), {"new": (1, 100.10), "production": (1, 200)}
        )

    def _set_task(self, user, deals):
        wizard = self.env["jewel.deal.task"].with_user(user).with_context(active_ids=deals.ids)
        return wizard.create({"summary": "Call the client"}).action_set()

    @capability("C19")
    def test_head_sets_a_task_for_each_manager_and_corrects_from_the_list(self):
        self._set_task(self.director, self.mine + self.others)
        for deal, manager in ((self.mine, self.manager), (self.others, self.other)):
            task = deal.activity_ids.filtered(lambda one: one.summary == "Call the client")
            self.assertEqual((task.user_id, task.create_uid), (manager, self.director))
        chosen = (self.mine + self.others).with_user(self.director)
        chosen.write({"user_id": self.other.id})
        self.assertEqual(chosen.user_id, self.other)

    def test_task_of_a_deal_that_nobody_leads_is_refused_and_none_is_set(self):
        self.others.user_id = False
        before = self.deals.activity_ids
        with self.assertRaisesRegex(UserError, self.others.name):
            self._set_task(self.director, self.mine + self.others)
        self.assertEqual(self.deals.activity_ids, before)
        with self.assertRaises(AccessError):
            self._set_task(self.manager, self.mine)

    @capability("C13")
    def test_efficiency_is_profit_on_a_rouble_of_cost(self):
        ring = self.env["product.product"].create({"name": "Ring", "standard_price": 40})
        tax = self.env["account.tax"].create(
            {"name": "VAT", "amount": 20, "price_include_override": "tax_included"}
        )
        self._create_order(self.mine, ring, price_unit=120, tax_ids=[(6, 0, tax.ids)])
        cancelled = self._create_order(self.mine, ring, price_unit=999)
        deal = self.mine.with_user(self.director)
        self.assertNotEqual(deal.efficiency_index, 1.5)
        cancelled._jewel_cancel(self.env.ref("jewel_order.cancel_reason_mistake"))
        self.assertEqual(deal.efficiency_index, 1.5)
        unknown = self.env["product.product"].create({"name": "Gift"})
        self._create_order(self.mine, unknown, price_unit=10)
        self.assertEqual(deal.efficiency_index, 0)
        self.assertEqual(self.others.with_user(self.director).efficiency_index, 0)
        with self.assertRaises(AccessError):
            self.mine.with_user(self.manager).read(["efficiency_index"])
