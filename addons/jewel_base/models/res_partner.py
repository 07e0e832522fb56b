from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .. import requisites


class ResPartner(models.Model):
    _inherit = "res.partner"

    kpp = fields.Char("KPP", help="Reason code of registration at the tax office, 9 characters.")

    @api.constrains("vat", "kpp", "company_registry", "country_id")
    def _check_russian_requisites(self):
        for partner in self.filtered(lambda partner: partner.country_code == "RU"):
            partner._check_inn()
            partner._check_kpp()
            partner._check_ogrn()

    def _check_inn(self):
        inn = (self.vat or "").strip().upper().removeprefix("RU")
        if inn not in ("", "/") and not requisites.is_inn(inn):
            raise ValidationError(
                self.env._(
                    "INN %(number)s of %(partner)s is wrong: it must have 10 digits (a company) or"
                    " 12 digits (a person), and the control digits must agree. Check the number.",
                    number=self.vat,
                    partner=self.display_name,
                )
            )

    def _check_kpp(self):
        if self.kpp and not requisites.is_kpp(self.kpp):
            raise ValidationError(
                self.env._(
                    "KPP %(number)s of %(partner)s is wrong: it must have 9 characters,"
                    " for example 770401001. Check the number.",
                    number=self.kpp,
                    partner=self.display_name,
                )
            )

    def _check_ogrn(self):
        if self.company_registry and not requisites.is_ogrn(self.company_registry):
            raise ValidationError(
                self.env._(
                    "OGRN %(number)s of %(partner)s is wrong: it must have 13 digits (OGRNIP: 15),"
                    " and the control digit must agree. Check the number.",
                    number=self.company_registry,
                    partner=self.display_name,
                )
            )

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "kpp"]

    def _get_company_registry_labels(self):
        return {**super()._get_company_registry_labels(), "RU": self.env._("OGRN")}

    def _pre_forget(self):
        """Hook: these clients are about to be erased on request; what else knows them lets go."""
