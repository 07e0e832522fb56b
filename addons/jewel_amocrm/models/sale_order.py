from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.opportunity_id._amocrm_changed()
        return orders

    def write(self, vals):
        deals = self.opportunity_id if "opportunity_id" in vals else self.env["crm.lead"]
        result = super().write(vals)
        if vals.keys() & {"state", "name", "opportunity_id"}:
            (deals | self.opportunity_id)._amocrm_changed()
        return result

    def unlink(self):
        deals = self.opportunity_id
        result = super().unlink()
        deals._amocrm_changed()
        return result
