from odoo import api, fields, models

from ..const import STOCK_KINDS


class ProductTemplate(models.Model):
    _inherit = "product.template"

    stock_kind = fields.Selection(
        STOCK_KINDS,
        compute="_compute_stock_kind",
        store=True,
        readonly=False,
        index=True,
        help="By itself: metal and stones are materials, what has a type of jewellery is finished "
        "goods, anything else is a part.",
    )

    @api.depends("is_metal", "jewel_stone_id", "jewel_type_id")
    def _compute_stock_kind(self):
        for product in self:
            if product.is_metal or product.jewel_stone_id:
                product.stock_kind = "material"
            elif product.jewel_type_id:
                product.stock_kind = "finished"
            else:
                product.stock_kind = product.stock_kind or "part"
