import doctest
import random

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_stock_ext import control_chart
from odoo.addons.jewel_stock_ext.control_chart import limits, signals


@tagged("post_install", "-at_install")
class TestControlChart(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(control_chart).failed)

    def test_limits_by_hand(self):
        own = limits([1.0, 1.4] * 6)
        self.assertAlmostEqual(own.centre, 1.2)
        self.assertAlmostEqual(own.upper, 1.2 + 3 * 0.4 / 1.128)
        self.assertAlmostEqual(own.lower, 1.2 - 3 * 0.4 / 1.128)

    def test_too_few_points_say_nothing(self):
        self.assertEqual(signals([1, 9, 1, 9]), [])
        self.assertEqual(signals([1.0] * 40), [])

    def test_one_slip_in_the_base_widens_no_limits(self):
        clean = limits([1.0, 1.2] * 15)
        slipped = limits([1.0, 1.2] * 10 + [9.0] + [1.0, 1.2] * 5)
        self.assertLess(slipped.upper, clean.upper * 1.05)

    def test_steady_master_is_left_alone(self):
        """Normal noise: fewer than one case in 200 points."""
        draw = random.Random(7)
        cases = sum(
            len(signals([draw.gauss(0.85, 0.05) for _point in range(200)], base=100))
            for _master in range(20)
        )
        self.assertLess(cases / (20 * 200), 1 / 200)

    def test_drift_is_found_soon_and_once(self):
        draw = random.Random(11)
        values = [draw.gauss(0.85, 0.13) for _point in range(60)]
        values += [draw.gauss(1.3, 0.13) for _point in range(40)]
        found = [signal for signal in signals(values, base=60) if signal.index >= 60]
        self.assertEqual(len([signal for signal in found if signal.kind == "drift"]), 1)
        self.assertLess(found[0].index, 66)

    def test_drift_that_has_gone_and_comes_back_is_a_new_case(self):
        calm, high = [1.0, 1.2] * 15, [1.35, 1.3] * 6
        found = signals(calm + high + calm + high, base=30)
        self.assertEqual([signal.kind for signal in found], ["drift", "drift"])
