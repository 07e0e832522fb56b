import random

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import JewelCase

MOVEMENTS = 300


@tagged("post_install", "-at_install")
class TestGramQuants(JewelCase):
    """Gold is booked in tenths of a milligram: whatever went round comes back without residue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.vault = warehouse.lot_stock_id
        cls.holders = cls.env["stock.location"].create(
            [{"name": f"Master {n}", "location_id": cls.vault.id} for n in range(5)]
        )
        cls.supplier = cls.env.ref("stock.stock_location_suppliers")
        cls.gold = cls.env["product.product"].create(
            {
                "name": "Gold 585",
                "is_storable": True,
                "uom_id": cls.env.ref("uom.product_uom_gram").id,
            }
        )

    def _move(self, movements):
        """Carry out (grams, from, to) as stock moves of the kind that the screens make."""
        moves = self.env["stock.move"].create(
            [
                {
                    "product_id": self.gold.id,
                    "product_uom": self.gold.uom_id.id,
                    "product_uom_qty": grams,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                }
                for grams, source, target in movements
            ]
        )
        moves._action_confirm(merge=False)
        for move in moves:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        moves._action_done()

    def _grams(self):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.gold.id), ("location_id", "in", self.holders.ids)]
        )
        return {quant.location_id: quant.quantity for quant in quants}

    def test_hundreds_of_random_movements_leave_nothing_behind(self):
        dice = random.Random(585)
        there = []
        for _n in range(MOVEMENTS // 2):
            source = dice.choice([self.supplier, *self.holders])
            target = dice.choice(self.holders - source)
            there.append((round(dice.uniform(0.0001, 99), 4), source, target))
        back = [(grams, target, source) for grams, source, target in there]
        dice.shuffle(back)
        self._move(there)
        self.assertTrue(any(self._grams().values()))
        self._move(back)
        self.assertEqual({grams for grams in self._grams().values() if grams}, set())
        self.assertEqual(self.gold.qty_available, 0)

    def test_a_tenth_of_a_milligram_is_moved_as_it_is(self):
        self._move([(3.4567, self.supplier, self.holders[0])])
        self.assertEqual(self._grams(), {self.holders[0]: 3.4567})
