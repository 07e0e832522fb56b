from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..fees import fee


class JewelPaymentSourceFee(models.Model):
    """What a source keeps of a payment from a day on, until the next rule."""

    _name = "jewel.payment.source.fee"
    _description = "Fee of a Payment Source"
    _order = "source_id, date_from desc"
    _rec_name = "date_from"

    source_id = fields.Many2one(
        "jewel.payment.source", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id, required=True
    )
    date_from = fields.Date("Valid From", required=True, default=fields.Date.context_today)
    percent = fields.Float(digits=(6, 3))
    fixed = fields.Monetary("Per Payment")
    minimum = fields.Monetary("At Least")

    _date_uniq = models.UniqueIndex(
        "(source_id, date_from)", "The source has a fee from this day already: change that one."
    )

    @api.constrains("percent", "fixed", "minimum")
    def _check_sums(self):
        for rule in self:
            if min(rule.percent, rule.fixed, rule.minimum) < 0 or rule.percent >= 100:
                raise ValidationError(
                    self.env._(
                        "Fee of %(origin)s: enter a percent from 0 to 100 and sums of 0 or more.",
                        origin=rule.source_id.name,
                    )
                )

    def _get_fee(self, amount, date):
        """Exact roubles kept of ``amount`` (`Decimal`, negative: a refund) paid on ``date``."""
        rule = self.filtered(lambda one: one.date_from <= date).sorted("date_from")[-1:]
        if not rule:
            return Decimal("0.00")
        values = (Decimal(repr(rule[name])) for name in ("percent", "fixed", "minimum"))
        return fee(amount, *values)
