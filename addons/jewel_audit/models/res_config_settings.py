from odoo import fields, models

from .jewel_audit_entry import DEFAULT_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jewel_audit_days = fields.Integer(
        "Keep the History of Changes, Days",
        config_parameter="jewel_audit.days",
        default=DEFAULT_DAYS,
    )
