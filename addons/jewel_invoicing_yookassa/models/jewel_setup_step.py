from odoo import models

from odoo.addons.l10n_ru_jewel.models.template_ru_94n import CODE


class JewelSetupStep(models.Model):
    """Taxes of the Russian localisation, and YooKassa for payments by link."""

    _inherit = "jewel.setup.step"

    def _get_missing_tax(self, company):
        if company.chart_template != CODE:
            return [self.env._("Russian plan of accounts.")]
        if not company.account_sale_tax_id:
            return [self.env._("Tax of sales.")]
        return []

    def _open_tax(self):
        return self._open_wizard("jewel.setup.tax")

    def _get_missing_yookassa(self, company):
        provider = self._get_yookassa(company)
        if provider.state in ("enabled", "test"):
            hidden = self.env._("YooKassa is not published, so clients do not see it.")
            return [] if provider.is_published else [hidden]
        return [
            self.env._(
                "Shop ID and secret key of YooKassa, and the state «Enabled» or «Test Mode»."
                " Without YooKassa skip this step: clients pay by transfer or in cash."
            )
        ]

    def _open_yookassa(self):
        provider = self._get_yookassa(self.env.company)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "payment.provider",
            "res_id": provider.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_yookassa(self, company):
        domain = [("code", "=", "yookassa"), ("company_id", "=", company.id)]
        return self.env["payment.provider"].search(domain, limit=1)
