from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["amocrm.watched.mixin", "res.partner"]

    _phone_digits_idx = models.Index("(right(regexp_replace(phone, '\\D', '', 'g'), 10))")

    phone_other = fields.Char(string="Other Phones", help="Further numbers, separated by commas.")
