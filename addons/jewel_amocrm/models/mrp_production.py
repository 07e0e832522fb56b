from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _post_jewel_handover(self):
        """Override of `jewel_production`: amoCRM learns when the deal was finished, and says so."""
        result = super()._post_jewel_handover()
        for deal in self.deal_id.filtered("amocrm_finished_at"):
            lang = deal.company_id.partner_id.lang or self.env.lang
            deal._amocrm_note(
                deal.with_context(lang=lang).env._(
                    "All jobs of the deal are handed over; it is ready."
                )
            )
        self.deal_id._amocrm_changed()
        return result

    def _post_jewel_undo_handover(self):
        """Override of `jewel_production`: the deal is in production again, there as well."""
        result = super()._post_jewel_undo_handover()
        self.deal_id._amocrm_changed()
        return result
