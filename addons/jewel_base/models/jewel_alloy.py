from decimal import Decimal

from odoo import api, fields, models

from ..assay import wax_ratio
from ..const import METALS, PRICE_GROUPS


class JewelAlloy(models.Model):
    _name = "jewel.alloy"
    _description = "Alloy of Precious Metal"
    _order = "sequence, metal, fineness, id"

    name = fields.Char(required=True)
    metal = fields.Selection(METALS, required=True, default="gold")
    fineness = fields.Float(
        "Fineness, ‰", digits=(4, 1), required=True, help="Parts of pure metal in a thousand."
    )
    colour = fields.Selection(
        [
            ("yellow", "Yellow"),
            ("red", "Red"),
            ("rose", "Rose"),
            ("white", "White"),
            ("lemon", "Lemon"),
            ("none", "Natural Colour"),
        ],
        required=True,
        default="none",
    )
    grade = fields.Char(help="Grade by the standard, for example ЗлСрПд 585-255-160.")
    density = fields.Float("Density, g/cm³", digits=(6, 3))
    wax_ratio = fields.Float(
        digits=(6, 2),
        compute="_compute_wax_ratio",
        store=True,
        readonly=False,
        help="Grams of metal that replace one gram of wax in casting.",
    )
    solidus = fields.Integer("Solidus, °C", help="Temperature at which the alloy begins to melt.")
    has_nickel = fields.Boolean("Contains Nickel", help="Nickel can cause an allergy.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    price_ids = fields.One2many("jewel.alloy.price", "alloy_id", "Prices", groups=PRICE_GROUPS)
    price_currency_id = fields.Many2one(
        "res.currency", compute="_compute_price", groups=PRICE_GROUPS
    )
    price_per_gram = fields.Monetary(
        compute="_compute_price",
        currency_field="price_currency_id",
        groups=PRICE_GROUPS,
        help="Purchase price of one gram, in force today.",
    )
    price_date = fields.Date("Price from", compute="_compute_price", groups=PRICE_GROUPS)

    _name_uniq = models.UniqueIndex("(lower(name))", "An alloy with this name already exists.")
    _fineness_range = models.Constraint(
        "CHECK(fineness > 0 AND fineness <= 1000)",
        "The fineness of an alloy must lie between 0 and 1000 ‰.",
    )

    @api.depends("density")
    def _compute_wax_ratio(self):
        for alloy in self:
            alloy.wax_ratio = float(wax_ratio(Decimal(str(alloy.density or 0))))

    @api.depends("price_ids.date", "price_ids.price", "price_ids.currency_id")
    @api.depends_context("tz")
    def _compute_price(self):
        for alloy in self:
            price = alloy._get_price()
            alloy.price_per_gram = price.price
            alloy.price_date = price.date
            alloy.price_currency_id = price.currency_id or self.env.company.currency_id

    def _get_price(self, date=None):
        """The `jewel.alloy.price` row in force on ``date`` (today); empty when there is none."""
        self.ensure_one()
        date = date or fields.Date.context_today(self)
        rows = self.sudo().price_ids.filtered(lambda row: row.date and row.date <= date)
        return rows.sorted("date")[-1:]
