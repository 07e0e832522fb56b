from odoo.tests import tagged

from .remains import RemainsCase


@tagged("post_install", "-at_install")
class TestRemainsPurchase(RemainsCase):
    """With core's `purchase_stock`, which nothing here depends on: see the README how to run it."""

    def test_shortage_becomes_a_quotation_of_the_main_vendor(self):
        module = self.env["ir.module.module"]._get("purchase_stock")
        if module.state != "installed":
            self.skipTest("purchase_stock is not installed")
        vendors = self.env["res.partner"].create([{"name": "Main"}, {"name": "Second"}])
        self.item.seller_ids = [
            (0, 0, {"partner_id": vendors[0].id, "sequence": 1, "delay": 5, "price": 10}),
            (0, 0, {"partner_id": vendors[1].id, "sequence": 2, "delay": 2, "price": 9}),
        ]
        point = self.points.create(
            {
                "product_id": self.item.id,
                "location_id": self.vault.id,
                "trigger": "manual",
                "shortage_action": "procure",
                "product_min_qty": 120,
                "product_max_qty": 160,
            }
        )
        self._count()
        lines = self.env["purchase.order.line"].search([("product_id", "=", self.item.id)])
        self.assertEqual((lines.partner_id, lines.product_qty), (vendors[0], 60))
        self.assertEqual(lines.order_id.state, "draft")
        self.assertFalse(self._tasks())
        self._count()
        self.assertEqual(lines.product_qty, 60, "one shortage is ordered once")
        self.assertEqual((point.coming_qty, point.demand_lead_days), (60, 5))
