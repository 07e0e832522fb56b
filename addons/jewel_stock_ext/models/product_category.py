from odoo import models


class ProductCategory(models.Model):
    """Materials and parts have no type of jewellery: one knows them by the category's picture."""

    _name = "product.category"
    _inherit = ["image.mixin", "product.category"]
