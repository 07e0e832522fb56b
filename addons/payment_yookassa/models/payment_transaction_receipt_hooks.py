from decimal import Decimal

from odoo import models


class PaymentTransaction(models.Model):
    """Where addons say what a fiscal receipt holds and whom it goes to."""

    _inherit = "payment.transaction"

    def _yookassa_receipt_lines(self, day=None):
        """Hook: what is paid for, whose amounts add up to that of the transaction.

        :param day: `datetime.date` whose rates of VAT are meant, None for today
        :return: list of {"name": str, "quantity": Decimal, "amount": Decimal, the whole line with
                 tax}; an override may add "tax_rate" (Decimal, None without VAT) or "vat_code"
                 (YooKassa's), "payment_subject", "payment_mode"
        """
        self.ensure_one()
        reference = self._yookassa_root().reference
        return [{"name": reference, "quantity": Decimal(1), "amount": self._yookassa_decimal()}]

    def _yookassa_receipt_mode(self):
        """Hook: how the payment stands to the hand-over, one of `receipt.PAYMENT_MODES`."""
        self.ensure_one()
        return self.provider_id.yookassa_mode

    def _yookassa_receipt_customer(self):
        """Hook: whom the receipt goes to.

        :return: {"email", "phone", "full_name", "inn"}, each text or ""
        """
        self.ensure_one()
        return {
            "email": self.partner_email or "",
            "phone": self.partner_phone or "",
            "full_name": self.partner_name or "",
            "inn": self.partner_id.commercial_partner_id.vat or "",
        }
