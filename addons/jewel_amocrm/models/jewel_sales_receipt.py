from odoo import models


class JewelSalesReceipt(models.Model):
    """The link of the receipt stands in amoCRM's deal as long as there is a receipt."""

    _inherit = "jewel.sales.receipt"

    def _post_receipt_issued(self):
        """Override of `jewel_invoicing`."""
        result = super()._post_receipt_issued()
        self.deal_id._amocrm_changed({"receipt_url"})
        return result

    def _post_receipt_void(self):
        """Override of `jewel_invoicing`."""
        result = super()._post_receipt_void()
        self.deal_id._amocrm_changed({"receipt_url"})
        return result
