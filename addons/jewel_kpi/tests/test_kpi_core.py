from datetime import date, timedelta
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.jewel_base.tests.common import capability

from ..kpi import INDICATORS, Facts, change, compute, previous_period, rate, same_last_year

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


class TestKpiCore(BaseCase):
    @capability("A36")
    def test_refunds_are_deducted_even_when_they_are_more(self):
        self.assertEqual(
            compute(Facts(received=D("100.10"), returned=D("0.11")))["revenue"], D("99.99")
        )
        self.assertEqual(compute(Facts(returned=D("5.55")))["revenue"], D("-5.55"))

    def test_an_empty_month_has_nothing_to_judge_by(self):
        values = compute(Facts())
        self.assertEqual(set(values), set(INDICATORS))
        empty = {key for key, value in values.items() if value is None}
        self.assertEqual(
            empty,
            {
                "conversion_cohort",
                "conversion_date",
                "average_cheque",
                "lines_per_order",
                "answer_hours",
                "on_time",
            },
        )
        self.assertFalse(any(value for key, value in values.items() if key not in empty))

    @capability("A37")
    def test_two_conversions_are_two_numbers(self):
        values = compute(Facts(created=8, cohort_won=2, won=3, lost=1))
        self.assertEqual(values["conversion_cohort"], D("25.0"))
        self.assertEqual(values["conversion_date"], D("75.0"))

    def test_averages(self):
        values = compute(
            Facts(won=3, won_amount=D("100"), orders=2, lines=5, answered=4, answer_hours=D("9"))
        )
        self.assertEqual(values["average_cheque"], D("33.33"))
        self.assertEqual(values["lines_per_order"], D("2.5"))
        self.assertEqual(values["answer_hours"], D("2.2"))
        self.assertEqual(compute(Facts(promises=3, late=1))["on_time"], D("66.7"))

    @given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=30))
    def test_revenue_of_all_is_the_sum_of_the_revenues(self, kopecks):
        rows = [Facts(received=D(one) / 100, returned=D(two) / 100) for one, two in kopecks]
        total = compute(sum(rows, Facts()))["revenue"]
        self.assertEqual(total, sum((compute(row)["revenue"] for row in rows), D(0)))

    def test_change(self):
        self.assertEqual(change(D(75), D(100)), D("-25.0"))
        for value, before in ((D(1), None), (None, D(1)), (D(1), D(0)), (D(1), D(-5))):
            self.assertIsNone(change(value, before))

    @capability("A41")
    def test_periods_to_compare_with(self):
        cases = (
            ("2026-11-01", "2026-11-26", "2026-10-01", "2026-10-26"),
            ("2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"),
            ("2026-03-01", "2026-03-29", "2026-02-01", "2026-02-28"),
            ("2026-01-01", "2026-01-31", "2025-12-01", "2025-12-31"),
            ("2026-04-01", "2026-06-30", "2026-01-01", "2026-03-31"),
            ("2026-11-10", "2026-11-16", "2026-11-03", "2026-11-09"),
        )
        for begin, end, before, until in cases:
            period = previous_period(date.fromisoformat(begin), date.fromisoformat(end))
            self.assertEqual(period, (date.fromisoformat(before), date.fromisoformat(until)))
        self.assertEqual(
            same_last_year(date(2024, 2, 1), date(2024, 2, 29)),
            (date(2023, 2, 1), date(2023, 2, 28)),
        )
        self.assertEqual(same_last_year(date(2025, 2, 1), date(2025, 2, 28))[1], date(2024, 2, 29))

    @given(DAYS, st.integers(0, 400))
    def test_the_period_before_ends_before_and_is_of_equal_length(self, begin, length):
        end = begin + timedelta(days=length)
        before, until = previous_period(begin, end)
        self.assertLess(until, begin)
        self.assertLessEqual(before, until)
        if begin.day != 1:
            self.assertEqual((until - before).days, length)
            self.assertEqual(until + timedelta(days=1), begin)

    @capability("B29")
    def test_rating_by_several_indicators(self):
        rows = {
            "A": {"revenue": D(100), "late": D(0)},
            "B": {"revenue": D(50), "late": D(4)},
            "C": {"revenue": D(0), "late": D(2)},
            "D": {"revenue": D(100), "late": D(0)},
        }
        rating = rate(rows, {"revenue": D(3), "late": D(1)}, INDICATORS)
        self.assertEqual(rating["A"], (D("100.0"), 1))
        self.assertEqual(rating["D"], (D("100.0"), 1))
        self.assertEqual(rating["B"], (D("37.5"), 3))
        self.assertEqual(rating["C"], (D("12.5"), 4))

    def test_rating_of_one_of_nobody_and_without_values(self):
        self.assertEqual(rate({}, {"revenue": D(1)}, INDICATORS), {})
        alone = rate({"A": {"revenue": D(-5)}}, {"revenue": D(1)}, INDICATORS)
        self.assertEqual(alone, {"A": (D("100.0"), 1)})
        rows = {"A": {"on_time": None}, "B": {"on_time": D(10)}}
        places = rate(rows, {"on_time": D(1)}, INDICATORS)
        self.assertEqual(places, {"A": (D("0.0"), 2), "B": (D("100.0"), 1)})
