from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amocrm_element = fields.Char(
        string="Product in amoCRM", index="btree_not_null", copy=False, readonly=True
    )
