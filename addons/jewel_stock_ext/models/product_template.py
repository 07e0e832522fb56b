from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import COMPLEXITIES


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_metal = fields.Boolean(
        "Metal of the Ledger",
        help="Its grams are kept in the metal ledger: every move of stock makes an entry there.",
    )

    metal_complexity = fields.Selection(
        COMPLEXITIES,
        "Complexity",
        default="simple",
        help="Class of complexity, by which norms of loss differ.",
    )

    @api.constrains("is_metal", "alloy_id", "uom_id")
    def _check_metal(self):
        gram = self.env.ref("uom.product_uom_gram")
        for product in self.filtered("is_metal"):
            if not product.alloy_id or not product.uom_id._has_common_reference(gram):
                raise ValidationError(
                    self.env._(
                        "%s is metal of the ledger: give it an alloy and a unit of weight.",
                        product.name,
                    )
                )
