from decimal import Decimal

from odoo import models

_SURPLUS = "jewel_invoicing_yookassa.mail_activity_surplus"


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
        receipts where it was taken. Nor is anything closed above what the goods cost: the surplus
        is to be given back first, and the receipt follows that refund.
        """
        self.ensure_one()
        deal = self.sudo()
        arrived = deal.pay_request_ids.transaction_ids._filter_arrived()
        open_payments = arrived._yookassa_to_settle()
        if not open_payments:
            return
        # The rest may be booked in the very moment of the hand-over: the second of both sees both.
        deal._jewel_lock()
        deal.invalidate_recordset(["amount_paid", "amount_due"])
        if deal.company_currency.compare_amounts(deal.amount_due, 0) > 0:
            return
        payments = open_payments.filtered(lambda tx: tx.provider_id._yookassa_is_handed_over(deal))
        if not payments:
            return
        lines = deal._get_closing_lines(payments[:1]._yookassa_today())
        cost = sum((line["amount"] for line in lines), Decimal())
        online = arrived.filtered(lambda tx: tx.provider_code == "yookassa" and tx.amount > 0)
        paid = sum((tx._yookassa_net() for tx in online), Decimal())
        arrived.activity_unlink([_SURPLUS])
        if lines and paid > cost:
            deal._tell_surplus(payments, paid, cost)
            return
        payments._yookassa_send_settlement_receipt(lines)

    def _tell_surplus(self, payments, paid, cost):
        """Ask the accountant to give back what is above the goods' cost; amounts are Decimal."""
        last = payments.sorted("id")[-1:]
        user = self._get_jewel_role_user("accountant")
        user = user or last.provider_id._yookassa_get_responsible()
        deal = self.with_context(lang=user.lang)
        values = {
            "deal": deal.display_name,
            "paid": last.currency_id.format(float(paid)),
            "cost": last.currency_id.format(float(cost)),
            "surplus": last.currency_id.format(float(paid - cost)),
        }
        last.activity_schedule(
            _SURPLUS,
            summary=deal.env._("Refund %(surplus)s: paid too much", **values),
            note=deal.env._(
                "Deal %(deal)s: %(paid)s came through YooKassa, the goods cost %(cost)s. No closing"
                " receipt is made until the surplus is given back: open the payment, press"
                " «Refund…», enter %(surplus)s. The receipt then follows by itself.",
                **values,
            ),
            user_id=user.id,
        )

    def _get_closing_lines(self, day):
        """Goods of the deal at full price, as a receipt of ``day`` says them."""
        company = self.company_id or self.env.company
        orders = self.with_context(lang=company.partner_id.lang or self.env.lang).order_ids
        lines = orders.filtered(lambda order: order.state != "cancel").order_line.filtered(
            lambda line: line.product_id and not line.is_downpayment and not line.display_type
        )
        found = [line._prepare_fiscal_line(day) for line in lines]
        return [line for line in found if line["amount"] > 0]
