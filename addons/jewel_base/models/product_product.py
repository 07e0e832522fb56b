from odoo import api, fields, models


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["jewel.bench.access.mixin", "product.product"]

    default_code = fields.Char(string="Article")

    @api.model
    def _is_jewel_bench_field(self, field):
        """Override of `jewel.bench.access.mixin`: everything but money."""
        return not self._is_money_field(field)
