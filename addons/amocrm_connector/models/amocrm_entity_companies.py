from odoo import api, models

from ..values import text


class AmocrmEntityCompanies(models.AbstractModel):
    """Companies: partners like contacts, and the parents of contacts."""

    _name = "amocrm.entity.companies"
    _inherit = "amocrm.entity.contacts"
    _description = "amoCRM Company"
    _amo_entity = "companies"
    _list_path = "/api/v4/companies"

    @api.model
    def _prepare_partner_vals(self, binding, remote):
        return {
            **super()._prepare_partner_vals(binding, remote),
            "name": text(remote.get("name"))
            or self.env._("Company %(number)s", number=binding.external_id),
            "is_company": True,
        }
