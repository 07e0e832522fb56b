from datetime import timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from ..models.crm_lead import moscow_day
from .common import LAST, MONTH, JewelKpiCase


@tagged("post_install", "-at_install")
class TestPage(JewelKpiCase):
    def _values(self, page):
        return {row["key"]: row for row in page["indicators"]["rows"]}

    @capability("A40")
    def test_month_plan_bonus_place_money_and_tasks(self):
        self._scheme()
        today = moscow_day()
        deal = self._deal_of(self.manager, today, total=60000)
        self._receive(50000, today, deal=deal)
        deal.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Call back",
            user_id=self.manager.id,
            date_deadline=today - timedelta(days=1),
        )
        deal.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Later",
            user_id=self.manager.id,
            date_deadline=today + timedelta(days=1),
        )
        page = self.kpi.with_user(self.manager).get_page()
        self.assertEqual((page["begin"], page["end"]), (str(today.replace(day=1)), str(today)))
        self.assertEqual(page["user_id"], self.manager.id)
        self.assertIn("50,000.00", self._values(page)["revenue"]["value"])
        self.assertIn("1,500.00", page["bonus"]["amount"])
        self.assertEqual(page["bonus"]["plan_percent"], 25)
        self.assertTrue(page["bonus"]["is_current"])
        tasks = {task["name"]: task["is_late"] for task in page["tasks"]}
        self.assertIs(tasks["Call back"], True)
        self.assertNotIn("Later", tasks)
        self.assertIn(deal.id, [debt["deal_id"] for debt in page["debts"]])
        self.assertEqual(page["rating"]["place"], 1)

    @capability("A41")
    def test_compared_with_the_period_before_and_the_same_a_year_ago(self):
        deal = self._deal_of(self.manager, "2025-01-01")
        for amount, day in ((300, "2026-09-05"), (200, "2026-08-05"), (400, "2025-09-05")):
            self._receive(amount, day, deal=deal)
        page = self.kpi.with_user(self.manager).get_page(str(MONTH), str(LAST))
        self.assertEqual(len(page["indicators"]["periods"]), 3)
        revenue = self._values(page)["revenue"]
        self.assertIn("300.00", revenue["value"])
        self.assertIn("200.00", revenue["before"]["value"])
        self.assertEqual(revenue["before"]["change"], "+50.0 %")
        self.assertTrue(revenue["before"]["is_good"])
        self.assertEqual(revenue["year"]["change"], "−25.0 %")
        self.assertTrue(revenue["year"]["is_bad"])

    @capability("A38")
    def test_every_number_says_how_it_is_computed(self):
        page = self.kpi.with_user(self.manager).get_page(str(MONTH), str(LAST))
        for row in page["indicators"]["rows"]:
            self.assertGreater(len(row["formula"]), 15, row["key"])

    @capability("B29")
    def test_the_director_sees_all_with_places(self):
        self._receive(300, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        self._receive(500, "2026-09-05", deal=self._deal_of(self.manager2, "2026-09-01"))
        page = self.kpi.with_user(self.director).get_page(str(MONTH), str(LAST))
        self.assertFalse(page["user_id"])
        places = {row["user_id"]: row["place"] for row in page["rating"]["rows"]}
        self.assertLess(places[self.manager2.id], places[self.manager.id])
        one = self.kpi.with_user(self.director).get_page(str(MONTH), str(LAST), self.manager.id)
        self.assertIn("300.00", self._values(one)["revenue"]["value"])
        own = self.kpi.with_user(self.manager).get_page(str(MONTH), str(LAST))
        self.assertEqual(own["rating"]["place"], places[self.manager.id])
        self.assertEqual(own["rating"]["rows"], [])

    def test_the_weights_are_data(self):
        weights = self.env["jewel.kpi.weight"]
        self._receive(300, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        self._receive(500, "2026-09-05", deal=self._deal_of(self.manager2, "2026-09-01"))
        self._deal_of(self.manager, "2026-08-01", won=True, closed_date="2026-09-05")
        weights.search([("indicator", "!=", "conversion_date")]).unlink()
        page = self.kpi.with_user(self.manager).get_page(str(MONTH), str(LAST))
        self.assertEqual(page["rating"]["place"], 1)
        weights.search([]).unlink()
        page = self.kpi.with_user(self.manager).get_page(str(MONTH), str(LAST))
        self.assertEqual(page["rating"]["place"], 0, "no weights, no rating")

    def test_few_queries_for_the_page(self):
        self._scheme()
        self._receive(300, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        rows = self.kpi.with_user(self.manager)
        rows.get_page(str(MONTH), str(LAST))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(50):
            rows.get_page(str(MONTH), str(LAST))


@tagged("post_install", "-at_install")
class TestHome(HttpCase, JewelKpiCase):
    @capability("A40")
    def test_a_manager_lands_on_his_own_page(self):
        self.browser_js(
            "/odoo",
            "console.log('test successful')",
            "!!document.querySelector('.o_jewel_kpi_card')",
            login=self.manager.login,
        )

    def test_a_home_action_of_ones_own_stays(self):
        own = self.env.ref("jewel_finmonitor.jewel_deal_finance_action")
        self.manager.action_id = own.id
        self.authenticate(self.manager.login, self.manager.login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(info["home_action_id"], own.id)
        self._check_home(self.director, self.env.ref("jewel_kpi.jewel_director_page_action").id)
        self._check_home(self.accountant, own.id)

    def _check_home(self, user, action_id):
        self.authenticate(user.login, user.login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        self.assertEqual(info["home_action_id"], action_id)
