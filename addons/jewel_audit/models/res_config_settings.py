from odoo import api, fields, models

from .jewel_audit_entry import DAYS_KEY


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # No `config_parameter`: that one deletes the parameter for 0, which then means the default.
    jewel_audit_days = fields.Integer("Keep the History of Changes, Days")

    @api.model
    def get_values(self):
        """Override of `base`: the days as they are applied."""
        return {
            **super().get_values(),
            "jewel_audit_days": self.env["jewel.audit.entry"]._get_days(),
        }

    def set_values(self):
        """Override of `base`: 0 is a value as well."""
        if self.jewel_audit_days != self.env["jewel.audit.entry"]._get_days():
            parameters = self.env["ir.config_parameter"].sudo()
            parameters.set_param(DAYS_KEY, self.jewel_audit_days)
        return super().set_values()
