from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.crm_lead import moscow_day


class JewelBonusForecast(models.TransientModel):
    """What this month's bonus comes to when the chosen deals close, paid in full."""

    _name = "jewel.bonus.forecast"
    _description = "What If These Deals Close"

    deal_ids = fields.Many2many("crm.lead", string="Deals", readonly=True)
    line_ids = fields.One2many("jewel.bonus.forecast.line", "forecast_id", readonly=True)

    @api.model
    def _create_for(self, deals):
        """The answer for these deals, by manager.

        :raise UserError: no manager, or no scheme, to count for
        """
        deals.check_access("read")
        month = moscow_day().replace(day=1)
        statements = self.env["jewel.bonus.statement"].sudo()
        users = deals.sudo().user_id
        now = statements._read_results(month, users)
        then = statements._read_results(month, users, closing=deals)
        if not then:
            raise UserError(
                self.env._(
                    "Nobody who leads these deals has a bonus scheme for this month: %s.",
                    ", ".join(deals.mapped("name")),
                )
            )
        return self.create(
            {
                "deal_ids": [Command.set(deals.ids)],
                "line_ids": [
                    Command.create(
                        {
                            "user_id": user.id,
                            "deal_count": len(deals.filtered(lambda d, u=user: d.user_id == u)),
                            "revenue_now": float(now[user]["values"]["revenue"]),
                            "revenue_then": float(found["values"]["revenue"]),
                            "bonus_now": float(now[user]["result"].total),
                            "bonus_then": float(found["result"].total),
                        }
                    )
                    for user, found in then.items()
                ],
            }
        )


class JewelBonusForecastLine(models.TransientModel):
    _name = "jewel.bonus.forecast.line"
    _description = "What If, by Manager"

    forecast_id = fields.Many2one("jewel.bonus.forecast", required=True, ondelete="cascade")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id, required=True
    )
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    deal_count = fields.Integer("Deals", readonly=True)
    revenue_now = fields.Monetary(readonly=True)
    revenue_then = fields.Monetary(readonly=True)
    bonus_now = fields.Monetary(readonly=True)
    bonus_then = fields.Monetary(readonly=True)
    bonus_more = fields.Monetary("More by", compute="_compute_bonus_more")

    @api.depends("bonus_now", "bonus_then")
    def _compute_bonus_more(self):
        for line in self:
            line.bonus_more = line.bonus_then - line.bonus_now
