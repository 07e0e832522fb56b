from odoo import fields, models


class StockLocation(models.Model):
    """Where stones are that nobody has in a box any more."""

    _inherit = "stock.location"

    metal_holder = fields.Selection(
        selection_add=[
            ("stones_set", "Stones in Pieces"),
            ("stones_broken", "Broken and Lost Stones"),
        ],
        ondelete={"stones_set": "set null", "stones_broken": "set null"},
    )
