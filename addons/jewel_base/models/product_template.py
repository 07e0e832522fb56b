from decimal import Decimal

from odoo import api, fields, models

from ..assay import net_weight, pure_weight, weight
from ..const import WEIGHT_DIGITS

# Metals whose pieces carry a unique number (UIN) as a rule; silver is eased.
_UIN_METALS = frozenset({"gold", "platinum", "palladium"})


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["jewel.bench.access.mixin", "product.template"]

    default_code = fields.Char(string="Article")
    # A name that is in use is archived, not deleted, or old documents would lose their meaning.
    collection_id = fields.Many2one("jewel.collection", index="btree_not_null", ondelete="restrict")
    jewel_type_id = fields.Many2one(
        "jewel.product.type", "Type", index="btree_not_null", ondelete="restrict"
    )
    alloy_id = fields.Many2one("jewel.alloy", index="btree_not_null", ondelete="restrict")
    jewel_metal = fields.Selection(string="Metal", related="alloy_id.metal", store=True)
    insert_ids = fields.One2many("jewel.product.insert", "product_tmpl_id", "Inserts", copy=True)
    gross_weight = fields.Float(
        "Gross Weight, g", digits=WEIGHT_DIGITS, help="Mass of the whole piece with its inserts."
    )
    net_weight = fields.Float(
        "Net Weight, g",
        digits=WEIGHT_DIGITS,
        compute="_compute_net_weight",
        store=True,
        readonly=False,
        help="Mass of the alloy: gross weight less the inserts.",
    )
    pure_weight = fields.Float(
        "Pure Metal, g",
        digits=WEIGHT_DIGITS,
        compute="_compute_pure_weight",
        store=True,
        help="Net weight × fineness / 1000.",
    )
    uin_required = fields.Boolean(
        "UIN Required",
        compute="_compute_uin_required",
        store=True,
        readonly=False,
        help="A piece of this model is sold with its unique identification number (UIN).",
    )

    _weights_not_negative = models.Constraint(
        "CHECK(gross_weight >= 0 AND net_weight >= 0)",
        "The weight of a product cannot be negative.",
    )

    @api.depends("gross_weight", "insert_ids.weight_g")
    def _compute_net_weight(self):
        for product in self:
            inserts = sum((weight(i.weight_g) for i in product.insert_ids), Decimal(0))
            product.net_weight = max(0, net_weight(weight(product.gross_weight), other=inserts))

    @api.depends("net_weight", "alloy_id.fineness")
    def _compute_pure_weight(self):
        for product in self:
            product.pure_weight = product._get_pure_weight()

    @api.depends("alloy_id.metal")
    def _compute_uin_required(self):
        for product in self:
            product.uin_required = product.alloy_id.metal in _UIN_METALS

    def _get_pure_weight(self):
        """Unrounded grams of pure metal in one piece, a Decimal for sums."""
        self.ensure_one()
        fineness = Decimal(str(self.alloy_id.fineness or 0))
        return pure_weight(weight(self.net_weight), fineness)

    @api.model
    def _is_jewel_bench_field(self, field):
        """Override of `jewel.bench.access.mixin`: everything but money."""
        return not self._is_money_field(field)
