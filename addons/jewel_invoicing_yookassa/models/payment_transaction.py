from odoo import models

from odoo.addons.payment_yookassa import receipt


class PaymentTransaction(models.Model):
    """What the receipts of a pay request's payment hold."""

    _inherit = "payment.transaction"

    def _yookassa_receipt_lines(self, day=None):
        """Extension: the composition of the pay request, each line with its share of the sum."""
        request = self.pay_request_id.sudo()
        lines = request._get_fiscal_lines(day or self._yookassa_today())
        if not lines:
            return super()._yookassa_receipt_lines(day)
        shares = receipt.share([line["amount"] for line in lines], self._yookassa_decimal())
        return [{**line, "amount": part} for line, part in zip(lines, shares, strict=True)]

    def _yookassa_receipt_mode(self):
        """Extension: part, last part or the whole of what the deal costs."""
        mode = super()._yookassa_receipt_mode()
        request = self.pay_request_id.sudo()
        if not request:
            return mode
        provider, currency = self.provider_id, self.currency_id
        if provider._yookassa_is_handed_over(request.deal_id):
            return "full_payment"
        before = request._get_amount_paid_before()
        if currency.compare_amounts(before + abs(self.amount), request.amount_lines) < 0:
            return "advance" if mode == "advance" else "partial_prepayment"
        return provider.yookassa_last_mode if currency.compare_amounts(before, 0) > 0 else mode

    def _post_process(self):
        """Extension: a refund may have been what the closing receipt waited for."""
        result = super()._post_process()
        refunds = self.filtered(lambda tx: tx.operation == "refund" and tx.state == "done")
        for deal in refunds.pay_request_id.deal_id:
            deal._queue_closing_receipts()
        return result

    def _get_paid_at(self):
        """Extension: YooKassa's own time; a part that was charged has that of its hold."""
        found = self.operation != "refund" and self._yookassa_root().yookassa_captured_at
        return found or super()._get_paid_at()

    def _refresh_from_provider(self):
        """Extension: ask YooKassa. Ends the database transaction, so nothing may be locked."""
        if self.provider_code != "yookassa":
            return super()._refresh_from_provider()
        return self._yookassa_refresh()

    def _is_followed(self):
        """Extension: YooKassa tells the end of a payment as long as it is looked up."""
        return super()._is_followed() or (
            self.provider_code == "yookassa"
            and self.state == "pending"
            and not self._yookassa_is_over_time()
        )
