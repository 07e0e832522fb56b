from odoo import models

from .. import const, transactions
from ..exceptions import YookassaRejected, YookassaUnknown
from ..verification import amount_of


class PaymentTransaction(models.Model):
    """Money held on a card: charged in full, in part, or released.

    As `payment` wants it, what is charged and what is released are children of the transaction
    that holds. YooKassa charges a hold once; the rest goes back to the payer by itself.
    """

    _inherit = "payment.transaction"

    # === WHAT YOOKASSA SAYS === #

    def _yookassa_hold_began(self):
        late = self.state in ("cancel", "error")
        self._set_authorized(extra_allowed_states=("cancel", "error"))
        if late:
            self._yookassa_tell_staff(
                self.env._(
                    "Transaction %s was closed as not paid, but the client's money is now held."
                    " Charge it or release it.",
                    self.reference,
                )
            )

    def _yookassa_hold_charged(self, payment):
        """The hold of this transaction was charged, by us or in the merchant profile."""
        self._set_authorized(extra_allowed_states=("cancel", "error"))
        value, _currency = amount_of(payment)
        charge = self._yookassa_hold_children().filtered(lambda tx: tx.state == "done")
        if not charge:
            charge = self._yookassa_hold_children().filtered(
                lambda tx: (
                    tx.state in ("draft", "pending")
                    and tx.yookassa_operation_ids.kind == "capture"
                    and tx._yookassa_decimal() == value
                )
            )[:1] or self._create_child_transaction(float(value))
            charge._yookassa_child_done()
            charge.provider_reference = payment["id"]
        (self._yookassa_hold_children() - charge).filtered(
            lambda tx: tx.state in ("draft", "pending")
        )._yookassa_child_error()
        rest = self._yookassa_decimal() - charge._yookassa_decimal()
        if rest and not self._yookassa_hold_children().filtered(lambda tx: tx.state == "cancel"):
            released = self._create_child_transaction(float(rest))
            released._set_canceled(self.env._("The rest of the hold went back to the payer."))

    def _yookassa_hold_children(self):
        return self.child_transaction_ids.filtered(lambda tx: tx.operation != "refund")

    def _yookassa_child_done(self):
        self.yookassa_next_check_at = False
        self._yookassa_close_calls("done")
        self._set_done(extra_allowed_states=("cancel",))

    def _yookassa_child_error(self):
        for tx in self:
            tx.yookassa_next_check_at = False
            tx._yookassa_close_calls("void")
            tx._set_error(
                self.env._("The hold was charged another way; this request changed nothing.")
            )

    def _yookassa_close_calls(self, state):
        """What became of the hold is known from elsewhere: nobody looks for the answer any more."""
        self.yookassa_operation_ids.filtered(lambda op: op.state == "open")._close(state)

    # === REQUESTS === #

    def _send_capture_request(self):
        """Override of `payment` to charge the hold; called on the child."""
        if self.provider_code != "yookassa":
            return super()._send_capture_request()
        body = {"amount": self._yookassa_amount()}
        if self._yookassa_decimal() < self.source_transaction_id._yookassa_decimal():
            if receipt := self._yookassa_prepare_receipt("capture"):
                body["receipt"] = receipt
        return self._yookassa_change_hold("capture", body)

    def _send_void_request(self):
        """Override of `payment` to release the hold; called on the child."""
        if self.provider_code != "yookassa":
            return super()._send_void_request()
        return self._yookassa_change_hold("cancel", {})

    def _void(self, amount_to_void=None):
        """Override of `payment`: after a charge nothing is left to release."""
        if self.provider_code == "yookassa" and self.state != "authorized":
            if released := self._yookassa_hold_children().filtered(lambda tx: tx.state == "cancel"):
                return released
        return super()._void(amount_to_void=amount_to_void)

    def _yookassa_change_hold(self, kind, body):
        """Charge or release, after a look whether that was done already."""
        source = self.source_transaction_id
        path = f"/payments/{source.yookassa_object_id}/{kind}"
        operation = self._yookassa_open(kind, path, body)
        self._yookassa_conclude(self._yookassa_settle_hold, operation)

    def _yookassa_settle_hold(self, operation):
        """Look at the payment and, while it is still held, make the call of ``operation``."""
        source = self.source_transaction_id
        provider = self.provider_id
        try:
            payment = provider._yookassa_call("GET", f"/payments/{source.yookassa_object_id}")
            if payment.get("status") == "waiting_for_capture":
                payment = operation._send()
        except YookassaUnknown:
            self._set_pending(
                state_message=self.env._("YooKassa did not answer; we look again in a minute.")
            )
            return
        except YookassaRejected as error:
            self.yookassa_next_check_at = False
            self._set_error(self._yookassa_rejected_words(error))
            return
        transactions.lock(source | self)
        self._yookassa_close_calls("done")
        self._yookassa_hold_settled(operation.kind, payment)

    def _yookassa_hold_settled(self, kind, payment):
        """Bring the child and the transaction that holds to what YooKassa says."""
        source = self.source_transaction_id
        status = payment.get("status")
        if kind == "cancel" and status == "canceled":
            self.yookassa_next_check_at = False
            self._set_canceled()
        source._process("yookassa", payment)
        if self.state in ("draft", "pending") and status in ("succeeded", "canceled"):
            self._yookassa_child_error()
        elif self.state in ("draft", "pending"):
            self._yookassa_schedule(const.PAUSES[0])
