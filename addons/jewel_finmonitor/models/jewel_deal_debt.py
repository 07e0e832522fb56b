from odoo import api, fields, models

from ..const import AGES


class JewelDealDebt(models.Model):
    """What is left to pay of live deals: when it is expected, and how old it is today."""

    _name = "jewel.deal.debt"
    _description = "Debts and Expected Payments"
    _auto = False
    _order = "expected_date nulls last, id"
    _rec_name = "deal_id"

    deal_id = fields.Many2one("crm.lead", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    amount_paid = fields.Monetary("Paid", readonly=True)
    amount_due = fields.Monetary("Due", readonly=True)
    expected_date = fields.Date("Expected On", readonly=True)
    days = fields.Integer("Days Late", readonly=True, aggregator="max")
    age = fields.Selection(AGES, "Age of the Debt", readonly=True)
    last_contact_at = fields.Datetime("Last Contact", readonly=True)

    _depends = {
        "jewel.deal.finance": [
            "deal_id",
            "company_id",
            "currency_id",
            "user_id",
            "partner_id",
            "stage_id",
            "amount_total",
            "amount_paid",
            "amount_due",
            "expected_date",
            "deal_active",
            "last_contact_at",
        ],
    }

    @api.depends("deal_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.sudo().deal_id.display_name  # the accountant reads no deals

    @property
    def _table_query(self):
        """Columns of the fields above. Lost deals owe nothing; a day is Moscow's."""
        return """
            SELECT debt.*,
                   CASE WHEN expected_date IS NULL THEN 'no_date'
                        WHEN days <= 0 THEN 'ahead'
                        WHEN days <= 7 THEN 'week'
                        WHEN days <= 30 THEN 'month'
                        WHEN days <= 90 THEN 'quarter'
                        ELSE 'older' END AS age
              FROM (SELECT id, deal_id, company_id, currency_id, user_id, partner_id, stage_id,
                           amount_total, amount_paid, amount_due, expected_date, last_contact_at,
                           (now() AT TIME ZONE 'Europe/Moscow')::date - expected_date AS days
                      FROM jewel_deal_finance
                     WHERE amount_due > 0 AND deal_active) debt
        """

    def action_open_money(self):
        """The row of the panel behind the debt: payments, last contact, way to the deal."""
        self.ensure_one()
        return (
            self.deal_id.sudo()
            .finance_ids.sudo(False)
            ._get_records_action(name=self.env._("Money of the Deal"))
        )
