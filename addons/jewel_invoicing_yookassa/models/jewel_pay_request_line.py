from decimal import Decimal

from odoo import models
from odoo.tools import float_repr


class JewelPayRequestLine(models.Model):
    _inherit = "jewel.pay.request.line"

    def _prepare_fiscal_line(self, day):
        """Hook: how this line stands in a fiscal receipt of ``day``, at its full price."""
        self.ensure_one()
        taxes = self.sale_line_id.tax_ids if self.sale_line_id else self.product_id.taxes_id
        company = self.request_id.company_id
        return {
            "name": self.alloy_id._get_fiscal_name(self.name),
            "quantity": Decimal(float_repr(self.quantity, 3)),
            "amount": Decimal(float_repr(self.amount, 2)),
            **taxes._filter_taxes_by_company(company)._get_fiscal_vat(day),
            **self.product_id._get_fiscal_subject(),
        }
