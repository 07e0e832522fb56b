from odoo.tests import tagged

from ..const import WEIGHT_PRECISION
from .common import JewelCase


@tagged("post_install", "-at_install")
class TestPrecision(JewelCase):
    def test_grams_have_four_decimals(self):
        for usage, digits in WEIGHT_PRECISION.items():
            self.assertGreaterEqual(self.env["decimal.precision"].precision_get(usage), digits)

    def test_upgrade_raises_a_lowered_precision_and_leaves_a_higher_one(self):
        precisions = self.env["decimal.precision"]
        unit = precisions.search([("name", "=", "Product Unit")])
        unit.digits = 2
        precisions._jewel_raise_weight_precision()
        self.assertEqual(precisions.precision_get("Product Unit"), 4)
        unit.digits = 6
        precisions._jewel_raise_weight_precision()
        self.assertEqual(precisions.precision_get("Product Unit"), 6)

    def test_a_carat_is_exactly_a_fifth_of_a_gram(self):
        carat, gram = self.env.ref("jewel_base.uom_carat"), self.env.ref("uom.product_uom_gram")
        self.assertEqual(carat._compute_quantity(0.03, gram), 0.006)
        self.assertEqual(gram._compute_quantity(1, carat), 5)

    def test_tenth_of_a_milligram_survives_the_unit(self):
        gram = self.env.ref("uom.product_uom_gram")
        self.assertEqual(gram.round(3.4564), 3.4564)
