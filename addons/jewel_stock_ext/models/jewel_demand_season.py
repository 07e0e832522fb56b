from odoo import api, fields, models

from ..const import MONTHS


class JewelDemandSeason(models.Model):
    """By what factor a month is above or below a plain one; before gifts are given it is more."""

    _name = "jewel.demand.season"
    _description = "Season of Demand"
    _order = "month_no, valid_from desc, id"
    _rec_name = "month"

    month = fields.Selection(MONTHS, required=True)
    month_no = fields.Integer(compute="_compute_month_no", store=True)
    factor = fields.Float(required=True, default=1.0, digits=(6, 2))
    valid_from = fields.Date(required=True, default=fields.Date.today)
    note = fields.Char("Basis")
    company_id = fields.Many2one("res.company", index=True, help="Empty: every company.")

    _factor_positive = models.Constraint(
        "CHECK(factor > 0)", "The factor of a month is above zero: 1 is a plain month."
    )
    _month_uniq = models.UniqueIndex(
        "(month, valid_from, COALESCE(company_id, 0))",
        "This month has a factor from this day already.",
    )

    @api.depends("month")
    def _compute_month_no(self):
        for season in self:
            season.month_no = int(season.month or 0)

    @api.model
    def _get_factors(self, company, date):
        """Month number -> factor that is valid on ``date``; the company's own beats the common."""
        domain = [("company_id", "in", [company.id, False]), ("valid_from", "<=", date)]
        seasons = self.sudo().search(domain, order="company_id nulls first, valid_from, id")
        return {season.month_no: season.factor for season in seasons}
