from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kpp = fields.Char("KPP", related="partner_id.kpp", readonly=False)
