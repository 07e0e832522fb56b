from odoo import models

from .. import const


class PaymentTransaction(models.Model):
    """Words for the payer and for the staff."""

    _inherit = "payment.transaction"

    def _yookassa_cancel_words(self, reason):
        """Why the payment was not made, in the payer's language, and what to do."""
        self.ensure_one()
        env = self.with_context(lang=self.partner_lang or self.env.lang).env
        texts = {
            "expired": env._("The time to pay is over. Please press Pay again."),
            "funds": env._(
                "There is not enough money, or a limit of the bank is reached. Please pay another"
                " way or ask your bank."
            ),
            "card": env._(
                "Please check the number, the date and the code of the card and try again."
            ),
            "confirmation": env._(
                "The bank did not confirm the payment. Please try again or pay another way."
            ),
            "declined": env._("The bank declined the payment. Please try another card or SBP."),
            "loan": env._("The instalment plan was not agreed. Please choose another way to pay."),
            "country": env._("Cards of this country are not served. Please take another card."),
            "later": env._("The bank did not answer in time. Please try again later."),
            "released": env._("The payment was cancelled, the money held on the card is released."),
        }
        return texts.get(const.REASON_TEXTS.get(reason)) or env._(
            "The payment was not made. Please try again or pay another way."
        )

    def _yookassa_mismatch_words(self, mismatches):
        """What does not fit, for the staff."""
        self.ensure_one()
        names = {
            "amount": self.env._("amount"),
            "currency": self.env._("currency"),
            "id": self.env._("payment id"),
            "shop": self.env._("shop"),
            "test": self.env._("test payment"),
            "reference": self.env._("reference"),
            "payment": self.env._("refunded payment"),
        }
        listed = "; ".join(
            self.env._(
                "%(what)s: %(found)s instead of %(expected)s",
                what=names[name],
                found=found,
                expected=expected,
            )
            for name, found, expected in mismatches
        )
        return self.env._(
            "YooKassa's data do not fit transaction %(reference)s (%(differences)s). It is blocked,"
            " nothing is booked. Compare with YooKassa's merchant profile, then press Check Again.",
            reference=self.reference,
            differences=listed,
        )

    def _yookassa_rejected_words(self, error):
        """What a refusal of YooKassa means for who is waiting."""
        if error.code in ("invalid_credentials", "forbidden"):
            return self.env._(
                "YooKassa does not accept the shop's key. Please choose another way to pay and"
                " tell the seller."
            )
        return self.env._(
            "YooKassa refused %(reference)s: %(description)s",
            reference=self.reference,
            description=error.description or error.code,
        )

    def _yookassa_refund_words(self):
        """How a refund stands, for the chatter of its payment."""
        self.ensure_one()
        texts = {
            "pending": self.env._("on its way"),
            "done": self.env._("given back"),
            "cancel": self.env._("not made"),
            "error": self.env._("not made"),
        }
        words = self.env._(
            "Refund %(reference)s of %(amount)s: %(outcome)s.",
            reference=self.reference,
            amount=self.currency_id.format(abs(self.amount)),
            outcome=texts.get(self.state, self.state),
        )
        reason = self.yookassa_refund_reason
        parts = [
            words,
            self.env._("Reason: %s.", reason.rstrip(".")) if reason else "",
            self.state_message or "",
        ]
        return " ".join(filter(None, parts))
