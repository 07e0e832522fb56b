from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _get_jewel_home(self):
        """Extension: the pages of director and manager go before those of other roles they have."""
        user = self.env.user
        if user.has_group("jewel_base.group_director"):
            return "jewel_kpi.jewel_director_page_action"
        if user.has_group("jewel_base.group_sales_manager"):
            return "jewel_kpi.jewel_kpi_page_action"
        return super()._get_jewel_home()
