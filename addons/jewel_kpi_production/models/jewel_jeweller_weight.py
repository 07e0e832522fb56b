from decimal import Decimal

from odoo import fields, models

from ..jeweller import INDICATORS


class JewelJewellerWeight(models.Model):
    """How much an indicator counts in the rating of jewellers."""

    _name = "jewel.jeweller.weight"
    _description = "Weight in the Rating of Jewellers"
    _order = "weight desc, id"
    _rec_name = "indicator"

    indicator = fields.Selection(
        lambda self: [
            (key, text[0])
            for key, text in self.env["jewel.jeweller.kpi"]._get_indicator_texts().items()
            if INDICATORS[key].better
        ],
        required=True,
    )
    weight = fields.Float(required=True, default=1)

    _indicator_uniq = models.UniqueIndex("(indicator)", "This indicator has its weight already.")
    _weight_positive = models.Constraint("CHECK (weight > 0)", "A weight is above zero.")

    def _get_weights(self):
        """{indicator: Decimal}, the heaviest first."""
        return {one.indicator: Decimal(repr(one.weight)) for one in self.search([])}
