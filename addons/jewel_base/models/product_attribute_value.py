from odoo import api, models


class ProductAttributeValue(models.Model):
    _name = "product.attribute.value"
    _inherit = ["jewel.bench.access.mixin", "product.attribute.value"]

    @api.model
    def _is_jewel_bench_field(self, field):
        """Override of `jewel.bench.access.mixin`: everything but money."""
        return not self._is_money_field(field)
