from odoo import models


class JewelSetupStep(models.Model):
    """Where deals come from."""

    _inherit = "jewel.setup.step"

    def _get_missing_amocrm(self, company):
        # One that needs reconnecting tells its administrator by itself.
        if self._get_amocrm(company).filtered(lambda account: account.state != "draft"):
            return []
        return [
            self.env._(
                "Address of the amoCRM account and a token. Without amoCRM skip this step: deals"
                " are entered here."
            )
        ]

    def _open_amocrm(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "amocrm.account",
            "res_id": self._get_amocrm(self.env.company)[:1].id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _get_amocrm(self, company):
        return self.env["amocrm.account"].search([("company_id", "=", company.id)])
