from decimal import Decimal

from odoo import models
from odoo.tools import float_repr


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _get_fiscal_vat(self, day):
        """VAT of a receipt's line that is sold with these taxes.

        :param day: `datetime.date` of the receipt: a rate that has ended gives way to its successor
        :return: part of a line of `_yookassa_receipt_lines`; empty when the taxes do not tell, and
            the provider's own rate applies
        """
        for tax in self._get_valid_at(day):
            if tax.receipt_vat_code:
                return {"vat_code": int(tax.receipt_vat_code)}
            if tax.amount_type == "percent" and tax.amount:
                return {"tax_rate": Decimal(float_repr(tax.amount, 2)).normalize()}
        return {}
