from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_jewel_accessory = fields.Boolean(
        "Not Jewellery",
        help="A box, a cloth, a certificate: sold without fineness, mass and article.",
    )
