from odoo import api, fields, models


class JewelSetupCompany(models.TransientModel):
    _inherit = "jewel.setup.company"

    invoice_head_name = fields.Char("Head, on Invoices")

    @api.model
    def _company_fields(self):
        return [*super()._company_fields(), "invoice_head_name"]
