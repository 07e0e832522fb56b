from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.misc import formatLang

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestInvoicedLots(ProductionCase):
    def test_quantities_have_the_digits_that_they_need(self):
        units = (
            (self.env.ref("uom.product_uom_unit"), 1, 2),
            (
                self.env.ref("uom.product_uom_gram"),
                3.4564,
                4,
            ),
        )
        order = self._create_order(
            *((self._stocked(uom, amount), amount) for uom, amount, _ in units)
        )
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(
            [lot["quantity"] for lot in invoice._get_invoiced_lot_values()],
            [formatLang(self.env, amount, digits=digits) for _, amount, digits in units],
        )

    def _stocked(self, uom, amount):
        """A product that is sold by serial number, ``amount`` of it in stock."""
        product = self.env["product.product"].create(
            {
                "name": f"Chain by {uom.name}",
                "type": "consu",
                "is_storable": True,
                "tracking": "lot",
                "uom_id": uom.id,
                "invoice_policy": "order",
                "list_price": 100,
                "taxes_id": [Command.clear()],
            }
        )
        lot = self.env["stock.lot"].create({"name": uom.name, "product_id": product.id})
        place = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(product, place, amount, lot_id=lot)
        return product
