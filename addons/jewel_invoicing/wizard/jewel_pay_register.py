from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelPayRegister(models.TransientModel):
    """What a client has paid in another way than by the link, in two clicks."""

    _name = "jewel.pay.register"
    _inherit = "jewel.state.mixin"
    _description = "Register a Payment of a Deal"

    deal_id = fields.Many2one("crm.lead", required=True, readonly=True)
    request_id = fields.Many2one(
        "jewel.pay.request",
        "Pay Request",
        domain="[('deal_id', '=', deal_id), ('state', '!=', 'draft')]",
        compute="_compute_request_id",
        store=True,
        precompute=True,
        readonly=False,
        help="Empty: a new request is made for this payment, so that it is not lost.",
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, precompute=True, readonly=False, required=True
    )
    way = fields.Selection(
        [
            ("cash", "Cash"),
            ("transfer", "Bank Transfer"),
            ("courier", "To the Courier"),
            ("courier_card", "To the Courier by Card"),
        ],
        default="cash",
        required=True,
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Received In",
        compute="_compute_journal_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('company_id', '=', company_id), ('type', 'in', ('cash', 'bank'))]",
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    memo = fields.Char("Document", help="Number of the payment order, receipt or courier's list.")

    payment_id = fields.Many2one("account.payment", readonly=True)

    @api.depends("deal_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.deal_id.company_id or self.env.company

    @api.depends("deal_id")
    def _compute_request_id(self):
        for wizard in self:
            requests = wizard.deal_id.pay_request_ids
            wizard.request_id = (
                wizard.request_id
                or requests.filtered(lambda request: request.state in ("open", "expired"))[:1]
            )

    @api.depends("request_id", "deal_id")
    def _compute_amount(self):
        for wizard in self:
            due = max(wizard.deal_id.amount_due, 0)
            wizard.amount = wizard.request_id.amount_left if wizard.request_id else due

    @api.depends("way", "company_id")
    def _compute_journal_id(self):
        for wizard in self:
            kind = "bank" if wizard.way in ("transfer", "courier_card") else "cash"
            journals = (
                self.env["account.journal"]
                .sudo()
                .search(
                    [("company_id", "=", wizard.company_id.id), ("type", "in", ("cash", "bank"))]
                )
            )
            fitting = journals.filtered_domain([("type", "=", kind)])
            wizard.journal_id = fitting[:1] or journals[:1]

    def action_register(self):
        """Book the payment against the request, and close; a second press books nothing."""
        self.ensure_one()
        self._lock()
        if self.payment_id:
            return {"type": "ir.actions.act_window_close"}
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(
                self.env._("Deal %(deal)s: enter the sum that was paid.", deal=self.deal_id.name)
            )
        request = self.request_id or self._create_request()
        request.check_access("write")
        self.payment_id = request._book_by_hand(
            self.amount, self.journal_id, self.date, self.way, self.memo
        )
        return {"type": "ir.actions.act_window_close"}

    def _create_request(self):
        """A request for what was paid without one."""
        request = self.deal_id._create_pay_request("other")
        request.amount_total = self.amount
        request._open()
        return request
