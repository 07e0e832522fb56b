from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.payment import utils as payment_utils

from .. import const


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

    @api.model
    def _get_compatible_payment_methods(self, provider_ids, partner_id, *args, **kwargs):
        """Override of `payment`: SberBank Business is a way of companies, not of people."""
        methods = super()._get_compatible_payment_methods(provider_ids, partner_id, *args, **kwargs)
        if self.env["res.partner"].browse(partner_id).commercial_partner_id.is_company:
            return methods
        business = methods.filtered(lambda method: method.code == const.B2B_METHOD)
        payment_utils.add_to_report(
            kwargs.get("report"),
            business,
            available=False,
            reason=self.env._("for companies only"),
        )
        return methods - business

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
