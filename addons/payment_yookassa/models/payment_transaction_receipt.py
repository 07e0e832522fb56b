from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import ValidationError

from .. import const, receipt, transactions
from ..receipt import PREPAYMENTS, ReceiptError


class PaymentTransaction(models.Model):
    """Fiscal receipts of a payment, of a refund, and of the hand-over."""

    _inherit = "payment.transaction"

    yookassa_receipt_ids = fields.One2many(
        "payment.yookassa.receipt", "transaction_id", string="Fiscal Receipts", readonly=True
    )
    yookassa_closing_receipt_ids = fields.Many2many(
        "payment.yookassa.receipt",
        "payment_yookassa_receipt_settled_rel",
        "transaction_id",
        "receipt_id",
        string="Closing Receipts",
        readonly=True,
        copy=False,
    )
    yookassa_receipt_count = fields.Integer(compute="_compute_yookassa_receipt_count")

    def _compute_yookassa_receipt_count(self):
        may_see = self.env["payment.yookassa.receipt"].has_access("read")
        for tx in self:
            count = len(tx.sudo()._yookassa_all_receipts()) if may_see else 0
            tx.yookassa_receipt_count = count

    def _yookassa_all_receipts(self):
        """Receipts of this transaction, its refunds and charges, and its hand-over."""
        family = (
            self | self.child_transaction_ids | self.child_transaction_ids.child_transaction_ids
        )
        return family.yookassa_receipt_ids | family.yookassa_closing_receipt_ids

    def action_yookassa_view_receipts(self):
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "payment_yookassa.payment_yookassa_receipt_action"
        ) | {"domain": [("id", "in", self.sudo()._yookassa_all_receipts().ids)], "context": {}}

    # === WITH A REQUEST === #

    def _yookassa_prepare_receipt(self, operation):
        """The ``receipt`` block of a request, or None when none is sent with it.

        It is recorded as `payment.yookassa.receipt`, which goes with the request's own record.

        :param str operation: "payment", "refund" or "capture" (a part only)
        :raise ValidationError: in words, when a receipt is due and cannot be made
        """
        self.ensure_one()
        if not self.provider_id._yookassa_sends_receipts():
            return None
        mode, day = self._yookassa_receipt_terms(operation)
        try:
            body = self._yookassa_receipt_body(mode, day)
        except ReceiptError as error:
            raise ValidationError(self._yookassa_receipt_words(error)) from error
        kind = "refund" if operation == "refund" else "payment"
        receipts = self.env["payment.yookassa.receipt"].sudo()
        receipts._record(self, kind, mode, day, body)
        return body

    def _yookassa_prepare_refund_receipt(self):
        """The same for a refund: YooKassa makes that of a refund in full from the payment's.

        After the hand-over it would repeat the prepayment, and of one that was made by hand it
        knows nothing, so ours is sent then too.
        """
        source = self.source_transaction_id
        is_whole = self._yookassa_decimal() == source._yookassa_decimal()
        paid = source._yookassa_payment_receipt()
        if not is_whole or source._yookassa_closing_receipts() or paid.state == "by_hand":
            return self._yookassa_prepare_receipt("refund")
        if paid:
            receipts = self.env["payment.yookassa.receipt"].sudo()
            receipts._record(self, "refund", paid.mode, paid.date, None)
        return None

    def _yookassa_receipt_terms(self, operation):
        """(payment mode, day of the rates): a refund repeats the receipt that it undoes."""
        if operation == "refund":
            source = self.source_transaction_id
            undone = source._yookassa_closing_receipts() or source._yookassa_payment_receipt()
            if undone:
                return undone[-1:].mode, undone[-1:].date
        return self._yookassa_receipt_mode(), self._yookassa_today()

    def _yookassa_today(self):
        return fields.Date.context_today(self.with_context(tz=const.RECEIPT_TIMEZONE))

    def _yookassa_receipt_body(self, mode, day, lines=None, total=None):
        """Customer and items of a receipt.

        :raise ReceiptError: it cannot be made
        """
        provider = self.provider_id
        sending = provider.yookassa_receipts
        lines = self._yookassa_receipt_lines(day) if lines is None else lines
        total = self._yookassa_decimal() if total is None else total
        body = {
            "customer": receipt.customer(**self._yookassa_receipt_customer(), sending=sending),
            "items": receipt.items(
                [provider._yookassa_receipt_line(line) for line in lines], total, mode, day, sending
            ),
        }
        if sending == "register":
            body["tax_system_code"] = int(provider.yookassa_tax_system)
        return body

    def _yookassa_get_pay_refusal(self):
        """Extension: a payment whose receipt cannot be made is not begun."""
        if refusal := super()._yookassa_get_pay_refusal():
            return refusal
        if not self.provider_id._yookassa_sends_receipts():
            return None
        try:
            self._yookassa_receipt_body(*self._yookassa_receipt_terms("payment"))
        except ReceiptError as error:
            if error.reason != "customer":
                self._yookassa_tell_staff(self._yookassa_receipt_words(error))
            return self._yookassa_receipt_payer_words(error)
        return None

    # === WHAT YOOKASSA SAYS === #

    def _yookassa_open(self, kind, path, body):
        """Extension: the receipt of a request is on its way with the request, by one key."""
        rows = self.sudo().yookassa_receipt_ids.filtered(
            lambda row: row.state == "draft" and row._is_sent_with_request()
        )
        operations = self.env["payment.yookassa.operation"].sudo()
        if rows:
            key = operations._open(self, kind, path, body).key
            rows._set_state("sent", {"key": key, "opened_at": fields.Datetime.now()})
        return super()._yookassa_open(kind, path, body)

    def _apply_updates(self, payment_data):
        """Extension: follow the receipt of the payment or refund."""
        result = super()._apply_updates(payment_data)
        if self.provider_code == "yookassa" and not self.yookassa_blocked:
            self.sudo()._yookassa_follow_receipt(payment_data)
        return result

    def _yookassa_follow_receipt(self, data):
        row = self._yookassa_own_receipt()
        registration, status = data.get("receipt_registration"), data.get("status")
        if not row and registration and self.provider_id._yookassa_sends_receipts():
            kind = "refund" if self.operation == "refund" else "payment"
            row = row._record(self, kind, *self._yookassa_receipt_terms(kind), None)
            row._set_state("sent", {"opened_at": fields.Datetime.now()})
        if row.state != "sent":
            return
        if status == "canceled":
            row._set_state("void")
        elif status == "succeeded":
            row._registering(is_refused=registration == "canceled")

    def _yookassa_own_receipt(self):
        """The receipt that went with the request; of a hold, that of the part charged."""
        held = self.filtered("yookassa_is_hold")
        charged = held._yookassa_hold_children().yookassa_receipt_ids
        rows = (charged or self.yookassa_receipt_ids).filtered(
            lambda row: row._is_sent_with_request() and row.state != "void"
        )
        if charged:
            self.yookassa_receipt_ids.filtered(lambda row: row.state == "sent")._set_state("void")
        return rows[:1]

    def _update_state(self, allowed_states, target_state, state_message):
        """Override of `payment`: what was refused or did not come about has no receipt."""
        changed = super()._update_state(allowed_states, target_state, state_message)
        if target_state in ("cancel", "error"):
            changed.filtered(lambda tx: not tx.yookassa_blocked)._yookassa_void_receipts()
        return changed

    def _yookassa_void_receipts(self):
        rows = self.sudo().yookassa_receipt_ids.filtered(
            lambda row: row.state in ("draft", "sent") and row._is_sent_with_request()
        )
        rows._set_state("void")

    # === HAND-OVER === #

    def _yookassa_payment_receipt(self):
        """The receipt that the payment of this transaction has got, or is getting."""
        family = self.sudo() | self._yookassa_root().sudo()
        return family.yookassa_receipt_ids.filtered(
            lambda row: row.type == "payment" and row.state in const.RECEIPT_MADE
        )[:1]

    def _yookassa_closing_receipts(self):
        """The closing receipts that say that these goods are handed over."""
        rows = self.sudo().yookassa_closing_receipt_ids
        return rows.filtered(lambda row: row.state in const.RECEIPT_MADE)

    def _yookassa_to_settle(self):
        """The payments among these whose prepayment no closing receipt has taken up yet.

        One that failed counts as taken up: it is sent again by its button, not by an event.
        """
        return self.filtered(
            lambda tx: (
                tx.provider_code == "yookassa"
                and tx.state == "done"
                and tx.operation != "refund"
                and not tx._yookassa_is_taken_up()
                and tx._yookassa_had_prepayment()
                and tx._yookassa_net() > 0
            )
        )

    def _yookassa_is_taken_up(self):
        """Whether a closing receipt is about this payment; a void one has come to nothing."""
        rows = self.sudo().yookassa_closing_receipt_ids
        return any(row.state != "void" and not row.retry_ids for row in rows)

    def _yookassa_had_prepayment(self):
        family = self.sudo() | self._yookassa_root().sudo()
        return any(
            row.type == "payment" and row.state != "void" and row.mode in PREPAYMENTS
            for row in family.yookassa_receipt_ids
        )

    def _yookassa_net(self):
        """What the payment has brought less what was given back, Decimal."""
        refunds = self.child_transaction_ids.filtered(
            lambda tx: tx.operation == "refund" and tx.state not in ("cancel", "error")
        )
        given = sum((tx._yookassa_decimal() for tx in refunds), Decimal())
        return self._yookassa_decimal() - given

    def _yookassa_send_settlement_receipt(self, lines, settlements=None):
        """Queue the closing receipts of goods that are handed over, once for each payment.

        Called on the payments of the goods. Nothing is sent here: a scheduled job does, when the
        receipts of the payments are registered.

        :param list lines: as :meth:`_yookassa_receipt_lines`, at full price
        :param list settlements: dicts of type and amount, as YooKassa wants them; None: what the
            payments have brought, as prepayment
        :return: `payment.yookassa.receipt`, empty when all is settled already
        """
        receipts = self.env["payment.yookassa.receipt"].sudo()
        if not self:
            return receipts
        transactions.lock(self)
        for provider, payments in self._yookassa_to_settle().grouped("provider_id").items():
            if provider.yookassa_closing == "each":
                for tx in payments:
                    receipts |= receipts._queue(tx, lines)
            else:
                receipts |= receipts._queue(payments, lines, settlements)
        return receipts
