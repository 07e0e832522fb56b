from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def _get_jewel_home(self):
        """Extension: a storekeeper begins with the pictures of what he hands out and takes in.

        The menus of a head of production begin with his board.
        """
        user = self.env.user
        is_head = user.has_group("jewel_base.group_production_head")
        if user.has_group("jewel_base.group_storekeeper") and not is_head:
            return "jewel_stock_ext.picker_action"
        return super()._get_jewel_home()
