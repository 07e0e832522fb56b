from odoo import fields, models


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["amocrm.watched.mixin", "res.partner"]

    _phone_digits_idx = models.Index("(right(regexp_replace(phone, '\\D', '', 'g'), 10))")

    phone_other = fields.Char(string="Other Phones", help="Further numbers, separated by commas.")

    def _amocrm_changed(self, names=()):
        """Override of the mixin: fields of a client may be paired with fields of his deals."""
        result = super()._amocrm_changed(names)
        if self.env["amocrm.field.map"]._is_target_used("client"):
            deals = self.env["crm.lead"].sudo().search([("partner_id", "in", self.ids)])
            deals._amocrm_changed(names)
        return result
