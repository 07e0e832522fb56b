from odoo import api, models


class JewelHealth(models.AbstractModel):
    _inherit = "jewel.health"

    @api.model
    def _collect(self):
        """Override of `jewel_base` to add the exchange with amoCRM."""
        return {**super()._collect(), "amocrm": self._check_amocrm}

    @api.model
    def _check_amocrm(self):
        """Lag, queues, state and webhook of each account; without names."""
        accounts = self.env["amocrm.account"].sudo().search([("active", "=", True)])
        figures = [
            {"id": number, "status": values.pop("level"), **values}
            for number, values in accounts._pulse_figures().items()
        ]
        worst = self._worst({account["id"]: account for account in figures})
        return {"status": worst, "accounts": figures}
