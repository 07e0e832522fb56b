from odoo import models


class PaymentTransaction(models.Model):
    """Why a fiscal receipt cannot be made, in words."""

    _inherit = "payment.transaction"

    def _yookassa_receipt_words(self, error):
        """For the staff.

        :param error: ReceiptError
        """
        self.ensure_one()
        env, details = self.env, error.details
        client = self.partner_name or self.partner_id.display_name or self.reference
        texts = {
            "customer": self._yookassa_customer_words(details.get("sending"), client),
            "rate": env._(
                "Receipts know no VAT of %s %%: correct the tax of the goods.",
                details.get("percent"),
            ),
            "rate_date": env._(
                "VAT of %(percent)s %% was not the law's on %(date)s: correct the tax of the"
                " goods.",
                percent=details.get("percent"),
                date=details.get("date"),
            ),
            "empty": env._("There is nothing to sell on it: enter goods with prices."),
            "many": env._(
                "It would have %(count)s lines and may have %(limit)s: split the order.",
                count=details.get("count"),
                limit=details.get("limit"),
            ),
            "sum": env._(
                "Its lines make %(whole)s, but %(total)s is wanted: correct the prices.",
                whole=details.get("whole"),
                total=details.get("total"),
            ),
            "mode": env._("The payment mode is not chosen: see the settings of the provider."),
        }
        return env._(
            "The fiscal receipt of %(reference)s cannot be made. %(why)s",
            reference=self.reference,
            why=texts[error.reason],
        )

    def _yookassa_customer_words(self, sending, client):
        if sending == "register":
            return self.env._("Enter the e-mail or the phone of %s: it is sent there.", client)
        return self.env._("Enter the e-mail of %s: it is sent there.", client)

    def _yookassa_receipt_payer_words(self, error):
        """For the payer."""
        self.ensure_one()
        env = self.with_context(lang=self.partner_lang or self.env.lang).env
        if error.reason == "customer":
            if error.details.get("sending") == "register":
                return env._(
                    "The law wants a receipt to be sent to you, but we know neither your e-mail nor"
                    " your phone. Tell the seller one of them, and pay then."
                )
            return env._(
                "The law wants a receipt to be sent to you, but we do not know your e-mail. Tell it"
                " to the seller, and pay then."
            )
        return env._(
            "The receipt of this payment cannot be made, so it was not begun; nothing was charged."
            " The seller has been told."
        )
