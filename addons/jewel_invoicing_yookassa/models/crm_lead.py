from odoo import models


class CrmLead(models.Model):
    """The hand-over of a deal's goods, told to the tax office."""

    _inherit = "crm.lead"

    def _post_jewel_stage(self, key):
        """Extension: goods that go to the client close his prepayments."""
        result = super()._post_jewel_stage(key)
        self._queue_closing_receipts()
        return result

    def _queue_closing_receipts(self):
        """Queue the closing receipt of a deal that is handed over and paid in full; safe to repeat.

        Only what came through YooKassa is closed there: money in cash or by transfer has its
        receipts where it was taken.
        """
        self.ensure_one()
        deal = self.sudo()
        deal.invalidate_recordset(["amount_paid", "amount_due"])
        if deal.company_currency.compare_amounts(deal.amount_due, 0) > 0:
            return
        payments = deal.pay_request_ids.transaction_ids._filter_arrived()._yookassa_to_settle()
        payments = payments.filtered(lambda tx: tx.provider_id._yookassa_is_handed_over(deal))
        if payments:
            lines = deal._get_closing_lines(payments[:1]._yookassa_today())
            payments._yookassa_send_settlement_receipt(lines)

    def _get_closing_lines(self, day):
        """Goods of the deal at full price, as a receipt of ``day`` says them."""
        company = self.company_id or self.env.company
        orders = self.with_context(lang=company.partner_id.lang or self.env.lang).order_ids
        lines = orders.filtered(lambda order: order.state != "cancel").order_line.filtered(
            lambda line: line.product_id and not line.is_downpayment and not line.display_type
        )
        found = [line._prepare_fiscal_line(day) for line in lines]
        return [line for line in found if line["amount"] > 0]
