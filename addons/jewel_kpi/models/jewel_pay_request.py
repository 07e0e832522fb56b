from odoo import models


class JewelPayRequest(models.Model):
    """An invoice by link is an offer."""

    _inherit = "jewel.pay.request"

    def _post_pay_request_opened(self):
        result = super()._post_pay_request_opened()
        self.deal_id._note_offer()
        return result
