import random
import time
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import JewelCase

_MOVEMENTS = 1000


@tagged("post_install", "-at_install")
class TestWeights(JewelCase):
    def test_a_thousand_movements_of_grams_end_at_exactly_zero(self):
        gold = self.env["product.product"].create(
            {"name": "Gold", "is_storable": True, "uom_id": self.env.ref("uom.product_uom_gram").id}
        )
        location = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        quants = self.env["stock.quant"]
        started, rest = time.monotonic(), Decimal(0)
        for weight in self._random_weights():
            rest += weight
            quants._update_available_quantity(gold, location, float(weight))
        quants._update_available_quantity(gold, location, float(-rest))
        self.env.flush_all()
        self.assertLess(time.monotonic() - started, 20)
        self.env.cr.execute("SELECT quantity FROM stock_quant WHERE product_id = %s", gold.ids)
        self.assertEqual({quantity for (quantity,) in self.env.cr.fetchall()} - {0.0, -0.0}, set())
        self.assertEqual(gold.qty_available, 0)

    def test_moves_of_grams_end_at_exactly_zero(self):
        grams = self.env.ref("uom.product_uom_gram")
        gold = self.env["product.product"].create(
            {"name": "Gold", "is_storable": True, "uom_id": grams.id}
        )
        stock = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        bench = stock.create({"name": "Bench", "usage": "internal", "location_id": stock.id})
        supplier = self.env.ref("stock.stock_location_suppliers")
        weights = [abs(weight) for weight in self._random_weights()][:60]
        self._move(gold, supplier, stock, [sum(weights)])
        self._move(gold, stock, bench, weights)
        self._move(gold, bench, supplier, weights[::-1])
        quants = self.env["stock.quant"].search(
            [("product_id", "=", gold.id), ("location_id", "child_of", stock.id)]
        )
        self.assertFalse(quants.filtered("quantity"))

    def _random_weights(self):
        """Signed weights of four digits from a fixed seed."""
        dice = random.Random(585)
        return [
            Decimal(dice.randrange(1, 400_000)) / 10_000 * dice.choice((1, 1, -1))
            for _movement in range(_MOVEMENTS)
        ]

    def _move(self, product, source, target, weights):
        moves = self.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": float(weight),
                    "location_id": source.id,
                    "location_dest_id": target.id,
                }
                for weight in weights
            ]
        )
        moves._action_confirm(merge=False)
        for move, weight in zip(moves, weights, strict=True):
            move.quantity = float(weight)
        moves.picked = True
        moves._action_done()
