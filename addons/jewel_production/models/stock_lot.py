from odoo import fields, models

from odoo.addons.jewel_base.const import WEIGHT_DIGITS


class StockLot(models.Model):
    _inherit = "stock.lot"

    final_weight = fields.Float(
        "Weight, g", digits=WEIGHT_DIGITS, help="Mass of the piece, or of the pieces of a lot."
    )
