from odoo import fields, models

from ..const import CARD_WAYS, CASH_WAYS
from ..sales_receipt import needs_identification
from .jewel_bank_invoice_mixin import exact


class JewelSalesReceipt(models.Model):
    """Money of a receipt, live: what to collect, and whether the client must be identified."""

    _inherit = "jewel.sales.receipt"

    amount_total = fields.Monetary("Total", compute="_compute_money", compute_sudo=True)
    amount_paid = fields.Monetary("Paid Amount", compute="_compute_money", compute_sudo=True)
    amount_collect = fields.Monetary("To Collect", compute="_compute_money", compute_sudo=True)
    amount_back = fields.Monetary("To Give Back", compute="_compute_money", compute_sudo=True)
    is_suspicious = fields.Boolean(
        "Identify in Any Case", help="The client must be identified whatever he pays (115-FZ)."
    )
    needs_identification = fields.Boolean(
        "Identification Needed",
        compute="_compute_identification",
        compute_sudo=True,
        help="115-FZ: the deal is above the limit for cash or for a card.",
    )
    is_identified = fields.Boolean(
        "Client Identified", compute="_compute_identification", compute_sudo=True
    )

    def _compute_money(self):
        money = self.deal_id._get_receipt_money()
        for receipt in self:
            deal = money[receipt.deal_id]
            receipt.amount_total = deal.total
            receipt.amount_paid = deal.paid
            receipt.amount_collect = deal.collect
            receipt.amount_back = deal.give_back

    def _get_money(self):
        """`Money` of the deal as it stands this moment."""
        self.ensure_one()
        return self.sudo().deal_id._get_receipt_money()[self.deal_id]

    def _compute_identification(self):
        found = self.env["jewel.client.identification"].search(
            [("deal_id", "in", self.deal_id.ids), ("checked_at", "!=", False)]
        )
        for receipt in self:
            receipt.is_identified = receipt.deal_id in found.deal_id
            receipt.needs_identification = receipt.is_suspicious or receipt._is_above_limit()

    def _is_above_limit(self):
        company, money = self.company_id, self._get_money()
        ways = set(self.deal_id._get_arrived_payments().mapped("pay_way"))
        return needs_identification(
            money.total,
            is_cash=bool(ways & set(CASH_WAYS) or (money.collect and self.allow_cash)),
            is_card=bool(ways & set(CARD_WAYS) or (money.collect and self.allow_card)),
            cash_limit=exact(company.receipt_cash_limit),
            card_limit=exact(company.receipt_card_limit),
        )

    def _lacks_identification(self):
        self.ensure_one()
        return self.needs_identification and not self.is_identified
