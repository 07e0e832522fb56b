from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["amocrm.watched.mixin", "res.partner"]

    phone_other = fields.Char(string="Other Phones", help="Further numbers, separated by commas.")
