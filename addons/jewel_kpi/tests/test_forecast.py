from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..models.crm_lead import moscow_day
from .common import JewelKpiCase


@tagged("post_install", "-at_install")
@capability("A39")
class TestForecast(JewelKpiCase):
    """What if these deals close."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme()
        cls.today = moscow_day()
        cls.one = cls._deal_of(cls.manager, cls.today, total=90000)
        cls.two = cls._deal_of(cls.manager, "2026-01-10", total=40000.1)
        cls._receive(10000, cls.today, deal=cls.one)

    def _lines(self, deals, user=None):
        action = deals.with_user(user or self.manager).action_bonus_forecast()
        return self.env["jewel.bonus.forecast"].browse(action["res_id"]).line_ids

    def test_the_rest_to_pay_is_added_and_no_more(self):
        line = self._lines(self.one + self.two)
        self.assertEqual((line.revenue_now, line.revenue_then), (10000, 130000.1))
        self.assertEqual((line.bonus_now, line.bonus_then), (300, 4500.01))
        self.assertEqual(line.bonus_more, 4200.01)
        self.assertEqual(line.deal_count, 2)

    def test_it_comes_true_when_they_close(self):
        line = self._lines(self.one + self.two)
        self._receive(80000, self.today, deal=self.one)
        self._receive(40000.1, self.today, deal=self.two)
        after = self._lines(self.one + self.two)
        self.assertEqual(after.bonus_now, line.bonus_then)
        self.assertEqual(after.bonus_more, 0)

    def test_conversion_grows_too(self):
        self.scheme.threshold_ids = [
            Command.create({"indicator": "conversion_cohort", "start": 100, "coefficient": 2})
        ]
        self.deal.active = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-01-01' WHERE user_id = %s AND id != %s",
            [self.manager.id, self.one.id],
        )
        self.env["jewel.deal.finance"]._fill()
        line = self._lines(self.one)
        self.assertEqual((line.bonus_now, line.bonus_then), (300, 5400))

    def test_nothing_is_changed_by_supposing(self):
        before = self.one.read(["stage_id", "amount_paid", "closed_date"])
        self._lines(self.one)
        self.assertEqual(self.one.read(["stage_id", "amount_paid", "closed_date"]), before)

    def test_deals_of_another_manager_are_not_supposed_about(self):
        foreign = self._deal_of(self.manager2, "2026-09-01")
        with self.assertRaises(AccessError):
            foreign.with_user(self.manager).action_bonus_forecast()
        lines = self._lines(self.one + foreign, self.director)
        self.assertEqual(lines.user_id, self.manager + self.manager2)

    def test_without_a_scheme_it_is_said(self):
        self.scheme.active = False
        with self.assertRefused("has a bonus scheme"):
            self._lines(self.one)
