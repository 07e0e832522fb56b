from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """Lines change the sums of the order, which may be paired with fields of the deal."""

    _inherit = "sale.order.line"

    amocrm_element = fields.Char(
        string="Product in amoCRM", index="btree_not_null", copy=False, readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._amocrm_sums_changed()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self._amocrm_sums_changed()
        return result

    def unlink(self):
        orders = self.order_id
        result = super().unlink()
        orders._amocrm_sums_changed()
        return result

    def _amocrm_sums_changed(self):
        self.order_id._amocrm_sums_changed()
