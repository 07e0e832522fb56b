import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq

from ..const import PARTS, PAYING_TX, STATES, STATUSES

# What only the methods of the request change, and what nobody changes once it is sent.
_GUARDED = frozenset("name state token sent_at sent_digest paid_at move_id amount_before".split())
_FIXED = frozenset("deal_id company_id partner_id part percent amount_total line_ids terms".split())


class JewelPayRequest(models.Model):
    """An invoice that a client pays by a link: what for, how much, until when.

    The amount is fixed here, on the server, when the request is sent; the client's page only shows
    it. The state moves through `_set_state` alone (see jewel_pay_request_state.py).
    """

    _name = "jewel.pay.request"
    _description = "Pay Request"
    _inherit = ["mail.thread", "mail.activity.mixin", "jewel.state.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Number", readonly=True, copy=False, default="/")
    deal_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="restrict")
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('opportunity_id', '=', deal_id)]",
        help="The order that the invoice of this payment is made from.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    partner_id = fields.Many2one("res.partner", "Client", index=True, ondelete="restrict")
    user_id = fields.Many2one(related="deal_id.user_id", store=True, index=True, string="Manager")
    part = fields.Selection(PARTS, required=True, default="prepayment", tracking=True)
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, index=True, tracking=True
    )
    status = fields.Selection(STATUSES, compute="_compute_status")
    line_ids = fields.One2many("jewel.pay.request.line", "request_id", "Composition", copy=True)
    amount_lines = fields.Monetary(
        "Total of the Composition", compute="_compute_amount_lines", store=True
    )
    amount_before = fields.Monetary(
        "Paid Before",
        readonly=True,
        copy=False,
        help="What the client had paid for the deal when this was sent.",
    )
    percent = fields.Float("Share, %", digits=(5, 2), help="Share of the total that is asked now.")
    amount_total = fields.Monetary(
        "To Pay Now", compute="_compute_amount_total", store=True, readonly=False, tracking=True
    )
    terms = fields.Text(help="What the client must know before he pays: times, delivery, care.")
    token = fields.Char(
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(24),
        groups="base.group_system",
    )
    token_hash = fields.Char(
        compute="_compute_token_hash", store=True, index=True, groups="base.group_system"
    )
    pay_url = fields.Char("Client's Link", compute="_compute_pay_url")
    compose_url = fields.Char("Manager's Link", compute="_compute_compose_url")
    sent_at = fields.Datetime("Sent On", readonly=True, copy=False, tracking=True)
    expires_at = fields.Datetime("Valid Until", copy=False, tracking=True)
    first_viewed_at = fields.Datetime("First Seen On", readonly=True, copy=False)
    remind_at = fields.Datetime(
        "Call On",
        copy=False,
        help="When the manager is asked to call, if the client has not paid by then.",
    )
    reminded_at = fields.Datetime("Last Call Asked For On", readonly=True, copy=False)
    is_being_paid = fields.Boolean(
        compute="_compute_is_being_paid", search="_search_is_being_paid", compute_sudo=True
    )
    paid_at = fields.Datetime("Paid On", readonly=True, copy=False, index="btree_not_null")
    sent_digest = fields.Char(readonly=True, copy=False)
    transaction_ids = fields.One2many(
        "payment.transaction", "pay_request_id", "Online Payments", groups="base.group_user"
    )
    payment_ids = fields.One2many("account.payment", "pay_request_id", "Payments")
    payment_id = fields.Many2one("account.payment", compute="_compute_payment_id")
    move_id = fields.Many2one("account.move", "Invoice", copy=False, readonly=True)

    _token_hash_uniq = models.UniqueIndex("(token_hash)")
    _amount_positive = models.Constraint(
        "CHECK(amount_total >= 0)", "The amount to pay cannot be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("transaction_ids.state")
    def _compute_is_being_paid(self):
        for request in self:
            request.is_being_paid = any(tx.state in PAYING_TX for tx in request.transaction_ids)

    def _search_is_being_paid(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = (
            self.env["payment.transaction"]
            .sudo()
            ._read_group(
                [("pay_request_id", "!=", False), ("state", "in", PAYING_TX)], ["pay_request_id"]
            )
        )
        return [("id", "in", [request.id for (request,) in groups])]

    @api.depends("state", "first_viewed_at", "is_being_paid", "remind_at", "reminded_at")
    def _compute_status(self):
        now = fields.Datetime.now()
        for request in self:
            request.status = "sent" if request.state == "open" else request.state
            if request.state != "open":
                continue
            if request.is_being_paid:
                request.status = "waiting"
            elif request.reminded_at or (request.remind_at and request.remind_at < now):
                request.status = "overdue"
            elif request.first_viewed_at:
                request.status = "seen"

    @api.depends("line_ids.amount")
    def _compute_amount_lines(self):
        for request in self:
            request.amount_lines = sum(request.line_ids.mapped("amount"))

    @api.depends("amount_lines", "percent", "part")
    def _compute_amount_total(self):
        for request in self:
            if request.state == "draft":
                request.amount_total = request._get_amount_to_ask()

    def _get_amount_to_ask(self):
        """What is asked for by the kind of the request; a person may enter another sum."""
        self.ensure_one()
        left = max(self.amount_lines - self._get_amount_paid_before(), 0)
        if self.part == "prepayment":
            share = self.currency_id.round(self.amount_lines * self.percent / 100)
            return min(share, left)
        return left if self.part == "balance" else self.amount_total

    def _get_amount_paid_before(self):
        """What the client has paid for the deal, less refunds."""
        return self.deal_id.sudo().amount_paid

    @api.depends("token")
    def _compute_token_hash(self):
        for request in self:
            request.token_hash = self._hash_token(request.token or "")

    @api.depends("token")
    def _compute_pay_url(self):
        for request in self:
            base = request.company_id.sudo().get_base_url()
            request.pay_url = f"{base}/pay/{request.sudo().token}"

    @api.depends("deal_id.prepayment_compose_token", "deal_id.balance_compose_token", "part")
    def _compute_compose_url(self):
        for request in self:
            deal = request.deal_id
            urls = {"prepayment": deal.prepayment_compose_url, "balance": deal.balance_compose_url}
            request.compose_url = urls.get(request.part, False)

    @api.depends("payment_ids")
    def _compute_payment_id(self):
        for request in self:
            request.payment_id = request.sudo().payment_ids.sorted("id")[-1:]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name") or vals["name"] == "/":
                vals["name"] = self.env["ir.sequence"].sudo().next_by_code("jewel.pay.request")
        requests = super().create(vals_list)
        if not self.env.su and any(request.state != "draft" for request in requests):
            raise AccessError(self.env._("A pay request begins as a draft: send it by its button."))
        return requests

    def write(self, vals):
        """Override: what a client was sent, and what has been paid, is not edited."""
        self._check_editable(vals)
        return super().write(vals)

    def _check_editable(self, fnames):
        """Refuse fields that only the methods of the request change; raise `AccessError`."""
        if self.env.su:
            return
        for request in self:
            is_open = request.state in ("draft", "expired")  # the client cannot pay this one
            guarded = _GUARDED if is_open else _GUARDED | _FIXED
            if touched := guarded.intersection(fnames):
                raise AccessError(
                    self.env._(
                        "Pay request %(name)s: %(fields)s cannot be edited any more. Make a new "
                        "one: button «New Request».",
                        name=request.name,
                        fields=", ".join(request._get_labels(touched)),
                    )
                )

    def _get_labels(self, fnames):
        return [self._fields[name]._description_string(self.env) for name in sorted(fnames)]

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for request in self:
            if request.state != "draft" or request.sudo().transaction_ids:
                raise UserError(
                    self.env._(
                        "Pay request %(name)s has been sent: cancel it instead of deleting.",
                        name=request.name,
                    )
                )

    # === TOKEN === #

    @api.model
    def _hash_token(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _find_by_token(self, token):
        """The request (in sudo) that ``token`` opens, or an empty recordset.

        The index is asked for a hash, so that the time of the answer tells nothing of a token.
        """
        request = self.sudo().search([("token_hash", "=", self._hash_token(token))], limit=1)
        return request if request and consteq(request.token, token) else self.sudo().browse()
