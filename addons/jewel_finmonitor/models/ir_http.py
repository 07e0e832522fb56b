from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _get_jewel_home(self):
        """Extension: an accountant begins with the finance panel."""
        if self.env.user.has_group("jewel_base.group_accountant"):
            return "jewel_finmonitor.jewel_deal_finance_action"
        return super()._get_jewel_home()
