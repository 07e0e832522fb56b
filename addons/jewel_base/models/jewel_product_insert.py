from odoo import api, fields, models

from ..assay import carats_to_grams, weight
from ..const import CARAT_DIGITS, WEIGHT_DIGITS
from ..notation import insert_notation


class JewelProductInsert(models.Model):
    _name = "jewel.product.insert"
    _description = "Insert of a Product"
    _order = "product_tmpl_id, sequence, id"
    _rec_name = "tag_notation"

    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    stone_id = fields.Many2one("jewel.stone", required=True, index=True, ondelete="restrict")
    quantity = fields.Integer(required=True, default=1)
    carats = fields.Float("Carats, Total", digits=CARAT_DIGITS)
    weight_g = fields.Float(
        "Weight, g",
        digits=WEIGHT_DIGITS,
        compute="_compute_weight_g",
        store=True,
        readonly=False,
        help="One carat is 0.2 g; type the weight of an insert that is not weighed in carats.",
    )
    tag_notation = fields.Char("On the Tag", compute="_compute_tag_notation", store=True)

    _not_negative = models.Constraint(
        "CHECK(quantity > 0 AND carats >= 0 AND weight_g >= 0)",
        "An insert must have a quantity above zero, and no negative carats or weight.",
    )

    @api.depends("carats")
    def _compute_weight_g(self):
        for insert in self:
            if insert.carats:
                insert.weight_g = float(carats_to_grams(weight(insert.carats)))

    @api.depends(
        "quantity",
        "carats",
        "weight_g",
        "stone_id.name",
        "stone_id.tag_name",
        "stone_id.shape",
        "stone_id.size",
        "stone_id.colour",
        "stone_id.clarity",
        "stone_id.cut_group",
        "stone_id.treatment",
    )
    def _compute_tag_notation(self):
        for insert in self:
            stone = insert.stone_id
            insert.tag_notation = insert_notation(
                insert.quantity,
                stone.tag_name or stone.name or "",
                shape=stone.shape,
                size=stone.size,
                carats=insert.carats,
                grams=insert.weight_g,
                colour=stone.colour,
                clarity=stone.clarity,
                cut=stone.cut_group,
                mark=stone.treatment,
            )
