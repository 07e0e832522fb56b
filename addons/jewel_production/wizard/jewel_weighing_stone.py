from odoo import api, fields, models

from odoo.addons.jewel_base.const import CARAT_DIGITS
from odoo.addons.jewel_stock_ext.metal import exact


class JewelWeighing(models.TransientModel):
    """Carats come from the stones that were booked as set, where there are such."""

    _inherit = "jewel.weighing"

    has_set_stones = fields.Boolean(compute="_compute_set_carats")
    set_carats = fields.Float(
        "Stones Set by the Book, ct", digits=CARAT_DIGITS, compute="_compute_set_carats"
    )

    @api.depends("workorder_id")
    def _compute_set_carats(self):
        for wizard in self:
            carats = wizard._jewel_order()._get_set_carats() if wizard.workorder_id else None
            wizard.has_set_stones = carats is not None
            wizard.set_carats = float(carats or 0)

    def _get_doubt(self, weight):
        """Override: a piece that is heavier may have stones which nobody has booked."""
        doubt = super()._get_doubt(weight)
        order = self._jewel_order()
        waiting = order.production_id._get_stones_waiting()
        if not doubt or self.kind == "in" or waiting <= 0 or weight <= exact(order.weight_in):
            return doubt
        return "\n".join(
            [
                doubt,
                self.env._(
                    "Stones issued for this job are not booked as set: %s. Close this pad and "
                    "book them with the button Stones first.",
                    waiting,
                ),
            ]
        )

    def action_weigh(self):
        """Override: what the ledger of stones knows is not typed."""
        for wizard in self.filtered("has_set_stones"):
            wizard.metal_carats = wizard.set_carats
        return super().action_weigh()
