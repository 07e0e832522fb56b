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

    def test_printed_quantities_have_the_digits_that_they_need(self):
        printed = self.env["ir.qweb.field.float"]
        for value, words in ((1, "1.00"), (2.5, "2.50"), (3.4564, "3.4564")):
            options = {"decimal_precision": "Product Unit"}
            self.assertEqual(printed.value_to_html(value, options), words)
        self.assertEqual(printed.value_to_html(1, {"decimal_precision": "Stock Weight"}), "1.0000")
        self.assertEqual(printed.value_to_html(1, {"precision": 3}), "1.000")

    def test_printed_quantity_of_a_field(self):
        price = self.env["product.supplierinfo"].new({"min_qty": 3, "price": 5})
        printed = self.env["ir.qweb.field.float"]
        self.assertEqual(printed.record_to_html(price, "min_qty", {}), "3.00")
        self.assertEqual(printed.record_to_html(price, "min_qty", {"precision": 4}), "3.0000")
