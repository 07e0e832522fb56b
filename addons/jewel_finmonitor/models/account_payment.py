from decimal import Decimal

from odoo import api, fields, models


class AccountPayment(models.Model):
    """A payment of a client knows its source and what the source keeps of it."""

    _inherit = "account.payment"

    source_id = fields.Many2one(
        "jewel.payment.source",
        compute="_compute_source_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    source_fee = fields.Monetary(
        "Fee of the Source",
        compute="_compute_source_fee",
        store=True,
        help="By the source's rule of the day; the source returns none of it with a refund.",
    )
    deal_id = fields.Many2one(tracking=True)

    # Payments of one day or period, whoever's; and those that a reconciliation looks for.
    _source_date_idx = models.Index("(source_id, date)")
    _date_idx = models.Index("(date) WHERE partner_type = 'customer'")

    @api.depends("pay_way", "payment_transaction_id", "journal_id", "partner_type")
    def _compute_source_id(self):
        sources = self.env["jewel.payment.source"]._get_all()
        for payment in self:
            if payment.partner_type != "customer":
                payment.source_id = False
                continue
            found = sources._find(*payment._get_source_facts())
            payment.source_id = found or payment.source_id

    def _get_source_facts(self):
        """Hook: what rules of sources ask: way, provider's code, codes of method, journal, company.

        A payment entered in Odoo's own form says no way: its journal tells.
        """
        tx = self.sudo().payment_transaction_id
        methods = tx.payment_method_id | tx.payment_method_id.primary_payment_method_id
        by_hand = "cash" if self.journal_id.type == "cash" else "transfer"
        way = self.pay_way or ("online" if tx else by_hand)
        codes = set(methods.mapped("code"))
        return way, tx.provider_code, codes, self.journal_id, self.company_id

    @api.depends("source_id", "amount", "date", "payment_type")
    def _compute_source_fee(self):
        for payment in self:
            amount = Decimal(repr(payment.amount or 0.0))
            amount = amount if payment.payment_type == "inbound" else -amount
            payment.source_fee = payment.source_id.sudo().fee_ids._get_fee(
                amount, payment.date or fields.Date.context_today(payment)
            )

    def action_post(self):
        """Override of `account`: who enters a payment may; cash above the limit is noticed."""
        if not self.env.su:
            for payment in self:
                payment.source_id._check_may_enter()
        result = super().action_post()
        self._watch_cash()
        return result

    def _watch_cash(self):
        """115-FZ, art. 7: parts of a purchase are one, so the deal's cash is judged as a whole."""
        for payment in self.filtered(lambda one: one.source_id.is_cash and one.deal_id):
            payment.deal_id.sudo()._ask_identification()

    def action_open_deal(self):
        """The deal: who is responsible, its history, messages, documents."""
        self.ensure_one()
        return self.deal_id._get_records_action()
