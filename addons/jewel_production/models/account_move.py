import re

from odoo import models

# As Odoo prints a quantity before grams get their four digits.
_PRINTED_DIGITS = 2


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_invoiced_lot_values(self):
        """Extension: the table of serial numbers says «1.00», not «1.0000»; its quantities are
        texts already, so the zeros that only grams need are taken off.
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        spare = re.compile(rf"0{{0,{max(digits - _PRINTED_DIGITS, 0)}}}$")
        return [
            {**lot, "quantity": spare.sub("", lot["quantity"], count=1)}
            for lot in super()._get_invoiced_lot_values()
        ]
