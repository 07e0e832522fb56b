from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_repr

from odoo.addons.payment import utils as payment_utils

from .. import transactions
from ..client import is_id
from ..exceptions import YookassaRejected, YookassaUnknown
from ..verification import amount_of


class PaymentTransaction(models.Model):
    """Money given back: asked for here, or in YooKassa's merchant profile."""

    _inherit = "payment.transaction"

    yookassa_refund_reason = fields.Char(string="Reason of the Refund", readonly=True, copy=False)

    def action_refund(self, amount_to_refund=None):
        """Override of `payment`: nobody gives money back without saying why.

        :raise UserError: the context has no ``refund_reason``
        :raise ValidationError: the amount is not above zero
        """
        payment_utils.check_rights_on_recordset(self)
        unexplained = self.filtered(lambda tx: tx.provider_code == "yookassa")
        if amount_to_refund is not None:
            unexplained._yookassa_check_refund_amount(amount_to_refund)
        if unexplained and not (self.env.context.get("refund_reason") or "").strip():
            raise UserError(
                self.env._(
                    "To refund payment %s, say why: button «Refund…» of the payment transaction.",
                    ", ".join(unexplained.mapped("reference")),
                )
            )
        return super().action_refund(amount_to_refund=amount_to_refund)

    def _yookassa_check_refund_amount(self, amount):
        """:raise ValidationError: ``amount`` is not above zero, to the kopeck"""
        for tx in self:
            if tx.currency_id.compare_amounts(amount, 0) <= 0:
                raise ValidationError(
                    self.env._(
                        "To refund payment %s, enter an amount above zero.", tx.sudo().reference
                    )
                )

    def action_yookassa_refund(self):
        """Ask for the amount and the reason of a refund."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": "payment.yookassa.refund",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_transaction_id": self.id},
        }

    def _create_child_transaction(self, amount, is_refund=False, **custom_create_values):
        """Override of `payment`: a refund keeps its reason."""
        if is_refund and (reason := self.env.context.get("refund_reason")):
            custom_create_values = {"yookassa_refund_reason": reason, **custom_create_values}
        return super()._create_child_transaction(
            amount, is_refund=is_refund, **custom_create_values
        )

    def _update_state(self, allowed_states, target_state, state_message):
        """Override of `payment`: what becomes of a refund is told on the payment it undoes."""
        changed = super()._update_state(allowed_states, target_state, state_message)
        for tx in changed.filtered(lambda tx: tx.operation == "refund"):
            if tx.provider_code == "yookassa" and tx.source_transaction_id:
                tx.source_transaction_id.message_post(body=tx._yookassa_refund_words())
        return changed

    def _send_refund_request(self):
        """Override of `payment` to give money back; called on the child."""
        if self.provider_code != "yookassa":
            return super()._send_refund_request()
        transactions.lock(self._yookassa_root())
        self._yookassa_ensure_refundable(abs(self.amount))
        operation = self._yookassa_open("refund", "/refunds", self._yookassa_refund_body())
        return self._yookassa_conclude(self._yookassa_send_refund, operation)

    def _yookassa_ensure_refundable(self, amount):
        """Refuse to give back more than was paid; amounts are positive."""
        root = self._yookassa_root()
        given = sum(
            abs(tx.amount)
            for tx in (root | root.child_transaction_ids).child_transaction_ids
            if tx.operation == "refund" and tx.state not in ("cancel", "error") and tx not in self
        )
        left = self.currency_id.round(self.source_transaction_id.amount - given)
        if self.currency_id.compare_amounts(amount, left) > 0:
            raise ValidationError(
                self.env._(
                    "To refund payment %(reference)s, enter at most %(left)s %(currency)s: the rest"
                    " is given back already or on its way.",
                    reference=root.reference,
                    left=float_repr(left, self.currency_id.decimal_places),
                    currency=self.currency_id.name,
                )
            )

    def _yookassa_refund_body(self):
        body = {
            "payment_id": self._yookassa_root().yookassa_object_id,
            "amount": self._yookassa_amount(),
            "description": self.reference,
            "metadata": self._yookassa_metadata(),
        }
        if receipt := self._yookassa_prepare_refund_receipt():
            body["receipt"] = receipt
        return body

    def _yookassa_send_refund(self, operation):
        try:
            refund = operation._send()
        except YookassaRejected as error:
            self.yookassa_next_check_at = False
            self._set_error(self._yookassa_rejected_words(error))
        except YookassaUnknown:
            self._set_pending(
                state_message=self.env._(
                    "YooKassa did not answer. We are checking whether the refund was made; please"
                    " do not repeat it."
                )
            )
        else:
            transactions.lock(self._yookassa_root() | self)
            self._process("yookassa", refund)

    def _yookassa_apply_refund(self, refund):
        """Follow the status of a refund."""
        self.write({"yookassa_object_id": refund["id"], "provider_reference": refund["id"]})
        self.yookassa_operation_ids.filtered(lambda op: op.state == "open")._close("done")
        status = refund.get("status")
        if status == "succeeded":
            self.yookassa_next_check_at = False
            self._set_done(extra_allowed_states=("cancel",))
        elif status == "canceled":
            self._yookassa_refund_canceled(refund)
        else:
            self._set_pending()

    def _yookassa_refund_canceled(self, refund):
        self.yookassa_next_check_at = False
        if self.state in ("done", "cancel"):
            return
        details = refund.get("cancellation_details")
        details = details if isinstance(details, dict) else {}
        self.yookassa_cancel_reason = ": ".join(
            str(details[name]) for name in ("party", "reason") if details.get(name)
        )
        words = self.env._(
            "YooKassa could not make refund %(reference)s (%(reason)s). Give the money back another"
            " way or try again.",
            reference=self.reference,
            reason=self.yookassa_cancel_reason,
        )
        self._set_canceled(words)
        self._yookassa_tell_staff(words)

    # === REFUNDS THAT YOOKASSA KNOWS === #

    def _yookassa_list_refunds(self):
        """All refunds of the payment at YooKassa: list of dicts."""
        root = self._yookassa_root()
        query = {"payment_id": root.yookassa_object_id, "limit": 100}
        return list(root.provider_id._yookassa_pages("/refunds", query))

    def _yookassa_adopt_refund(self, refund):
        """Bring a refund of YooKassa to its transaction here, making one if there is none.

        :param dict refund: as YooKassa's API gave it, of the payment of this transaction
        :return: the refund's transaction
        """
        root = self._yookassa_root()
        if root.state != "done":
            root._yookassa_look()
        transactions.lock(root)
        if not is_id(refund.get("id")) or refund.get("payment_id") != root.yookassa_object_id:
            return self.browse()
        child = root._yookassa_find_refund(refund)
        if not child:
            value, _currency = amount_of(refund)
            if not value or refund.get("status") == "canceled":
                return self.browse()
            child = root._yookassa_refund_source()._create_child_transaction(
                float(value), is_refund=True
            )
        child._process("yookassa", refund)
        return child

    def _yookassa_find_refund(self, refund):
        """The refund here that is, or by its reference must be, this one of YooKassa."""
        family = self | self.child_transaction_ids
        refunds = family.child_transaction_ids.filtered(lambda tx: tx.operation == "refund")
        if known := refunds.filtered(lambda tx: tx.yookassa_object_id == refund["id"]):
            return known
        reference = self._extract_reference("yookassa", refund) or refund.get("description")
        return refunds.filtered(
            lambda tx: (
                not tx.yookassa_object_id
                and tx.reference == reference
                and (self._yookassa_decimal(tx.amount), tx.currency_id.name) == amount_of(refund)
            )
        )

    def _yookassa_refund_source(self):
        """The transaction that holds the money: of a hold, the part that was charged."""
        charged = self._yookassa_hold_children().filtered(lambda tx: tx.state == "done")
        return charged[:1] or self
