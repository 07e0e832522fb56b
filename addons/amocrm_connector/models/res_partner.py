from odoo import fields, models

from .amocrm_entity_contacts_match import OTHER_DIGITS, PHONE_DIGITS


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["amocrm.watched.mixin", "amocrm.bound.mixin", "res.partner"]

    _phone_digits_idx = models.Index(f"({PHONE_DIGITS})")
    _phone_other_digits_idx = models.Index(
        f"USING gin (({OTHER_DIGITS})) WHERE phone_other IS NOT NULL"
    )

    phone_other = fields.Char(string="Other Phones", help="Further numbers, separated by commas.")

    amocrm_problem = fields.Text(groups="sales_team.group_sale_salesman")
    amocrm_question_ids = fields.One2many(
        "amocrm.conflict",
        "partner_id",
        string="amoCRM Questions",
        domain=[("state", "=", "open"), ("choice", "=", False)],
        groups="sales_team.group_sale_salesman",
    )

    def _amocrm_changed(self, names=()):
        """Override of the mixin: fields of a client may be paired with fields of his deals."""
        result = super()._amocrm_changed(names)
        if self.env["amocrm.field.map"]._is_target_used("client"):
            deals = self.env["crm.lead"].sudo().search([("partner_id", "in", self.ids)])
            deals._amocrm_changed(names)
        return result
