from collections import defaultdict
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from . import metal_year
from .common import MetalCase

ORDERS, STAGES = 25, 12


def post_year(env, handovers, benches, alloys):
    """Post a year through the ledger's own door; returns {place: {alloy: pure}} kept by hand."""
    places = env["stock.location"]
    vault, supplier, losses = map(places._jewel_get_holder, ("vault", "supplier", "loss"))
    own, rows = defaultdict(Decimal), []

    def book(operation, source, dest, alloy, grams):
        rows.append(
            {
                "operation": operation,
                "location_id": source.id,
                "location_dest_id": dest.id,
                "alloy_id": alloys[alloy].id,
                "gross_weight": float(grams),
            }
        )
        pure = grams * Decimal(str(alloys[alloy].fineness)) / 1000
        own[source.id, alloys[alloy].id] -= pure
        own[dest.id, alloys[alloy].id] += pure

    for one in handovers:
        giver = vault if one.giver is None else benches[one.giver]
        taker = vault if one.taker is None else benches[one.taker]
        if one.giver is None:
            book("receipt", supplier, vault, one.alloy, one.true_out)
        if lost := one.weight_in - one.true_out:
            book("loss", giver, losses, one.alloy, lost)
        book("pass", giver, taker, one.alloy, one.true_out)
    for start in range(0, len(rows), 1000):
        env["jewel.metal.entry"]._jewel_post(rows[start : start + 1000])
        env["jewel.metal.entry"].flush_model()
        env.invalidate_all()
    return own


def recount(cr, alloys):
    """Pure grams of each place and alloy by SQL of its own, from mass and fineness."""
    cr.execute(
        """
        SELECT place, alloy, sum(grams * fineness) / 1000 FROM (
            SELECT location_id AS place, alloy_id AS alloy, -net_weight AS grams, fineness
              FROM jewel_metal_entry
            UNION ALL
            SELECT location_dest_id, alloy_id, net_weight, fineness FROM jewel_metal_entry
        ) AS side WHERE alloy IN %s GROUP BY place, alloy
        """,
        [tuple(alloys.ids)],
    )
    return {(place, alloy): Decimal(str(pure)) for place, alloy, pure in cr.fetchall()}


def make_people(env, count):
    """Benches of ``count`` masters."""
    users = env["res.users"].create(
        [{"name": f"Year {index}", "login": f"year{index}"} for index in range(count)]
    )
    return [user._make_metal_location() for user in users]


def make_alloys(env):
    fineness = (585, 585, 750, 925, 950, 850)
    return env["jewel.alloy"].create(
        [{"name": f"Year {index}", "fineness": one} for index, one in enumerate(fineness)]
    )


@tagged("post_install", "-at_install")
class TestYear(MetalCase):
    @capability("A43")
    def test_year_sums_to_zero_and_equals_an_independent_recount(self):
        alloys = make_alloys(self.env)
        benches = make_people(self.env, 12)
        own = post_year(self.env, metal_year.make(5, ORDERS, STAGES), benches, alloys)
        found = recount(self.env.cr, alloys)
        self.assertEqual(
            {key: pure for key, pure in found.items() if pure},
            {key: pure for key, pure in own.items() if pure},
        )
        self.assertEqual(sum(found.values()), 0)
        self.assertTrue(self.env["jewel.metal.check"]._jewel_check_ledger().is_right)

    def test_every_injected_mistake_is_reported_and_few_others(self):
        count = metal_year.count_reported(list(metal_year.make(5, 900, 35)))
        self.assertGreater(count[True, True], 200)
        self.assertEqual(count[True, False], 0)
        self.assertLess(count[False, True] * 200, count[False, False])
