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

    def _get_amocrm_place(self):
        """Stage of the piece, and what it waits for there."""
        self.ensure_one()
        reason = self.wait_reason_id.name
        return f"{self.stage_id.name} ({reason})" if reason else self.stage_id.name

    def _jewel_settle_wait(self):
        """Override of `jewel_production`, where all that moves a job comes by: the deal in amoCRM
        shows the stage, if it has a field for it.
        """
        result = super()._jewel_settle_wait()
        self._amocrm_tell_stage()
        return result

    def _post_jewel_wait(self):
        """Override of `jewel_production`."""
        result = super()._post_jewel_wait()
        self._amocrm_tell_stage()
        return result

    def _amocrm_tell_stage(self):
        if self.env.context.get("jewel_moving"):
            return
        shown = self.env["amocrm.field.map"].sudo()._watched_fields("crm.lead")
        if "amocrm_production" in shown:
            self.sudo().deal_id._amocrm_changed({"amocrm_production"})

    def _post_jewel_undo_handover(self):
        """Override of `jewel_production`: the deal is in production again, there as well."""
        result = super()._post_jewel_undo_handover()
        self.deal_id._amocrm_changed()
        return result
