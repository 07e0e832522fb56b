from odoo import api, fields, models

from odoo.addons.jewel_invoicing.const import PAID_PAYMENT

from ..queries import DEAL_FACTS

# What the database computes, in the order of DEAL_FACTS.
FACTS = (
    "company_id",
    "currency_id",
    "user_id",
    "partner_id",
    "stage_id",
    "deal_active",
    "date_deal",
    "amount_total",
    "first_amount",
    "first_date",
    "first_source_id",
    "second_amount",
    "second_date",
    "second_source_id",
    "last_payment_date",
    "payment_count",
    "amount_returned",
    "cash_amount",
    "amount_paid",
    "amount_due",
    "expected_date",
)


class JewelDealFinance(models.Model):
    """Money of a deal in one row, stored: who, how much, when, from where, what is left.

    The rows are of the machine alone. Each is computed by one query of the database
    (`DEAL_FACTS`) whenever a deal, an order, a payment, a request or a transaction changes, so
    that a panel of hundreds of thousands of deals filters, sorts and sums stored columns.
    """

    _name = "jewel.deal.finance"
    _description = "Money of a Deal"
    _order = "last_payment_date desc nulls last, date_deal desc, id desc"
    _rec_name = "deal_id"
    _rec_names_search = ("deal_id.name", "partner_id.name")

    deal_id = fields.Many2one(
        "crm.lead", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", compute="_compute_facts", store=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_facts", store=True)
    user_id = fields.Many2one("res.users", "Manager", compute="_compute_facts", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Client", compute="_compute_facts", store=True, index="btree_not_null"
    )
    stage_id = fields.Many2one("crm.stage", compute="_compute_facts", store=True)
    deal_active = fields.Boolean("Not Lost", compute="_compute_facts", store=True)
    date_deal = fields.Date("Deal Of", compute="_compute_facts", store=True)
    amount_total = fields.Monetary("Total", compute="_compute_facts", store=True)
    first_amount = fields.Monetary("1st Payment", compute="_compute_facts", store=True)
    first_date = fields.Date("1st On", compute="_compute_facts", store=True)
    first_source_id = fields.Many2one(
        "jewel.payment.source", "1st Source", compute="_compute_facts", store=True
    )
    second_amount = fields.Monetary("2nd Payment", compute="_compute_facts", store=True)
    second_date = fields.Date("2nd On", compute="_compute_facts", store=True)
    second_source_id = fields.Many2one(
        "jewel.payment.source", "2nd Source", compute="_compute_facts", store=True
    )
    last_payment_date = fields.Date("Last Payment", compute="_compute_facts", store=True)
    payment_count = fields.Integer("Number of Payments", compute="_compute_facts", store=True)
    amount_returned = fields.Monetary("Returned", compute="_compute_facts", store=True)
    cash_amount = fields.Monetary("In Cash", compute="_compute_facts", store=True)
    amount_paid = fields.Monetary(
        "Paid", compute="_compute_facts", store=True, help="What has come less what was returned."
    )
    amount_due = fields.Monetary("Due", compute="_compute_facts", store=True)
    expected_date = fields.Date(
        "Expected On",
        compute="_compute_facts",
        store=True,
        help="Until when the open invoice is valid; without one, the deadline of the piece.",
    )
    last_contact_at = fields.Datetime("Last Contact", readonly=True)
    needs_identification = fields.Boolean(
        "Identify (115-FZ)",
        compute="_compute_needs_identification",
        search="_search_needs_identification",
        compute_sudo=True,
        help="Cash was paid, the deal is above the limit, and the client is not identified.",
    )
    payment_ids = fields.One2many("jewel.payment.report", "finance_id", "Payments", readonly=True)

    _deal_uniq = models.UniqueIndex("(deal_id)", "The deal has its row already.")
    # The panel of a month, of a manager, of those who owe.
    _last_idx = models.Index("(last_payment_date)")
    _date_idx = models.Index("(date_deal)")
    _user_idx = models.Index("(user_id, last_payment_date)")
    _due_idx = models.Index("(expected_date) WHERE amount_due > 0")

    @api.depends("deal_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.sudo().deal_id.display_name  # the accountant reads no deals

    @api.depends(
        "deal_id.company_id",
        "deal_id.user_id",
        "deal_id.partner_id",
        "deal_id.stage_id",
        "deal_id.active",
        "deal_id.expected_revenue",
        "deal_id.item_deadline",
        "deal_id.date_deadline",
        "deal_id.order_ids.amount_total",
        "deal_id.order_ids.state",
        "deal_id.payment_ids.state",
        "deal_id.payment_ids.amount",
        "deal_id.payment_ids.date",
        "deal_id.payment_ids.payment_type",
        "deal_id.payment_ids.source_id",
        "deal_id.pay_request_ids.state",
        "deal_id.pay_request_ids.expires_at",
        "deal_id.pay_request_ids.transaction_ids.state",
        "deal_id.pay_request_ids.transaction_ids.amount",
        "deal_id.pay_request_ids.transaction_ids.payment_id",
    )
    def _compute_facts(self):
        facts = self._read_facts()
        for row in self:
            for name, value in zip(FACTS, facts.get(row.deal_id.id, ()), strict=False):
                field = self._fields[name]
                old = row._origin[name] if row._origin else row[name]
                new = field.convert_to_record(field.convert_to_cache(value, row), row)
                # A row that says the same is not written, and no panel is read again for it.
                if old != new or not row._origin:
                    row[name] = new

    def _read_facts(self):
        """{deal id: values of FACTS} as the database knows them this moment."""
        for model, names in FACTS_DEPEND_ON.items():
            self.env[model].flush_model(names)
        deal_ids = self.deal_id.ids
        if not deal_ids:
            return {}
        self.env.cr.execute(DEAL_FACTS, {"ids": deal_ids, "all": False, "paid": list(PAID_PAYMENT)})
        return {deal_id: values for deal_id, *values in self.env.cr.fetchall()}

    def _compute_needs_identification(self):
        for row in self:
            row.needs_identification = row.deal_id._is_cash_over_limit()

    def _search_needs_identification(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.sudo().search([("cash_amount", ">", 0)])
        return [("id", "in", rows.filtered("needs_identification").ids)]

    # === ACTIONS === #

    def action_open_deal(self):
        self.ensure_one()
        return self.deal_id._get_records_action()

    def action_open_payments(self):
        """Payments behind the row: date, sum, source, who entered them and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_finmonitor.jewel_payment_report_action"
        )
        return {**action, "domain": [("deal_id", "=", self.deal_id.id)], "context": {}}


# Columns that DEAL_FACTS reads; they are written before it runs.
FACTS_DEPEND_ON = {
    "crm.lead": [
        "company_id",
        "user_id",
        "partner_id",
        "stage_id",
        "active",
        "type",
        "expected_revenue",
        "item_deadline",
        "date_deadline",
    ],
    "sale.order": ["opportunity_id", "state", "amount_total"],
    "account.payment": ["deal_id", "state", "amount", "date", "payment_type", "source_id"],
    "jewel.pay.request": ["deal_id", "state", "expires_at"],
    "payment.transaction": [
        "pay_request_id",
        "state",
        "amount",
        "operation",
        "payment_id",
        "source_transaction_id",
    ],
    "jewel.payment.source": ["is_cash"],
}
