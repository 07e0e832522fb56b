from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _post_jewel_handover(self):
        """Override of `jewel_production`: amoCRM learns when the deal was finished."""
        result = super()._post_jewel_handover()
        self.deal_id._amocrm_changed()
        return result
