from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    kpp = fields.Char("KPP", related="partner_id.kpp", readonly=False)

    def _get_jewel_tz(self):
        """Where the company's day begins and ends, whoever works and wherever he is."""
        return self.sudo().partner_id.tz or "Europe/Moscow"
