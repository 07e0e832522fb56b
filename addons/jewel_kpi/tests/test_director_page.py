from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..models.crm_lead import moscow_day
from .common import JewelKpiCase


@tagged("post_install", "-at_install")
class TestDirectorPage(JewelKpiCase):
    def _get_page(self):
        self.env.flush_all()
        return self.env["jewel.director.page"].with_user(self.director).get_page()

    def _get_section(self, key):
        return next(one for one in self._get_page()["sections"] if one["key"] == key)

    def _get_card(self, key):
        cards = self._get_section("money")["cards"]
        return next(card for card in cards if card["key"] == key)

    @capability("A36")
    def test_money_that_comes_shows_at_once_and_opens_its_payments(self):
        payment = self._receive(1234.56, moscow_day())
        card = self._get_card("today")
        rows = self.kpi.with_user(self.director).search(card["action"]["domain"])
        self.assertIn(payment, rows.payment_id)
        total = sum(rows.mapped("revenue"))
        self.assertEqual(card["value"], self.company.currency_id.format(total))

    def test_chart_adds_up_to_the_month(self):
        today = moscow_day()
        before = self._get_section("money")["chart"]["series"][0]["values"][-1]
        self._receive(100.10, today)
        self._receive(50.05, today.replace(day=1))
        month, _last = self._get_section("money")["chart"]["series"]
        self.assertEqual(len(month["values"]), today.day)
        self.assertAlmostEqual(month["values"][-1] - before, 150.15, 2)

    def test_money_of_the_month_before_is_the_other_line(self):
        last = moscow_day().replace(day=1) - timedelta(days=1)
        before = self._get_section("money")["chart"]["series"][1]["values"][-1]
        self._receive(70, last)
        values = self._get_section("money")["chart"]["series"][1]["values"]
        self.assertEqual(len(values), last.day)
        self.assertAlmostEqual(values[-1] - before, 70, 2)

    def test_managers_stand_in_their_places(self):
        self._receive(900, moscow_day())
        rows = self._get_section("managers")["rows"]
        mine = next(row for row in rows if row["key"] == self.manager.id)
        self.assertEqual(
            self.kpi.with_user(self.director).search(mine["action"]["domain"]).user_id, self.manager
        )
        self.assertEqual([row["place"] for row in rows], sorted(row["place"] for row in rows))

    def test_page_is_the_directors(self):
        for user in (self.manager, self.accountant, self.users["jeweller"]):
            with self.assertRaises(AccessError):
                self.env["jewel.director.page"].with_user(user).get_page()

    def test_page_costs_no_query_per_deal(self):
        self._receive(10, moscow_day())
        few = self._count_queries()
        for _number in range(10):
            self._receive(10, moscow_day())
        self.assertLessEqual(self._count_queries(), few + 3)

    def _count_queries(self):
        self._get_page()  # what is cached about rights stays out of it
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._get_page()
        return self.env.cr.sql_log_count - before
