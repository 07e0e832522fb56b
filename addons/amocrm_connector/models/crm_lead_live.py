from odoo import api, models

LIVE = "amocrm_deals_changed"


class CrmLead(models.Model):
    """Open panels of deals learn that something changed."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        self._amocrm_tell_panels()
        return leads

    def write(self, vals):
        result = super().write(vals)
        self._amocrm_tell_panels()
        return result

    def unlink(self):
        self._amocrm_tell_panels()
        return super().unlink()

    @api.model
    def _amocrm_tell_panels(self):
        """One message a transaction, to people of sales, that says nothing but the fact: what a
        person may see of it is decided when the panel reads again.
        """
        told = self.env.cr.precommit.data
        if not told.get(LIVE):
            told[LIVE] = True
            group = self.env.ref("sales_team.group_sale_salesman").sudo()
            group._bus_send(LIVE, {})
