from odoo import models


class PaymentYookassaReceipt(models.Model):
    _inherit = "payment.yookassa.receipt"

    def _begin(self):
        """Extension: goods that have come back meanwhile are not told as sold."""
        deals = self.settled_transaction_ids.pay_request_id.deal_id
        back = deals.filtered(lambda deal: not self.provider_id._yookassa_is_handed_over(deal))
        if not back:
            return super()._begin()
        if self.retry_of_id and (found := self._find()):
            return self._found(found)  # it has been told already, whatever we heard of it
        back._jewel_lock()  # whoever hands it over right now comes after this, and queues anew
        words = self.env._(
            "Nothing was sent: deal %(deal)s is not handed over. When it is, a receipt is made"
            " anew.",
            deal=", ".join(back.mapped("name")),
        )
        return self._set_state("void", {"error": words})
