from decimal import Decimal

from odoo import models
from odoo.tools import float_repr


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_receipt_line(self, day):
        """Hook: how this line stands in the closing receipt of ``day``, discounts taken off."""
        self.ensure_one()
        name = self.item_description or self.name
        return {
            "name": self.alloy_id._name_in_receipt(name),
            "quantity": Decimal(float_repr(self.product_uom_qty, 3)),
            "amount": Decimal(float_repr(self.price_total, 2)),
            **self.tax_ids._get_receipt_vat(day),
            **self.product_id._get_receipt_subject(),
        }
