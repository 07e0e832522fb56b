from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..kpi import Facts
from ..queries import FACTS

# What `kpi.Facts` is filled with, in the order of its fields.
_SUMS = {
    "received": "received:sum",
    "returned": "returned:sum",
    "offer_revenue": "offer_revenue:sum",
    "created": "created:sum",
    "cohort_won": "cohort_won:sum",
    "won": "won:sum",
    "lost": "lost:sum",
    "won_amount": "won_amount:sum",
    "offers": "offers:sum",
    "orders": "orders:sum",
    "lines": "line_count:sum",
    "answered": "answered:sum",
    "answer_hours": "answer_hours:sum",
    "promises": "promises:sum",
    "late": "late:sum",
}


class JewelManagerKpi(models.Model):
    """What managers are judged by: one row a fact, on its Moscow day.

    A view of the database. Sums and averages over the rows of any manager, period, type of piece
    are the indicators, and the rows are the deals and payments behind each number.
    """

    _name = "jewel.manager.kpi"
    _description = "Manager KPI"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "deal_id"

    kind = fields.Selection(
        [
            ("created", "Enquiry"),
            ("closed", "Won or Lost"),
            ("offer", "Offer"),
            ("promise", "Promise"),
            ("debt", "Debt"),
            ("payment", "Payment"),
            ("order", "Order"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    deal_id = fields.Many2one("crm.lead", readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    jewel_type_id = fields.Many2one("jewel.product.type", "Type", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    received = fields.Monetary(readonly=True)
    returned = fields.Monetary(readonly=True)
    revenue = fields.Monetary(
        readonly=True, help="Payments that have come, less refunds, on the day of each."
    )
    offer_revenue = fields.Monetary(
        "Paid on Offers", readonly=True, help="Revenue of deals that had got an offer by then."
    )
    created = fields.Integer("Enquiries", readonly=True)
    cohort_won = fields.Integer("Of These, Won", readonly=True)
    conversion_cohort = fields.Float(
        "Conversion of Enquiries, %",
        readonly=True,
        aggregator="avg",
        help="Of the enquiries that came in the period, the share won by today.",
    )
    won = fields.Integer(readonly=True)
    lost = fields.Integer(readonly=True)
    conversion_date = fields.Float(
        "Conversion by Date, %",
        readonly=True,
        aggregator="avg",
        help="Of the deals won or lost in the period, the share won.",
    )
    won_amount = fields.Float(
        "Average Cheque",
        readonly=True,
        digits=(16, 2),
        aggregator="avg",
        help="Average total of the deals won in the period.",
    )
    offers = fields.Integer("Offers Sent", readonly=True)
    orders = fields.Integer(readonly=True)
    line_count = fields.Integer("Order Lines", readonly=True)
    lines_per_order = fields.Float(readonly=True, aggregator="avg")
    answered = fields.Integer(readonly=True)
    answer_hours = fields.Float(
        "First Answer, h",
        readonly=True,
        aggregator="avg",
        help="From an enquiry to the first letter, note, call or offer; nights count too.",
    )
    promises = fields.Integer(readonly=True)
    late = fields.Integer("Promises Broken", readonly=True)
    on_time = fields.Float(
        "In Time, %",
        readonly=True,
        aggregator="avg",
        help="Of the pieces promised for the period, the share ready by the promised day.",
    )
    days_late = fields.Integer(readonly=True, aggregator="avg")
    debt = fields.Monetary(
        readonly=True, help="Due today of live deals, on the day on which it was expected."
    )

    _depends = {
        "account.payment": [
            "amount",
            "company_id",
            "currency_id",
            "date",
            "deal_id",
            "kpi_user_id",
            "partner_id",
            "partner_type",
            "payment_type",
            "state",
        ],
        "crm.lead": [
            "closed_date",
            "company_id",
            "first_answer_at",
            "jewel_type_id",
            "lost_reason_id",
            "offer_date",
            "partner_id",
            "promised_date",
            "ready_date",
            "type",
            "user_id",
            "won_status",
        ],
        "jewel.deal.finance": [
            "amount_due",
            "amount_total",
            "currency_id",
            "date_deal",
            "deal_active",
            "deal_id",
            "expected_date",
        ],
        "sale.order": [
            "company_id",
            "date_order",
            "opportunity_id",
            "partner_id",
            "state",
            "user_id",
        ],
        "sale.order.line": ["display_type", "is_downpayment", "order_id", "product_id"],
    }

    @property
    def _table_query(self):
        return FACTS

    @api.depends("deal_id", "payment_id", "order_id")
    def _compute_display_name(self):
        for row in self.sudo():  # the accountant reads no deals
            record = row.deal_id or row.order_id or row.payment_id
            row.display_name = record.display_name

    @api.model
    def _read_facts(self, begin, end, user=None):
        """{user: `kpi.Facts`} of the days from ``begin`` to ``end``, of whom the reader may see.

        Debts are of today and of no period; they are left at zero.
        """
        domain = Domain([("date", ">=", begin), ("date", "<=", end), ("kind", "!=", "debt")])
        domain &= Domain("company_id", "in", [False, *self.env.companies.ids])  # sudo has no rules
        if user:
            domain &= Domain("user_id", "=", user.id)
        return {
            who: Facts(**dict(zip(_SUMS, map(_exact, sums), strict=True)))
            for who, *sums in self._read_group(domain, ["user_id"], list(_SUMS.values()))
        }

    # === ACTIONS === #

    def action_open(self):
        """The order or payment of the row, else its deal, else the deal's row on the panel: the
        first that the reader may read.

        :raise UserError: the deal has gone to another manager
        """
        self.ensure_one()
        for record in (self.order_id, self.payment_id, self.deal_id):
            if record and record.has_access("read"):
                return record._get_records_action()
        row = self.env["jewel.deal.finance"].search([("deal_id", "=", self.deal_id.id)])
        if not row:
            raise UserError(
                self.env._(
                    "«%s» is led by another manager now; what you have earned on it stays yours.",
                    self.display_name,
                )
            )
        return row._get_records_action()


def _exact(value):
    """A sum of the database as an int, or as a Decimal that is exact to the kopeck."""
    return Decimal(repr(value)) if isinstance(value, float) else value or 0
