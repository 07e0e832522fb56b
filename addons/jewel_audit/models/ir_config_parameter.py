from odoo import api, models
from odoo.exceptions import ValidationError

from .jewel_audit_entry import DAYS_KEY, MIN_DAYS


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.constrains("key", "value")
    def _check_jewel_audit_days(self):
        for parameter in self.filtered(lambda parameter: parameter.key == DAYS_KEY):
            value = parameter.value
            if not value.isdecimal() or 0 < int(value) < MIN_DAYS:
                raise ValidationError(
                    self.env._(
                        "The history of changes is kept for a year at least: give %(days)s days or "
                        "more, or 0 to keep all of it. You have given: %(value)s.",
                        days=MIN_DAYS,
                        value=value,
                    )
                )
