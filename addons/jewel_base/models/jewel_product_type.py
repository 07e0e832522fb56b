from odoo import fields, models


class JewelProductType(models.Model):
    _name = "jewel.product.type"
    _description = "Type of Jewellery"
    _inherit = ["image.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.ref("uom.product_uom_unit"),
        help="What one piece of this type is counted in: cuff-links go in pairs.",
    )

    _name_uniq = models.UniqueIndex(
        "(lower(name))", "A type of jewellery with this name already exists."
    )
