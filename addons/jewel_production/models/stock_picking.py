from odoo import fields, models


class StockPicking(models.Model):
    """For which job the goods were given out, or came back."""

    _inherit = "stock.picking"

    production_id = fields.Many2one(
        "mrp.production", "Job", index="btree_not_null", readonly=True, copy=False
    )
