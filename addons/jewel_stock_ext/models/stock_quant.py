from odoo import fields, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    stock_kind = fields.Selection(related="product_id.stock_kind")
