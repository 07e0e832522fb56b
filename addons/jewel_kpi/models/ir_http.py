from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Override of `web`: whoever has no home action of his own begins with his page."""
        info = super().session_info()
        if not info.get("home_action_id") and (page := self._get_jewel_home()):
            info["home_action_id"] = self.env.ref(page).id
        return info

    def _get_jewel_home(self):
        user = self.env.user
        if user.has_group("jewel_base.group_director"):
            return "jewel_kpi.jewel_director_page_action"
        if user.has_group("jewel_base.group_sales_manager"):
            return "jewel_kpi.jewel_kpi_page_action"
        return None
