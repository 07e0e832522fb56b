from decimal import Decimal

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receipt", "issue", "pass", "loss", "surplus", "melt", "reverse"]),
        st.integers(1, 999_999),
        st.integers(0, 1),
        st.integers(0, 9),
    ),
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestZeroSum(MetalCase):
    @capability("A43")
    def test_whatever_is_posted_sums_to_zero(self):
        surplus = self.env["stock.location"]._jewel_get_holder("surplus")
        ends = {
            "receipt": (self.supplier, self.vault),
            "issue": (self.vault, self.bench),
            "pass": (self.bench, self.other_bench),
            "loss": (self.other_bench, self.losses),
            "surplus": (surplus, self.bench),
        }

        @seed(20260101)
        @settings(
            max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(STEPS)
        def play(steps):
            posted = self.entries
            for kind, weight, which, index in steps:
                alloy, grams = (self.white, self.red)[which], weight / 10000
                if kind == "reverse":
                    left = posted.filtered(
                        lambda one: not one.reversal_ids and not one.reversed_entry_id
                    )
                    posted |= left[index : index + 1].action_reverse("Property")
                elif kind == "melt":
                    before = {"alloy_id": alloy.id, "gross_weight": grams, "fineness": 500}
                    posted |= self.entries._jewel_post_melt(
                        self.bench, [before], {**before, "fineness": 490.0 + index * 3}
                    )
                else:
                    posted |= self._post(*ends[kind], grams, kind, alloy=alloy)
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT coalesce(sum(gross), 0), coalesce(sum(pure), 0) FROM ("
                "SELECT -gross_weight AS gross, -pure_weight AS pure, location_id AS place"
                " FROM jewel_metal_entry UNION ALL"
                " SELECT gross_weight, pure_weight, location_dest_id FROM jewel_metal_entry"
                ") AS side JOIN stock_location ON place = stock_location.id"
                " WHERE metal_holder IS NOT NULL"
            )
            self.assertEqual(tuple(map(Decimal, map(str, self.env.cr.fetchone()))), (0, 0))
            self.assertFalse(self.env["jewel.metal.check"]._get_stock_differences(self.env.company))

        play()
