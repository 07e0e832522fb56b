from odoo import api, fields, models


class JewelBonusSchemeLineMixin(models.AbstractModel):
    """Lines of a scheme change with it or not at all."""

    _name = "jewel.bonus.scheme.line.mixin"
    _description = "Line of a Bonus Scheme"

    scheme_id = fields.Many2one("jewel.bonus.scheme", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="scheme_id.currency_id")

    @api.model
    def _get_indicators(self):
        """Indicators that a scheme may ask about: all of a period, and how far the plan is met."""
        texts = self.env["jewel.manager.kpi"]._get_indicator_texts()
        names = [(key, text[0]) for key, text in texts.items() if key != "debt"]
        return [*names, ("plan", self.env._("Plan met, %"))]

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.scheme_id._check_unused()
        return lines

    def write(self, vals):
        self.scheme_id._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self.scheme_id._check_unused()


class JewelBonusSchemeTier(models.Model):
    """Percent of the revenue from a sum on; the border itself belongs to the tier."""

    _name = "jewel.bonus.scheme.tier"
    _inherit = "jewel.bonus.scheme.line.mixin"
    _description = "Tier of a Bonus Scheme"
    _order = "scheme_id, start"

    start = fields.Monetary("Revenue From")
    percent = fields.Float(digits=(5, 2), required=True)

    _start_uniq = models.UniqueIndex("(scheme_id, start)", "Two tiers begin with the same sum.")
    _range = models.Constraint(
        "CHECK (start >= 0 AND percent >= 0 AND percent <= 100)",
        "A tier begins at zero or above, and its percent is from 0 to 100.",
    )


class JewelBonusSchemeThreshold(models.Model):
    """From a value of an indicator on, the bonus is multiplied by a coefficient."""

    _name = "jewel.bonus.scheme.threshold"
    _inherit = "jewel.bonus.scheme.line.mixin"
    _description = "Threshold of a Bonus Scheme"
    _order = "scheme_id, indicator, start"

    indicator = fields.Selection(
        lambda self: self._get_indicators(), default="conversion_cohort", required=True
    )
    start = fields.Float("From")
    coefficient = fields.Float(digits=(5, 3), default=1, required=True)

    _start_uniq = models.UniqueIndex(
        "(scheme_id, indicator, start)", "Two thresholds begin with the same value."
    )
    _range = models.Constraint("CHECK (coefficient >= 0)", "A coefficient is zero or above.")


class JewelBonusSchemeDeduction(models.Model):
    """What an indicator above its allowed value costs."""

    _name = "jewel.bonus.scheme.deduction"
    _inherit = "jewel.bonus.scheme.line.mixin"
    _description = "Deduction of a Bonus Scheme"
    _order = "scheme_id, id"

    indicator = fields.Selection(lambda self: self._get_indicators(), default="late", required=True)
    allowed = fields.Float()
    amount = fields.Monetary("For Each above It")
    percent = fields.Float("Percent of the Bonus", digits=(5, 2))

    _range = models.Constraint(
        "CHECK (COALESCE(amount, 0) >= 0 AND COALESCE(percent, 0) BETWEEN 0 AND 100)",
        "A deduction is an amount above zero or a percent from 0 to 100.",
    )
