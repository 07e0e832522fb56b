from odoo import fields, models
from odoo.tools import format_date

from .account_bank_statement_line import AWAITED

SORT_OUT = "jewel_invoicing.mail_activity_sort_out"


class AccountBankStatementLine(models.Model):
    """What the accountant is told of a transfer that has not found its invoice."""

    _inherit = "account.bank.statement.line"

    transfer_note = fields.Text("About the Invoice", readonly=True, copy=False)
    transfer_request_id = fields.Many2one(
        "jewel.pay.request",
        "Pay Request",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('company_id', '=', company_id), ('state', '!=', 'draft')]",
        help="Chosen by the accountant, when the bank's text does not tell it.",
    )

    def action_undo_reconciliation(self):
        """Override of `account`: the payment of a transfer taken apart stays, and the line says so.

        «Find Invoices» joins them again.
        """
        payments = {line: line._get_joined_payments() for line in self}
        result = super().action_undo_reconciliation()
        for line in self.filtered(lambda line: payments[line]):
            line.transfer_note = self.env._(
                "Taken apart from payment %(payments)s, which still counts as received: cancel it"
                " if this money is for something else.",
                payments=", ".join(
                    f"{payment.name} ({payment._get_names()[0]})" for payment in payments[line]
                ),
            )
        return result

    def _get_joined_payments(self):
        lines = self.sudo().move_id.line_ids
        others = lines.matched_debit_ids.debit_move_id | lines.matched_credit_ids.credit_move_id
        return (others - lines).move_id.origin_payment_id

    def _leave_to_accountant(self, documents, reason=""):
        """Note what was found; a line that names a document is somebody's task."""
        if reason:
            self.transfer_note = reason
        elif documents:
            self.transfer_note = self._get_note(documents)
        else:
            self.transfer_note = self._get_note_of_nothing()
        for document in documents[:1]:
            self._ask_accountant(document)

    def _ask_accountant(self, document):
        """One task of the accountant, on the document that the bank's text names first."""
        user = self.env["crm.lead"]._get_jewel_role_user("accountant") or self.env.user
        env = self.with_context(lang=user.lang).env
        summary = env._(
            "Which invoice does the transfer of %(sum)s of %(date)s pay?",
            sum=self.currency_id.format(self.amount),
            date=format_date(env, self.date),
        )
        if summary not in document.activity_ids.mapped("summary"):
            document.activity_schedule(
                SORT_OUT, summary=summary, note=self.transfer_note, user_id=user.id
            )

    def _forget_note(self):
        """The transfer has found its invoice: nothing is asked about it any more."""
        self.transfer_note = False
        payment = self._get_joined_payments()
        for documents in (payment.pay_request_id, payment.reconciled_invoice_ids):
            documents.activity_unlink([SORT_OUT])

    # === WORDS === #

    def _get_note(self, documents):
        words = "; ".join(self._describe(document) for document in documents)
        if self._has_twin():
            return self.env._("The statement has the same transfer already. %(words)s", words=words)
        if len(documents) > 1:
            return self.env._("The text names several documents. %(words)s", words=words)
        return self.env._(
            "%(sum)s has come. %(words)s", sum=self.currency_id.format(self.amount), words=words
        )

    def _describe(self, document):
        values = {
            "name": document.name,
            "sum": document.currency_id.format(document[AWAITED[document._name]]),
        }
        if document._name == "sale.order":
            return self.env._("%(name)s is an order of %(sum)s, not an invoice", **values)
        if self._is_awaiting(document):
            return self.env._("%(name)s awaits %(sum)s", **values)
        if document._name == "jewel.pay.request" and document.state == "cancelled":
            return self.env._("%(name)s is cancelled", **values)
        return self.env._("%(name)s is paid already", **values)

    def _get_note_of_nothing(self):
        awaiting = self.env["jewel.pay.request"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("open", "expired")),
                ("amount_total", "=", self.amount),
            ],
            limit=5,
        )
        names = [
            f"{request.name} ({request.partner_id.name})"
            for request in awaiting.filtered(self._is_certain)
        ]
        if not names:
            return self.env._("The text has no number of ours.")
        return self.env._(
            "The text has no number of ours. The same sum is awaited by %(names)s",
            names=", ".join(names),
        )

    def _has_twin(self):
        """Whether another line says the same: day, sum and text."""
        return bool(
            self.search_count(
                [
                    ("id", "!=", self.id),
                    ("journal_id", "=", self.journal_id.id),
                    ("date", "=", self.date),
                    ("amount", "=", self.amount),
                    ("payment_ref", "=", self.payment_ref),
                ],
                limit=1,
            )
        )
