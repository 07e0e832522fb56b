from odoo import fields, models


class JewelAlloyPrice(models.Model):
    _name = "jewel.alloy.price"
    _description = "Price of an Alloy"
    _order = "date desc, id desc"
    _rec_name = "alloy_id"

    alloy_id = fields.Many2one("jewel.alloy", required=True, index=True, ondelete="cascade")
    date = fields.Date("In Force from", required=True, default=fields.Date.context_today)
    price = fields.Monetary("Price per Gram", required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )

    _alloy_date_uniq = models.Constraint(
        "UNIQUE(alloy_id, date)", "The price of an alloy on one date can be entered only once."
    )
    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "The price of an alloy cannot be negative."
    )
