from odoo import api, fields, models


class JewelProductType(models.Model):
    _inherit = "jewel.product.type"

    is_pair = fields.Boolean(
        "Goes in Pairs",
        compute="_compute_is_pair",
        store=True,
        readonly=False,
        help="Control weighs both halves and compares their colour.",
    )

    needs_final_weight = fields.Boolean(
        "Final Weight Is Required", help="A piece of this type is weighed before it goes to stock."
    )

    @api.depends("uom_id")
    def _compute_is_pair(self):
        pair = self.env.ref("jewel_base.uom_pair", raise_if_not_found=False)
        for jewel_type in self:
            jewel_type.is_pair = bool(pair) and jewel_type.uom_id == pair
