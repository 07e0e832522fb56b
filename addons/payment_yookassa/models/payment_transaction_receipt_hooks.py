from decimal import Decimal

from odoo import models
from odoo.tools import float_repr


class PaymentTransaction(models.Model):
    """Where fiscal receipts join in."""

    _inherit = "payment.transaction"

    def _yookassa_prepare_receipt(self, operation):
        """Hook: the ``receipt`` block of a request, or None when none is sent with it.

        :param str operation: "payment", "refund" (a part only) or "capture" (a part only)
        """
        return None

    def _yookassa_receipt_lines(self):
        """Hook: what is paid for, whose amounts add up to that of the transaction.

        :return: list of {"name": str, "quantity": Decimal, "amount": Decimal, the whole line with
                 tax}; an override may add "vat_code" or "tax_rate", "payment_subject",
                 "payment_mode"
        """
        self.ensure_one()
        amount = Decimal(float_repr(abs(self.amount), self.currency_id.decimal_places))
        return [{"name": self.reference, "quantity": Decimal(1), "amount": amount}]

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

    def _yookassa_send_settlement_receipt(self, lines, settlements):
        """Hook: queue the closing receipt of goods that are handed over.

        :param list lines: as :meth:`_yookassa_receipt_lines`, at full price
        :param list settlements: dicts of type and amount, as YooKassa wants them
        """
