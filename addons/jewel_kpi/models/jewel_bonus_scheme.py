from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..bonus import Deduction, Scheme, Threshold, Tier
from ..const import TIER_MODES

# Words about a scheme may change; what it pays may not, once a statement has been reviewed by it.
_FREE = frozenset({"name", "active", "note"})


class JewelBonusScheme(models.Model):
    """How a month's bonus of managers is computed, from a date on."""

    _name = "jewel.bonus.scheme"
    _inherit = ["mail.thread"]
    _description = "Bonus Scheme"
    _order = "valid_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    valid_from = fields.Date(
        required=True,
        tracking=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="The first day of a month; it holds until a later scheme begins.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_ids = fields.Many2many(
        "res.users", string="Managers", help="Empty: all who have no scheme of their own."
    )
    tier_mode = fields.Selection(TIER_MODES, default="progressive", required=True, tracking=True)
    min_margin = fields.Float(
        "Minimum Margin, %",
        tracking=True,
        help="Money of deals below it earns nothing. A margin that is not known, since a product"
        " has no cost, does earn.",
    )
    plan_amount = fields.Monetary("Monthly Plan", tracking=True, help="Revenue of each manager.")
    note = fields.Text()
    tier_ids = fields.One2many("jewel.bonus.scheme.tier", "scheme_id", copy=True)
    threshold_ids = fields.One2many("jewel.bonus.scheme.threshold", "scheme_id", copy=True)
    deduction_ids = fields.One2many("jewel.bonus.scheme.deduction", "scheme_id", copy=True)
    statement_ids = fields.One2many("jewel.bonus.statement", "scheme_id")

    @api.constrains("valid_from")
    def _check_valid_from(self):
        for scheme in self:
            if scheme.valid_from.day != 1:
                raise ValidationError(
                    self.env._(
                        "Scheme «%s»: a bonus is computed by the month, so «Valid From» is the"
                        " first day of one.",
                        scheme.name,
                    )
                )

    def write(self, vals):
        if set(vals) - _FREE:
            self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        for scheme in self:
            used = scheme.sudo().statement_ids.filtered(lambda one: one.state != "computed")
            if used:
                raise UserError(
                    self.env._(
                        "Scheme «%(scheme)s» has paid already: %(statement)s. Make a new scheme"
                        " with a later «Valid From».",
                        scheme=scheme.name,
                        statement=used[:1].display_name,
                    )
                )

    @api.model
    def _get_schemes(self, month, users, company):
        """{user: the scheme of the month ``month``} of those who have one; own before general."""
        schemes = self.sudo().search([("valid_from", "<=", month), ("company_id", "=", company.id)])
        general = schemes.filtered(lambda scheme: not scheme.user_ids)[:1]
        found = {}
        for user in users:
            own = schemes.filtered(lambda scheme, user=user: user in scheme.user_ids)[:1]
            if scheme := own or general:
                found[user] = scheme
        return found

    def _get_core(self):
        """The scheme as `bonus.Scheme`."""
        self.ensure_one()
        return Scheme(
            tiers=tuple(Tier(_exact(one.start), _exact(one.percent)) for one in self.tier_ids),
            is_progressive=self.tier_mode == "progressive",
            thresholds=tuple(
                Threshold(one.indicator, _exact(one.start), _exact(one.coefficient))
                for one in self.threshold_ids
            ),
            deductions=tuple(
                Deduction(
                    one.indicator, _exact(one.allowed), _exact(one.amount), _exact(one.percent)
                )
                for one in self.deduction_ids
            ),
            min_margin=_exact(self.min_margin),
        )


def _exact(value):
    return Decimal(repr(value))
