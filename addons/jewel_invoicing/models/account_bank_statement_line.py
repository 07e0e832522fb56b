from odoo import Command, api, models
from odoo.exceptions import UserError

from ..const import PAID_PAYMENT
from ..transfer_text import has_number

# What a bank's text may name: model and the states in which the document has a number to pay by.
NAMED = {
    "jewel.pay.request": ("open", "expired", "paid", "cancelled"),
    "account.move": ("posted",),
    "sale.order": ("draft", "sent", "sale"),
}
AWAITED = {
    "jewel.pay.request": "amount_left",
    "account.move": "amount_residual",
    "sale.order": "amount_total",
}


class AccountBankStatementLine(models.Model):
    """A bank transfer finds the invoice that it pays: by the number in its text and the exact sum.

    Anything less certain is left to the accountant, with a note that says what was found (see
    account_bank_statement_line_note.py).
    """

    _inherit = "account.bank.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._match_transfers()
        return lines

    def action_match_transfer(self):
        self._match_transfers()
        return True

    def action_book_chosen(self):
        """Book the transfers against the pay requests that the accountant has chosen for them.

        :raise UserError: nothing was chosen
        """
        self.check_access("write")
        for line in self.filtered(lambda line: not line.is_reconciled):
            request = line.transfer_request_id
            if not request:
                raise UserError(
                    self.env._(
                        "Transfer «%(text)s»: choose the pay request that it pays.",
                        text=line.payment_ref or line.amount,
                    )
                )
            payment = line._filter_waiting(request.sudo().payment_ids)[:1]
            line.sudo()._join(payment or line._book(request))
        return True

    def _match_transfers(self):
        """Book the incoming transfers that say what they pay; safe to call again."""
        self.check_access("write")
        # The notes stay: a client program that names no language writes them in its user's.
        for line in self.sudo().with_context(lang=self.env.lang or self.env.user.lang):
            is_rouble_of_ours = line.currency_id == line.company_id.currency_id
            if line.amount > 0 and not line.is_reconciled and is_rouble_of_ours:
                line._match_transfer()

    def _match_transfer(self):
        self.ensure_one()
        documents = self._find_documents()
        if payment := self._find_waiting_payment(documents):
            self._join(payment)
            return
        if len(documents) != 1 or not self._is_certain(documents[0]):
            self._leave_to_accountant(documents)
            return
        try:
            with self.env.cr.savepoint():
                self._join(self._book(documents[0]))
        except UserError as error:
            self._leave_to_accountant(documents, str(error))

    # === WHAT IS PAID === #

    def _find_waiting_payment(self, documents):
        """The one payment, registered by hand before the bank's statement, that this line is.

        The bank's text names the payment, or a document that the payment's memo names too.
        """
        payments = self.env["account.payment"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("journal_id", "=", self.journal_id.id),
                ("payment_type", "=", "inbound"),
                ("is_matched", "=", False),
                ("amount", "=", self.amount),
            ]
        )
        named = self._filter_waiting(payments).filtered(
            lambda payment: (
                any(has_number(self.payment_ref, name) for name in payment._get_names())
                or any(has_number(payment.memo, document.name) for document in documents)
            )
        )
        return named if len(named) == 1 else named.browse()

    def _filter_waiting(self, payments):
        """Those that this line may be: the same money, not in a statement yet.

        Money from a payment service comes as its own transfer for many clients: it is none.
        """
        return payments.filtered(
            lambda payment: (
                payment.state in PAID_PAYMENT
                and payment.payment_type == "inbound"
                and payment.journal_id == self.journal_id
                and payment.move_id
                and not payment.is_matched
                and not payment.payment_transaction_id
                and self.currency_id.compare_amounts(payment.amount, self.amount) == 0
            )
        )

    def _find_documents(self):
        """The documents whose number is in the bank's text, whether they await money or not."""
        documents = [
            document
            for model, states in NAMED.items()
            for document in self.env[model]._find_named_in(
                self.payment_ref, self.company_id, states
            )
        ]
        return [
            document
            for document in documents
            if document._name != "account.move" or document.move_type == "out_invoice"
        ]

    def _is_awaiting(self, document):
        """Whether ``document`` still asks for money."""
        return bool(document[AWAITED[document._name]]) and (
            document._name != "jewel.pay.request" or document.state in ("open", "expired")
        )

    def _is_certain(self, document):
        """Whether this line pays ``document`` to the kopeck. An order is never paid by itself."""
        awaited = document[AWAITED[document._name]]
        return (
            document._name != "sale.order"
            and self._is_awaiting(document)
            and document.currency_id == self.currency_id
            and self.currency_id.compare_amounts(awaited, self.amount) == 0
        )

    # === BOOKING === #

    def _book(self, document):
        """The payment of ``document``, reconciled with it."""
        if document._name == "jewel.pay.request":
            return document._book_by_hand(
                self.amount, self.journal_id, self.date, "transfer", self.payment_ref
            )
        wizard = self.env["account.payment.register"].sudo()
        wizard = wizard.with_context(active_model="account.move", active_ids=document.ids)
        payment = wizard.create(
            {
                "journal_id": self.journal_id.id,
                "payment_date": self.date,
                "amount": self.amount,
                "communication": self.payment_ref,
            }
        )._create_payments()
        payment.pay_way = "transfer"
        return payment

    def _join(self, payment):
        """Let the bank's line be this payment: the money is no longer on its way."""
        on_the_way = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.outstanding_account_id and not line.reconciled
        )
        self.partner_id = payment.partner_id  # makes the items anew
        _liquidity, suspense, _other = self._seek_for_lines()
        self.with_context(force_delete=True, skip_readonly_check=True).line_ids = [
            Command.update(line.id, {"account_id": on_the_way.account_id.id}) for line in suspense
        ]
        (suspense + on_the_way).reconcile()
        self._forget_note()
