from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.jewel_base.tests.common import capability

from ..bonus import Deal, Deduction, Scheme, Threshold, Tier, compute, sum_counted

TIERS = (Tier(D(0), D(3)), Tier(D(100000), D(5)), Tier(D(300000), D(7)))
PARTS, WHOLE = Scheme(tiers=TIERS), Scheme(tiers=TIERS, is_progressive=False)
KOPECKS = st.integers(-(10**9), 10**9).map(lambda value: D(value) / 100)


def total(revenue, scheme=PARTS, values=None, carried="0"):
    return compute(D(revenue), D(carried), values or {}, scheme).total


class TestBonusCore(BaseCase):
    @capability("A39")
    def test_each_part_by_its_own_tier(self):
        for revenue, bonus in (
            ("99999.99", "3000.00"),
            ("100000", "3000.00"),
            ("100000.01", "3000.00"),
            ("100000.20", "3000.01"),
            ("300000", "13000.00"),
            ("400000", "20000.00"),
        ):
            self.assertEqual(total(revenue), D(bonus), revenue)

    def test_the_whole_by_the_tier_reached_and_the_border_is_of_the_upper_one(self):
        self.assertEqual(total("99999.99", WHOLE), D("3000.00"))
        self.assertEqual(total("100000", WHOLE), D("5000.00"))
        self.assertEqual(total("300000", WHOLE), D("21000.00"))

    def test_below_the_first_tier_nothing_is_earned(self):
        scheme = Scheme(tiers=(Tier(D(50000), D(10)),))
        self.assertEqual(total("50000", scheme), 0)
        self.assertEqual(total("50010", scheme), D("1.00"))
        self.assertEqual(total("49999", Scheme(tiers=scheme.tiers, is_progressive=False)), 0)
        self.assertEqual(total("1000", Scheme()), 0)

    def test_refunds_above_payments_go_on_to_the_next_month(self):
        result = compute(D("-1000.50"), D(0), {}, PARTS)
        self.assertEqual((result.total, result.carried, result.steps), (D(0), D("-1000.50"), ()))
        result = compute(D("400.00"), result.carried, {}, PARTS)
        self.assertEqual((result.total, result.carried), (D(0), D("-600.50")))
        result = compute(D("100600.50"), result.carried, {}, PARTS)
        self.assertEqual((result.total, result.carried), (D("3000.00"), D(0)))

    def test_coefficient_of_the_threshold_reached(self):
        scheme = Scheme(
            tiers=TIERS,
            thresholds=(
                Threshold("conversion_cohort", D(30), D("1.1")),
                Threshold("conversion_cohort", D(0), D("0.8")),
                Threshold("conversion_cohort", D(20), D(1)),
                Threshold("plan", D(100), D("1.5")),
            ),
        )
        for conversion, bonus in (("0", "2400"), ("19.9", "2400"), ("20", "3000"), ("30", "3300")):
            values = {"conversion_cohort": D(conversion), "plan": D("99.9")}
            self.assertEqual(total("100000", scheme, values), D(bonus), conversion)
        self.assertEqual(total("100000", scheme, {"conversion_cohort": None}), D("3000.00"))
        values = {"conversion_cohort": D(30), "plan": D(100)}
        self.assertEqual(total("100000", scheme, values), D("4950.00"))

    def test_deductions_and_never_below_zero(self):
        scheme = Scheme(
            tiers=TIERS,
            deductions=(
                Deduction("late", D(1), amount=D("500")),
                Deduction("lost", D(2), percent=D(10)),
            ),
        )
        self.assertEqual(total("100000", scheme, {"late": D(1), "lost": D(2)}), D("3000.00"))
        self.assertEqual(total("100000", scheme, {"late": D(3), "lost": D(3)}), D("1700.00"))
        result = compute(D(100000), D(0), {"late": D(50)}, scheme)
        self.assertEqual((result.total, result.carried), (D(0), D(0)))
        self.assertEqual(result.steps[-1].kind, "floor")

    def test_deals_below_the_minimum_margin_do_not_count(self):
        deals = [
            Deal(1, D("100.10"), D("14.9")),
            Deal(2, D("200.20"), D("15.0")),
            Deal(3, D("300.30"), None),
        ]
        self.assertEqual(sum_counted(deals, Scheme(min_margin=D(15))), D("500.50"))

    def test_half_a_kopeck_is_rounded_up_once_a_step(self):
        scheme = Scheme(tiers=(Tier(D(0), D("2.5")),))
        self.assertEqual(total("0.20", scheme), D("0.01"))
        self.assertEqual(total("0.19", scheme), D("0.00"))

    @given(KOPECKS, KOPECKS, st.integers(0, 100), st.integers(0, 30), st.booleans())
    def test_whatever_comes_the_steps_add_up(self, revenue, carried, conversion, late, parts):
        scheme = Scheme(
            tiers=TIERS,
            is_progressive=parts,
            thresholds=(Threshold("conversion_date", D(50), D("1.137")),),
            deductions=(Deduction("late", D(2), D("333.33"), D("1.7")),),
        )
        values = {"conversion_date": D(conversion), "late": D(late)}
        result = compute(revenue, min(carried, D(0)), values, scheme)
        self.assertEqual(sum((step.amount for step in result.steps), D(0)), result.total)
        self.assertGreaterEqual(result.total, 0)
        self.assertEqual(result.total, result.total.quantize(D("0.01")))
        self.assertEqual(result.carried, min(revenue + min(carried, D(0)), D(0)))

    @given(KOPECKS, KOPECKS)
    def test_more_revenue_is_never_a_smaller_bonus(self, one, two):
        less, more = sorted((one, two))
        for scheme in (PARTS, WHOLE):
            self.assertLessEqual(total(less, scheme), total(more, scheme))
