from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Override of `web`: an administrator begins with the set-up until it is settled."""
        info = super().session_info()
        user = self.env.user
        if (
            not info.get("home_action_id")
            and user._is_system()
            and user.company_id._is_jewel_setup_open()
        ):
            info["home_action_id"] = self.env.ref("jewel_base.jewel_setup_action").id
        return info
