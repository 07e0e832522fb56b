from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pre_forget(self):
        """Override of `jewel_base`: the next change in amoCRM would give the name back."""
        deals = self.env["crm.lead"].sudo().with_context(active_test=False)
        for records in (self, deals.search([("partner_id", "in", self.ids)])):
            self.env["amocrm.binding"]._forget(records)
        return super()._pre_forget()
