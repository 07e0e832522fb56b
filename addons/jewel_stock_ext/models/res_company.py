from odoo import fields, models

from ..names import RUSSIAN


class ResCompany(models.Model):
    _inherit = "res.company"

    metal_lock_date = fields.Date(
        "Metal Closed up to",
        help="No entry of the metal ledger is dated on or before this day any more.",
    )

    def _is_russian_spoken(self):
        """Whether this is a Russian company, or one of no country yet, that works in Russian."""
        company = self.sudo().ensure_one()
        administrator = company.env.ref("base.user_admin", raise_if_not_found=False)
        spoken = {company.partner_id.lang, administrator and administrator.lang}
        return RUSSIAN in spoken and company.country_id.code in (False, "RU")

    def _post_jewel_setup_company(self, name_before):
        """Extension: the warehouse that was called after the company still is."""
        result = super()._post_jewel_setup_company(name_before)
        warehouses = self.env["stock.warehouse"].sudo()
        namesake = warehouses.search([("company_id", "=", self.id), ("name", "=", name_before)])
        if self.name != name_before:
            namesake.name = self.name
        self.env["stock.location"].sudo()._jewel_name_places()
        return result
