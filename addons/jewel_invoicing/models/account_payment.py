from odoo import api, fields, models

from ..const import PAID_PAYMENT


class AccountPayment(models.Model):
    """A payment knows its deal, however it has come."""

    _inherit = "account.payment"

    deal_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="restrict", copy=False)
    pay_request_id = fields.Many2one(
        "jewel.pay.request",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        readonly=True,
    )
    deal_part = fields.Selection(related="pay_request_id.part", store=True)
    pay_way = fields.Selection(
        [
            ("online", "Online"),
            ("cash", "Cash"),
            ("transfer", "Bank Transfer"),
            ("courier", "To the Courier"),
            ("courier_card", "To the Courier by Card"),
        ],
        "Way of Payment",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        for payment in payments:
            payment._take_deal_of(payment.invoice_ids)
        return payments

    def write(self, vals):
        """Override: a transaction knows its payment from the moment on that this one counts.

        Core says so when it is posted already: between, its money would count twice.
        """
        if vals.get("state") in PAID_PAYMENT:
            for payment in self.filtered("payment_transaction_id"):
                tx = payment.payment_transaction_id.sudo()
                if not tx.payment_id:
                    tx.payment_id = payment
        return super().write(vals)

    def _take_deal_of(self, invoices):
        """Find the deal of payments that have none by the invoices that they pay.

        One payment of several deals is nobody's to divide but the accountant's: he is asked.
        """
        deals = invoices._get_deals()
        for payment in self.filtered(lambda payment: not payment.deal_id):
            if len(deals) == 1:
                payment.deal_id = deals
            elif deals:
                payment._ask_whose(invoices, deals)

    def _ask_whose(self, invoices, deals):
        user = self.env["crm.lead"]._get_jewel_role_user("accountant") or self.env.user
        env = self.with_context(lang=user.lang).env
        kind = "jewel_invoicing.mail_activity_sort_out"
        if self.activity_search([kind]):
            return
        note = env._(
            "Invoice %(invoices)s is for orders of several deals: %(deals)s. This payment is"
            " counted for none of them. Cancel it and register one payment for each deal, or set"
            " the deal in the payment.",
            invoices=", ".join(name or "/" for name in invoices.mapped("name")),
            deals=", ".join(deals.mapped("name")),
        )
        self.activity_schedule(
            kind, summary=env._("Which deal is paid?"), note=note, user_id=user.id
        )

    def action_post(self):
        """Override of `account`: money entered by hand finds the pay request in its memo."""
        result = super().action_post()
        for payment in self:
            if payment.payment_type == "inbound" and not payment.pay_request_id:
                payment._join_named_request()
        return result

    def _join_named_request(self):
        """Count this payment for the one request that its memo names and that awaits its sum."""
        self.ensure_one()
        if self.invoice_ids or not self.move_id:
            return
        requests = self.env["jewel.pay.request"]._find_named_in(
            self.memo, self.company_id, ("open", "expired")
        )
        is_exact = (
            len(requests) == 1
            and requests.currency_id == self.currency_id
            and self.currency_id.compare_amounts(requests.amount_left, self.amount) == 0
        )
        if is_exact:
            requests._take_payment(self)
            return
        for request in requests:
            request.message_post(
                body=self.env._(
                    "Payment %(payment)s of %(sum)s names this invoice, which awaits %(left)s: it"
                    " is not counted here. If it is for this invoice, cancel it and press «Register"
                    " Payment».",
                    payment=self._get_html_link(),
                    sum=self.currency_id.format(self.amount),
                    left=request.currency_id.format(request.amount_left),
                )
            )

    def _get_names(self):
        """Numbers and texts by which a bank's line may name this payment."""
        self.ensure_one()
        names = (self.pay_request_id.name, *self.invoice_ids.mapped("name"), self.name)
        return [name for name in names if name]
