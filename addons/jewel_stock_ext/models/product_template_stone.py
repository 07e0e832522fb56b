from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    jewel_stone_id = fields.Many2one(
        "jewel.stone",
        "Kind of Stone",
        index="btree_not_null",
        ondelete="restrict",
        help="A product of the stone ledger: its lots are parcels and certified singles.",
    )

    @api.constrains("jewel_stone_id", "tracking")
    def _check_stone_tracking(self):
        for product in self:
            if product.jewel_stone_id and product.tracking != "lot":
                raise ValidationError(
                    self.env._(
                        "%s is a stone: track it by lots, a parcel or a certified stone each.",
                        product.name,
                    )
                )
