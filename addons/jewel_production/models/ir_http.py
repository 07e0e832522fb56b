from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Override of `web`: who works in the workshop gets the scanner of envelopes."""
        user = self.env.user
        scans = user.has_group("jewel_base.group_jeweller") or user.has_group("mrp.group_mrp_user")
        return {**super().session_info(), "jewel_scan": scans}
