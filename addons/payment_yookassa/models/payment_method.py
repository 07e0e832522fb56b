from odoo import fields, models
from odoo.tools import formatLang


class PaymentMethod(models.Model):
    _inherit = "payment.method"

    yookassa_min_amount = fields.Float(
        string="YooKassa: Smallest Payment",
        digits=(16, 2),
        help="In the currency of the payment. 0: no limit.",
    )
    yookassa_max_amount = fields.Float(
        string="YooKassa: Largest Payment",
        digits=(16, 2),
        help="In the currency of the payment. 0: no limit. YooKassa may raise it for a shop.",
    )

    def _yookassa_get_refusal(self, amount, currency):
        """Why ``amount`` cannot be paid by this method, in words for the payer, or None."""
        self.ensure_one()
        limits = self.primary_payment_method_id or self
        if limits.yookassa_min_amount and (
            currency.compare_amounts(amount, limits.yookassa_min_amount) < 0
        ):
            return self.env._(
                "%(amount)s cannot be paid by %(method)s: the smallest payment is %(limit)s."
                " Please choose another way to pay.",
                amount=formatLang(self.env, amount, currency_obj=currency),
                method=self.name,
                limit=formatLang(self.env, limits.yookassa_min_amount, currency_obj=currency),
            )
        if limits.yookassa_max_amount and (
            currency.compare_amounts(amount, limits.yookassa_max_amount) > 0
        ):
            return self.env._(
                "%(amount)s cannot be paid by %(method)s: the largest payment is %(limit)s."
                " Please choose another way to pay or ask the seller for a payment in parts.",
                amount=formatLang(self.env, amount, currency_obj=currency),
                method=self.name,
                limit=formatLang(self.env, limits.yookassa_max_amount, currency_obj=currency),
            )
        return None
