from odoo import api, models

from .. import const, transactions
from ..verification import Expected, amount_of, find_mismatches, time_of


class PaymentTransaction(models.Model):
    """What YooKassa's answers do to a transaction. Only answers to our own calls come here."""

    _inherit = "payment.transaction"

    # === OVERRIDES OF `payment` === #

    @api.model
    def _search_by_reference(self, provider_code, payment_data):
        """Override of `payment` to find by YooKassa's id first, then by our reference."""
        if provider_code != "yookassa":
            return super()._search_by_reference(provider_code, payment_data)
        found = self.search(
            [
                ("provider_code", "=", "yookassa"),
                ("yookassa_object_id", "=", payment_data.get("id") or ""),
            ],
            limit=1,
        )
        return found or super()._search_by_reference(provider_code, payment_data)

    @api.model
    def _extract_reference(self, provider_code, payment_data):
        """Override of `payment`: the reference is in the metadata."""
        if provider_code != "yookassa":
            return super()._extract_reference(provider_code, payment_data)
        metadata = payment_data.get("metadata")
        return metadata.get("reference") if isinstance(metadata, dict) else None

    def _validate_amount(self, payment_data):
        """Override of `payment` to compare everything, exactly, and to block on a difference."""
        if self.provider_code != "yookassa":
            return super()._validate_amount(payment_data)
        self._yookassa_guard(payment_data)

    def _extract_amount_data(self, payment_data):
        """Override of `payment`; amounts are compared as Decimal by :meth:`_yookassa_guard`."""
        if self.provider_code != "yookassa":
            return super()._extract_amount_data(payment_data)
        value, currency = amount_of(payment_data)
        return {"amount": float(value or 0), "currency_code": currency}

    def _apply_updates(self, payment_data):
        """Override of `payment` to follow the status that YooKassa reports.

        The guard is asked again: `payment` calls this on redelivery even after a mismatch.
        """
        if self.provider_code != "yookassa":
            return super()._apply_updates(payment_data)
        if not self._yookassa_guard(payment_data):
            return None
        if self.operation == "refund":
            return self._yookassa_apply_refund(payment_data)
        self.write(
            {
                "yookassa_object_id": payment_data["id"],
                "provider_reference": payment_data["id"],
                "yookassa_captured_at": time_of(payment_data, "captured_at"),
            }
        )
        self._yookassa_follow_method(payment_data)
        return self._yookassa_apply_payment(payment_data)

    # === GUARD === #

    def _yookassa_guard(self, data):
        """Whether ``data`` may change the transaction; a difference blocks it and is told once."""
        self.ensure_one()
        if self.yookassa_blocked:
            return False
        mismatches = find_mismatches(data, self._yookassa_expected())
        if not mismatches:
            return True
        words = self._yookassa_mismatch_words(mismatches)
        self.write(
            {
                "yookassa_blocked": True,
                "yookassa_blocked_reason": words,
                "yookassa_next_check_at": False,
            }
        )
        self._set_error(self.env._("The payment needs to be checked. Please contact the seller."))
        self._yookassa_tell_staff(words)
        return False

    def _yookassa_expected(self):
        """What YooKassa's object must say to be the one of this transaction."""
        if self.operation == "refund":
            return Expected(
                amount=self._yookassa_decimal(),
                currency=self.currency_id.name,
                object_id=self.yookassa_object_id or None,
                payment_id=self._yookassa_root().yookassa_object_id,
            )
        return Expected(
            amount=self._yookassa_decimal(),
            currency=self.currency_id.name,
            object_id=self.yookassa_object_id or None,
            shop_id=self.provider_id.yookassa_shop_id,
            test=not self.is_live,
            reference=self.reference,
            part_is_enough=self.yookassa_is_hold,
        )

    # === STATES === #

    def _yookassa_apply_payment(self, payment):
        """Follow the status of a payment; `succeeded` and `canceled` are final."""
        status = payment.get("status")
        if status == "pending" or (status == "succeeded" and payment.get("paid") is not True):
            self._set_pending()
        elif status == "waiting_for_capture":
            self._yookassa_hold_began()
        elif status == "succeeded":
            self._yookassa_paid(payment)
        elif status == "canceled":
            self._yookassa_payment_canceled(payment)
        else:
            self._yookassa_tell_staff(
                self.env._(
                    "YooKassa reports the status “%(status)s” of %(reference)s, which is not known"
                    " here. Look at the payment in YooKassa's merchant profile.",
                    status=status,
                    reference=self.reference,
                )
            )

    def _yookassa_paid(self, payment):
        """The money is there, whatever was thought of this transaction before."""
        before = self.state
        if before == "done":
            self.yookassa_next_check_at = False
            return
        if self.yookassa_is_hold:
            self._yookassa_hold_charged(payment)
        else:
            self._set_done(extra_allowed_states=("cancel",))
        self.yookassa_next_check_at = False
        if before in ("cancel", "error"):
            self._yookassa_tell_staff(
                self.env._(
                    "Transaction %(reference)s was closed as not paid, but the client has paid it"
                    " at YooKassa. The money is booked: fulfil the order or refund it.",
                    reference=self.reference,
                )
            )

    def _yookassa_payment_canceled(self, payment):
        """Not paid, or a hold released; money that came before is not undone."""
        self.yookassa_next_check_at = False
        if self.state == "done":
            return
        details = payment.get("cancellation_details")
        details = details if isinstance(details, dict) else {}
        reason = details.get("reason")
        self.yookassa_cancel_reason = ": ".join(
            str(part) for part in (details.get("party"), reason) if part
        )
        self._set_canceled(self._yookassa_cancel_words(reason))

    def _yookassa_follow_method(self, payment):
        """Show the way that the payer really took, once that is known."""
        method_data = payment.get("payment_method")
        if not isinstance(method_data, dict) or not method_data.get("type"):
            return
        # Methods that are switched off here may still be used on YooKassa's page.
        methods = self.env["payment.method"].with_context(active_test=False)
        code = method_data["type"]
        card = method_data.get("card")
        if code == "bank_card" and isinstance(card, dict):
            brand = str(card.get("card_type") or "").lower().replace(" ", "")
            if found := methods.search([("code", "=", brand)], limit=1):
                self.payment_method_id = found
                return
        method = methods._get_from_code(code, mapping=const.METHOD_TYPES)
        self.payment_method_id = method or self.payment_method_id

    # === ENTRY === #

    def _yookassa_process_locked(self, data):
        """Apply an answer of YooKassa while nobody else changes this transaction."""
        self.ensure_one()
        transactions.lock(self)
        self._process("yookassa", data)
