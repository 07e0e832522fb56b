from odoo import api, models


class MrpBomLine(models.Model):
    _inherit = "mrp.bom.line"

    @api.constrains("product_id")
    def _check_no_ledger_metal(self):
        for line in self:
            line.product_id._jewel_check_component_of(line.bom_id.product_tmpl_id)
