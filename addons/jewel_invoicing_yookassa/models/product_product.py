from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_fiscal_subject(self):
        """What is sold, as a receipt says it; empty: as the provider's settings say."""
        if not self:
            return {}
        return {"payment_subject": "service" if self.type == "service" else "commodity"}
