from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    jewel_undone_job_id = fields.Many2one(
        "mrp.production", "Hand-over of", readonly=True, copy=False, index="btree_not_null"
    )
