from odoo import models


class JewelSetupStep(models.Model):
    _inherit = "jewel.setup.step"

    def _get_missing_company(self, company):
        """Extension: an invoice by bank transfer is signed by the head."""
        missing = super()._get_missing_company(company)
        if not company.invoice_head_name:
            missing.append(self.env._("Who signs invoices as the head."))
        return missing
