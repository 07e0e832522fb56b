from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import PAID_PAYMENT
from ..transfer_text import has_number

# What may be paid by a bank transfer: model, where its state is, states in which money is awaited.
PAYABLE = {
    "jewel.pay.request": ("open", "expired"),
    "account.move": ("posted",),
    "sale.order": ("draft", "sent", "sale"),
}


class AccountBankStatementLine(models.Model):
    """A bank transfer finds the invoice that it pays: by the number in its text and the exact sum.

    Anything less certain is left to the accountant, with a note that says what was found.
    """

    _inherit = "account.bank.statement.line"

    transfer_note = fields.Char("About the Invoice", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._match_transfers()
        return lines

    def action_match_transfer(self):
        self._match_transfers()
        return True

    def _match_transfers(self):
        """Book the incoming transfers that say what they pay; safe to call again."""
        for line in self:
            is_rouble_of_ours = line.currency_id == line.company_id.currency_id
            if line.amount > 0 and not line.is_reconciled and is_rouble_of_ours:
                line._match_transfer()

    def _match_transfer(self):
        self.ensure_one()
        if payment := self._find_waiting_payment():
            self._join(payment)
            return
        documents = self._find_documents()
        exact = [document for document in documents if self._is_exact(document)]
        if len(documents) != 1 or not exact or documents[0]._name == "sale.order":
            self._leave_to_accountant(documents)
            return
        try:
            with self.env.cr.savepoint():
                self._join(self._book(documents[0]))
        except UserError as error:
            self._leave_to_accountant(documents, str(error))

    # === WHAT IS PAID === #

    def _find_waiting_payment(self):
        """The one payment, registered by hand before the bank's statement, that this line is."""
        payments = self.env["account.payment"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("journal_id", "=", self.journal_id.id),
                ("payment_type", "=", "inbound"),
                ("state", "in", PAID_PAYMENT),
                ("is_matched", "=", False),
                ("amount", "=", self.amount),
                ("move_id", "!=", False),
            ]
        )
        named = payments.filtered(
            lambda payment: any(
                has_number(self.payment_ref, name)
                for name in (payment.pay_request_id.name, *payment.invoice_ids.mapped("name"))
            )
        )
        return named if len(named) == 1 else named.browse()

    def _find_documents(self):
        """The documents that await money and whose number is in the bank's text."""
        return [
            document
            for model, states in PAYABLE.items()
            for document in self._find_named(self.env[model].sudo(), states)
        ]

    def _find_named(self, Model, states):
        Model.flush_model(["name", "state", "company_id"])
        text = "".join((self.payment_ref or "").upper().split())
        query = SQL(
            """SELECT id FROM %s WHERE company_id = %s AND state IN %s AND length(name) > 2
                AND position(upper(regexp_replace(name, '\\s', '', 'g')) IN %s) > 0""",
            SQL.identifier(Model._table),
            self.company_id.id,
            states,
            text,
        )
        documents = Model.browse(row[0] for row in self.env.execute_query(query)).filtered(
            lambda document: has_number(self.payment_ref, document.name)
        )
        if Model._name == "account.move":
            return documents.filtered(
                lambda move: move.move_type == "out_invoice" and move.amount_residual
            )
        return documents

    def _get_awaited(self, document):
        fields_by_model = {
            "jewel.pay.request": "amount_left",
            "account.move": "amount_residual",
            "sale.order": "amount_total",
        }
        return document[fields_by_model[document._name]]

    def _is_exact(self, document):
        is_same_money = document.currency_id == self.currency_id
        awaited = self._get_awaited(document)
        return is_same_money and self.currency_id.compare_amounts(awaited, self.amount) == 0

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
        _liquidity, suspense, _other = self._seek_for_lines()
        partner = payment.partner_id
        self.with_context(force_delete=True, skip_readonly_check=True).write(
            {
                "partner_id": partner.id,
                "transfer_note": False,
                "line_ids": [
                    Command.update(
                        line.id,
                        {"account_id": on_the_way.account_id.id, "partner_id": partner.id},
                    )
                    for line in suspense
                ],
            }
        )
        (suspense + on_the_way).reconcile()

    def _leave_to_accountant(self, documents, reason=""):
        """Note what was found; a line that names an invoice is somebody's task."""
        if not documents:
            return
        names = ", ".join(
            f"{document.name}: {self.currency_id.format(self._get_awaited(document))}"
            for document in documents
        )
        self.transfer_note = reason or self.env._("Named in the text: %s", names)
        user = self.env["crm.lead"]._get_jewel_role_user("accountant") or self.env.user
        self.move_id.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Which invoice does this transfer pay?"),
            note=self.transfer_note,
            user_id=user.id,
        )
