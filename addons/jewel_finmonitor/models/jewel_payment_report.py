from odoo import fields, models


class JewelPaymentReport(models.Model):
    """Payments of clients for analysis: signed, with manager, source, fee, and who entered them.

    A view of the database, so that a manager may see his clients' payments without any access to
    the books.
    """

    _name = "jewel.payment.report"
    _description = "Payments of Clients"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    payment_id = fields.Many2one("account.payment", readonly=True)
    name = fields.Char("Number", readonly=True)
    date = fields.Date(readonly=True)
    deal_id = fields.Many2one("crm.lead", readonly=True)
    finance_id = fields.Many2one("jewel.deal.finance", "Money of the Deal", readonly=True)
    user_id = fields.Many2one("res.users", "Manager", readonly=True)
    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    source_id = fields.Many2one("jewel.payment.source", readonly=True)
    deal_part = fields.Selection(
        lambda self: self.env["jewel.pay.request"]._fields["part"]._description_selection(self.env),
        "Part",
        readonly=True,
    )
    payment_type = fields.Selection(
        [("inbound", "Payment"), ("outbound", "Refund")], "Kind", readonly=True
    )
    amount = fields.Monetary("Sum", readonly=True, help="Refunds are negative.")
    fee = fields.Monetary(readonly=True)
    net = fields.Monetary("After Fee", readonly=True)
    memo = fields.Char(readonly=True)
    entered_by_id = fields.Many2one("res.users", "Entered by", readonly=True)
    entered_at = fields.Datetime("Entered On", readonly=True)

    _depends = {
        "account.payment": [
            "date",
            "deal_id",
            "partner_id",
            "company_id",
            "currency_id",
            "source_id",
            "deal_part",
            "payment_type",
            "amount",
            "source_fee",
            "memo",
            "name",
            "state",
            "partner_type",
        ],
        "crm.lead": ["user_id"],
        "jewel.deal.finance": ["deal_id"],
    }

    @property
    def _table_query(self):
        """Columns of the fields above, one row a payment that counts."""
        return """
            SELECT payment.id,
                   payment.id AS payment_id,
                   payment.name,
                   payment.date,
                   payment.deal_id,
                   finance.id AS finance_id,
                   lead.user_id,
                   COALESCE(lead.partner_id, payment.partner_id) AS partner_id,
                   payment.company_id,
                   payment.currency_id,
                   payment.source_id,
                   payment.deal_part,
                   payment.payment_type,
                   CASE WHEN payment.payment_type = 'inbound' THEN payment.amount
                        ELSE -payment.amount END AS amount,
                   payment.source_fee AS fee,
                   CASE WHEN payment.payment_type = 'inbound' THEN payment.amount
                        ELSE -payment.amount END - COALESCE(payment.source_fee, 0) AS net,
                   payment.memo,
                   payment.create_uid AS entered_by_id,
                   payment.create_date AS entered_at
              FROM account_payment payment
              LEFT JOIN crm_lead lead ON lead.id = payment.deal_id
              LEFT JOIN jewel_deal_finance finance ON finance.deal_id = payment.deal_id
             WHERE payment.state IN ('in_process', 'paid') AND payment.partner_type = 'customer'
        """

    def action_open_payment(self):
        """The payment itself with its history and documents; for who has no access, the deal."""
        self.ensure_one()
        if self.env["account.payment"].has_access("read"):
            return self.payment_id._get_records_action()
        return self.deal_id._get_records_action()

    def action_open_deal(self):
        """Who is responsible, history, messages, documents."""
        self.ensure_one()
        return self.deal_id._get_records_action()
