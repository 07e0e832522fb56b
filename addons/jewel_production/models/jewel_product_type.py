from odoo import models


class JewelProductType(models.Model):
    _inherit = "jewel.product.type"

    def _prepare_custom_product_vals(self):
        """Override of `jewel_order`: a piece made for a deal is made to order."""
        return {**super()._prepare_custom_product_vals(), "made_to_order": True}
