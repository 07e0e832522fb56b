from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .remains import RemainsCase


@tagged("post_install", "-at_install")
@capability("A43")
class TestStockNow(RemainsCase):
    def test_four_kinds_on_one_screen_with_filters(self):
        ring_type = self.env["jewel.product.type"].create({"name": "Ring"})
        self._receive(30)
        expected = {
            "material": self.white._get_metal_product(),
            "part": self.item,
            "semi": self._create_item("Kit", on_hand=5, stock_kind="semi"),
            "finished": self._create_item("Ring", on_hand=2, jewel_type_id=ring_type.id),
        }
        products = self.env["product.product"].union(*expected.values())
        action = self.env.ref("jewel_stock_ext.stock_now_action")
        for role in ("storekeeper", "production_head", "planner", "director"):
            quants = self.env[action.res_model].with_user(self.users[role])
            domain = [("location_id.usage", "=", "internal"), ("product_id", "in", products.ids)]
            groups = quants._read_group(domain, ["stock_kind"], ["product_id:recordset"])
            self.assertEqual(dict(groups), expected, role)
            arch = quants.get_view(action.search_view_id.id, "search")["arch"]
            for kind, product in expected.items():
                self.assertIn(f"('stock_kind', '=', '{kind}')", arch)
                found = quants.search([*domain, ("stock_kind", "=", kind)])
                self.assertEqual(found.product_id, product)
