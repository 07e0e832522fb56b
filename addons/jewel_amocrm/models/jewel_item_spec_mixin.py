from odoo import models


class JewelItemSpecMixin(models.AbstractModel):
    _inherit = "jewel.item.spec.mixin"

    def _get_deadline_origin(self):
        """Override of `jewel_production`: what the exchange writes has been changed in amoCRM."""
        context = self.env.context
        if context.get("amocrm_account_id") and not context.get("deadline_origin"):
            return "amocrm"
        return super()._get_deadline_origin()
