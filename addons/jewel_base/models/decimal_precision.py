from odoo import api, models

from ..const import WEIGHT_PRECISION


class DecimalPrecision(models.Model):
    _inherit = "decimal.precision"

    @api.model
    def _jewel_raise_weight_precision(self):
        """Give grams the decimals they need; called at each install and upgrade, never lowers.

        All units of measure of Odoo share one rounding, two decimals by default: 3.456 g of gold
        would be booked as 3.46 g.
        """
        for precision in self.search([("name", "in", list(WEIGHT_PRECISION))]):
            precision.digits = max(precision.digits, WEIGHT_PRECISION[precision.name])
