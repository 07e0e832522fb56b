"""Numbers computed by hand, from the formulas of the books that `remains.py` names."""

from datetime import date, timedelta
from math import sqrt

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .. import remains

TODAY = date(2026, 10, 31)
DECEMBER = {12: 2.2}


def days(count, end=TODAY):
    return [end - timedelta(days=count - 1 - step) for step in range(count)]


@tagged("post_install", "-at_install")
@capability("A50")
class TestRemainsCore(BaseCase):
    def test_z_of_the_table(self):
        self.assertAlmostEqual(remains.z_value(0.95), 1.6449, 4)
        self.assertAlmostEqual(remains.z_value(0.99), 2.3263, 4)
        self.assertRaises(ValueError, remains.z_value, 1.0)

    def test_even_consumption_needs_no_safety_stock(self):
        demand = remains.measure(dict.fromkeys(days(90), 4.0), days(90), {})
        self.assertEqual(demand[:3], ("smooth", 4.0, 0.0))
        found = remains.propose(demand, TODAY, 10, 30, 0.95, {})
        self.assertEqual((found.minimum, found.maximum, found.safety), (40.0, 160.0, 0.0))

    def test_uneven_consumption_by_the_formula(self):
        """2 and 6 in turn: mean 4, deviation 2; 9 days: 36 + 1.6449 × 2 × 3 = 45.87."""
        issues = {day: 2.0 if step % 2 else 6.0 for step, day in enumerate(days(60))}
        demand = remains.measure(issues, days(60), {})
        self.assertEqual(demand[:3], ("smooth", 4.0, 2.0))
        found = remains.propose(demand, TODAY, 9, 30, 0.95, {})
        self.assertAlmostEqual(found.minimum, 45.869, 3)
        self.assertAlmostEqual(found.maximum, 165.869, 3)

    def test_december_is_raised_and_cleared_away(self):
        december = days(31, date(2025, 12, 31))
        november = days(30, date(2025, 11, 30))
        issues = {**dict.fromkeys(november, 5.0), **dict.fromkeys(december, 11.0)}
        demand = remains.measure(issues, november + december, DECEMBER)
        self.assertAlmostEqual(demand.rate, 5.0)
        self.assertAlmostEqual(demand.deviation, 0.0)
        before = remains.propose(demand, date(2026, 11, 10), 10, 0, 0.95, DECEMBER)
        within = remains.propose(demand, date(2026, 11, 30), 10, 0, 0.95, DECEMBER)
        half = remains.propose(demand, date(2026, 11, 25), 10, 0, 0.95, DECEMBER)
        self.assertAlmostEqual(before.minimum, 50.0)
        self.assertAlmostEqual(within.minimum, 110.0)
        self.assertAlmostEqual(half.minimum, 5 * 5 + 5 * 11)
        self.assertAlmostEqual(half.season, 1.6)

    def test_rare_issues_are_counted_not_averaged(self):
        """Each tenth day 3 pieces: in 20 days 2 issues are expected, P(N ≤ 5) = 0.9834 ≥ 0.95."""
        issues = {day: 3.0 for step, day in enumerate(days(100)) if not step % 10}
        demand = remains.measure(issues, days(100), {})
        self.assertEqual(demand.pattern, "intermittent")
        self.assertEqual((demand.size, demand.interval), (3.0, 10.0))
        self.assertAlmostEqual(demand.rate, 0.95 * 0.3)
        found = remains.propose(demand, TODAY, 20, 0, 0.95, {})
        self.assertAlmostEqual(found.minimum, 5 * 3.0)
        self.assertEqual(remains.poisson_quantile(2.0, 0.95), 5)
        self.assertEqual(remains.poisson_quantile(2.0, 0.94), 4)

    def test_one_issue_ever_keeps_that_much(self):
        demand = remains.measure({TODAY - timedelta(days=300): 2.0}, days(365), {})
        self.assertEqual(demand.pattern, "intermittent")
        self.assertLessEqual(remains.propose(demand, TODAY, 14, 30, 0.95, {}).minimum, 2.0)

    def test_nothing_consumed_proposes_nothing(self):
        demand = remains.measure({}, days(365), DECEMBER)
        self.assertEqual(demand.pattern, "none")
        self.assertEqual(remains.propose(demand, TODAY, 14, 30, 0.95, {})[:2], (0.0, 0.0))

    def test_new_item_is_measured_from_its_first_issue(self):
        demand = remains.measure(dict.fromkeys(days(20), 3.0), days(365), {})
        self.assertEqual(demand[:3], ("smooth", 3.0, 0.0))

    def test_spread_grows_with_the_root_of_the_days(self):
        demand = remains.Demand("smooth", 10.0, 3.0)
        short = remains.propose(demand, TODAY, 4, 0, 0.95, {}).safety
        long = remains.propose(demand, TODAY, 16, 0, 0.95, {}).safety
        self.assertAlmostEqual(long / short, sqrt(4))


@tagged("post_install", "-at_install")
@capability("A52")
class TestForecastCore(BaseCase):
    def day(self, step):
        return TODAY + timedelta(days=step)

    def test_open_orders_are_part_of_the_usual_consumption(self):
        rows = remains.forecast(10.0, {}, {self.day(2): 6.0}, 2.0, TODAY, 6, {})
        self.assertEqual([left for _day, left in rows], [10, 8, 4, 4, 2, 0, -2])
        self.assertEqual(remains.run_out(rows), self.day(6))

    def test_what_is_on_the_way_puts_the_day_off(self):
        rows = remains.forecast(10.0, {self.day(4): 20.0}, {}, 3.0, TODAY, 12, {})
        self.assertEqual(remains.run_out(rows), self.day(11))
        late = remains.forecast(10.0, {self.day(5): 20.0}, {}, 3.0, TODAY, 12, {})
        self.assertEqual(remains.run_out(late), self.day(4))

    def test_overdue_orders_count_today(self):
        rows = remains.forecast(5.0, {}, {self.day(-3): 7.0}, 0.0, TODAY, 3, {})
        self.assertEqual(remains.run_out(rows), TODAY)

    def test_december_brings_the_day_nearer(self):
        start = date(2026, 11, 30)
        plain = remains.run_out(remains.forecast(22.0, {}, {}, 1.0, start, 60, {}))
        season = remains.run_out(remains.forecast(22.0, {}, {}, 1.0, start, 60, DECEMBER))
        self.assertEqual((plain - start).days, 23)
        self.assertEqual((season - start).days, 11)
