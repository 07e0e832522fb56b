from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..const import STEP_KINDS


class JewelBonusStatementLine(models.Model):
    """One step of the computation; the bonus is the sum of the steps."""

    _name = "jewel.bonus.statement.line"
    _description = "Step of a Bonus Statement"
    _order = "statement_id, sequence, id"

    statement_id = fields.Many2one(
        "jewel.bonus.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="statement_id.currency_id")
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(STEP_KINDS, required=True, readonly=True)
    indicator = fields.Char(readonly=True)
    name = fields.Char("Step", compute="_compute_name")
    base = fields.Float(readonly=True, digits=(16, 2))
    rate = fields.Float(readonly=True, digits=(16, 3))
    amount = fields.Monetary(readonly=True)

    @api.depends("kind", "indicator", "base", "rate")
    @api.depends_context("lang")
    def _compute_name(self):
        names = dict(self.env["jewel.bonus.scheme.tier"]._get_indicators())
        for line in self:
            base = formatLang(self.env, line.base, digits=2)
            rate = formatLang(self.env, line.rate, digits=3).rstrip("0").rstrip(",.")
            name = names.get(line.indicator, "")
            line.name = {
                "tier": lambda base=base, rate=rate: self.env._(
                    "%(rate)s %% of revenue %(base)s", rate=rate, base=base
                ),
                "coefficient": lambda base=base, rate=rate, name=name: self.env._(
                    "%(name)s: %(base)s multiplied by %(rate)s", name=name, base=base, rate=rate
                ),
                "deduction_amount": lambda base=base, rate=rate, name=name: self.env._(
                    "%(name)s: %(base)s above the allowed, %(rate)s for each",
                    name=name,
                    base=base,
                    rate=rate,
                ),
                "deduction_percent": lambda base=base, rate=rate, name=name: self.env._(
                    "%(name)s above the allowed: %(rate)s %% of %(base)s",
                    name=name,
                    base=base,
                    rate=rate,
                ),
                "floor": lambda: self.env._("A bonus is not below zero"),
                "before": lambda: self.env._("Stated before for this month"),
            }[line.kind]()


class JewelBonusStatementDeal(models.Model):
    """What a deal has brought in the month, and whether it counts."""

    _name = "jewel.bonus.statement.deal"
    _description = "Deal of a Bonus Statement"
    _order = "statement_id, revenue desc, id"

    statement_id = fields.Many2one(
        "jewel.bonus.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="statement_id.currency_id")
    deal_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="set null"
    )
    name = fields.Char(
        "Name of the Deal", readonly=True, help="As it was called when this was computed."
    )
    revenue = fields.Monetary(readonly=True)
    has_margin = fields.Boolean("Cost Known", readonly=True)
    margin = fields.Float("Margin, %", readonly=True, digits=(16, 1), aggregator=None)
    is_counted = fields.Boolean("Counted", readonly=True)

    def action_open_deal(self):
        self.ensure_one()
        return self.deal_id._get_records_action()
