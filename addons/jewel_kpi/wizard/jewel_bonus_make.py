from odoo import fields, models
from odoo.exceptions import UserError

from ..models.crm_lead import moscow_day


class JewelBonusMake(models.TransientModel):
    """Statements of a month for everybody."""

    _name = "jewel.bonus.make"
    _description = "Compute Bonus Statements"

    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.subtract(moscow_day().replace(day=1), months=1),
        help="Any day of the month.",
    )

    def action_make(self):
        self.ensure_one()
        month = self.month.replace(day=1)
        statements = self.env["jewel.bonus.statement"]
        statements.check_access("write")
        made = statements._make(month)
        month_statements = [("month", "=", month)]
        if not made and not statements.search_count(month_statements, limit=1):
            raise UserError(
                self.env._(
                    "Nobody has a bonus scheme for this month. Make one under «Bonus Schemes», with"
                    " «Valid From» not later than the month."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_kpi.jewel_bonus_statement_action"
        )
        return {**action, "domain": month_statements, "context": {}}
