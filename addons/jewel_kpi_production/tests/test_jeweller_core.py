from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_kpi.kpi import rate

from ..jeweller import INDICATORS, Facts, compute


@tagged("post_install", "-at_install")
class TestJewellerCore(BaseCase):
    def test_shares(self):
        found = compute(
            Facts(
                pieces=Decimal(18),
                rework_pieces=Decimal(2),
                hours=Decimal(10),
                norm_hours=Decimal(12),
                loss=Decimal("0.8"),
                loss_over=Decimal("0.2"),
                jobs=3,
                jobs_on_time=2,
            )
        )
        self.assertEqual(
            [found[key] for key in ("pace", "on_time", "rework", "loss_share")],
            [Decimal("120.0"), Decimal("66.7"), Decimal("10.0"), Decimal("25.0")],
        )

    def test_nothing_to_judge_by_is_no_zero(self):
        found = compute(Facts())
        for key in ("pace", "on_time", "rework", "loss_share"):
            self.assertIsNone(found[key], key)
        self.assertEqual(found["pieces"], 0)

    def test_less_rework_gives_the_better_place(self):
        rows = {
            name: {**dict.fromkeys(INDICATORS), "rework": Decimal(percent)}
            for name, percent in (("careful", 1), ("hasty", 9))
        }
        places = rate(rows, {"rework": Decimal(1)}, INDICATORS)
        self.assertEqual((places["careful"][1], places["hasty"][1]), (1, 2))
