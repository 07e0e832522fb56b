from decimal import Decimal

from odoo import models
from odoo.tools import float_repr


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_fiscal_line(self, day):
        """Hook: how this line stands in the closing receipt of ``day``, discounts taken off."""
        self.ensure_one()
        name = self.item_description or self.name
        return {
            "name": self.alloy_id._get_fiscal_name(name),
            "quantity": Decimal(float_repr(self.product_uom_qty, 3)),
            "amount": Decimal(float_repr(self.price_total, 2)),
            **self.tax_ids._get_fiscal_vat(day),
            **self.product_id._get_fiscal_subject(),
        }
