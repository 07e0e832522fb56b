import secrets
from collections import defaultdict

from odoo import Command, api, fields, models

from ..const import PAID_PAYMENT


class CrmLead(models.Model):
    """Money of a deal: its two links, what it costs, what is paid, what is left."""

    _inherit = "crm.lead"

    pay_request_ids = fields.One2many("jewel.pay.request", "deal_id", "Pay Requests")
    pay_request_count = fields.Integer(compute="_compute_pay_request_count")
    payment_ids = fields.One2many("account.payment", "deal_id", "Payments of the Deal")
    prepayment_compose_token = fields.Char(
        compute="_compute_compose_tokens", store=True, copy=False, index=True
    )
    balance_compose_token = fields.Char(
        compute="_compute_compose_tokens", store=True, copy=False, index=True
    )
    prepayment_compose_url = fields.Char(
        "Prepayment Invoice",
        compute="_compute_compose_urls",
        help="Opens the prepayment invoice of this deal: what the client pays for, and his link.",
    )
    balance_compose_url = fields.Char(
        "Balance Invoice",
        compute="_compute_compose_urls",
        help="Opens the balance invoice of this deal: what the client pays for, and his link.",
    )
    amount_deal = fields.Monetary(
        "Deal Total",
        compute="_compute_amounts",
        currency_field="company_currency",
        compute_sudo=True,
        help="Total of the orders that are not cancelled; without orders, the expected revenue.",
    )
    amount_paid = fields.Monetary(
        "Paid Amount",
        compute="_compute_amounts",
        currency_field="company_currency",
        compute_sudo=True,
        help="What has really arrived, in any way, less what was returned.",
    )
    amount_due = fields.Monetary(
        "Left to Pay",
        compute="_compute_amounts",
        currency_field="company_currency",
        compute_sudo=True,
        help="Total less paid; negative when the client has paid too much.",
    )

    # === COMPUTE METHODS === #

    @api.depends("create_date")  # once for each deal, those from before the installation too
    def _compute_compose_tokens(self):
        for deal in self:
            deal.prepayment_compose_token = secrets.token_urlsafe(24)
            deal.balance_compose_token = secrets.token_urlsafe(24)

    @api.depends("prepayment_compose_token", "balance_compose_token")
    def _compute_compose_urls(self):
        base = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        for deal in self:
            for part in ("prepayment", "balance"):
                token = deal[f"{part}_compose_token"]
                deal[f"{part}_compose_url"] = f"{base}/jewel/invoice/{token}" if token else False

    def _compute_pay_request_count(self):
        counts = dict(
            self.env["jewel.pay.request"]._read_group(
                [("deal_id", "in", self.ids)], ["deal_id"], ["__count"]
            )
        )
        for deal in self:
            deal.pay_request_count = counts.get(deal, 0)

    @api.depends("order_ids.amount_total", "order_ids.state", "expected_revenue", "payment_ids")
    def _compute_amounts(self):
        totals = self._get_order_totals()
        paid = self._get_paid_amounts()
        for deal in self:
            deal.amount_deal = totals.get(deal._origin.id, deal.expected_revenue or 0)
            deal.amount_paid = paid.get(deal._origin.id, 0)
            deal.amount_due = deal.amount_deal - deal.amount_paid

    def _get_order_totals(self):
        """{deal id: total of its live orders} of the deals that have any."""
        groups = self.env["sale.order"]._read_group(
            [("opportunity_id", "in", self.ids), ("state", "!=", "cancel")],
            ["opportunity_id"],
            ["amount_total:sum"],
        )
        return {deal.id: total for deal, total in groups}

    def _get_paid_amounts(self):
        """{deal id: what has arrived less what was returned}, in as many queries for any number.

        A payment by card counts from the moment it is done, booked or not yet.
        """
        paid = defaultdict(float)
        payments = self.env["account.payment"]._read_group(
            [("deal_id", "in", self.ids), ("state", "in", PAID_PAYMENT)],
            ["deal_id", "payment_type"],
            ["amount:sum"],
        )
        for deal, payment_type, amount in payments:
            paid[deal.id] += amount if payment_type == "inbound" else -amount
        fresh = self.env["payment.transaction"]._read_group(
            self._get_unbooked_domain(), ["pay_request_id"], ["amount:sum"]
        )
        for request, amount in fresh:
            paid[request.deal_id.id] += amount
        return paid

    def _get_unbooked_domain(self):
        """Domain of the transactions that have moved the deals' money and have no payment yet."""
        return [
            ("pay_request_id.deal_id", "in", self.ids),
            ("state", "=", "done"),
            ("payment_id", "=", False),
            ("operation", "!=", "validation"),
            # A captured part is a transaction of its own: its source would count twice.
            "!",
            ("child_transaction_ids", "any", [("operation", "!=", "refund")]),
        ]

    # === PAY REQUESTS === #

    def write(self, vals):
        """Override: nobody is asked for the money of a deal that is lost."""
        result = super().write(vals)
        if vals.get("active") is False:
            self.sudo().pay_request_ids._close_with_deal()
        return result

    def _open_compose(self, part):
        """The request that the manager's link opens: the newest of its part, made when missing."""
        self.ensure_one()
        self._jewel_lock()
        request = self.env["jewel.pay.request"].search(
            [("deal_id", "=", self.id), ("part", "=", part), ("state", "!=", "cancelled")], limit=1
        )
        return request or self._create_pay_request(part)

    def _create_pay_request(self, part):
        """A draft request for ``part`` with the composition of the deal as it is now."""
        self.ensure_one()
        return self.env["jewel.pay.request"].create(self._prepare_pay_request_vals(part))

    def _prepare_pay_request_vals(self, part):
        """Hook: values of a new pay request of this deal."""
        company = self.company_id or self.env.company
        orders = self.sudo().order_ids.filtered(lambda order: order.state != "cancel")
        lines = orders.order_line.filtered(
            lambda line: line.product_id and not line.is_downpayment and not line.display_type
        )
        vals = [line._prepare_pay_request_line_vals() for line in lines]
        return {
            "deal_id": self.id,
            "order_id": orders.id if len(orders) == 1 else False,
            "company_id": company.id,
            "partner_id": self.partner_id.id,
            "part": part,
            "percent": company.pay_prepayment_percent,
            "terms": company.pay_terms,
            "line_ids": [
                Command.create(line) for line in vals or [self._prepare_pay_request_line_vals()]
            ],
        }

    def _prepare_pay_request_line_vals(self):
        """Hook: the line of a deal that has no orders yet, from its specification."""
        return {
            "name": self.item_description or self.product_id.display_name or self.name,
            "product_id": self.product_id.id,
            "image": self.cover_image or self.product_id.image_1024,
            "alloy_id": self.alloy_id.id,
            "item_size": self.item_size,
            "engraving": self.engraving,
            "composition": self.composition,
            "price_unit": self.expected_revenue,
            "is_individual": bool(self.engraving or not self.product_id),
        }

    def action_open_prepayment(self):
        return self._open_compose("prepayment")._action_open_form()

    def action_open_balance(self):
        return self._open_compose("balance")._action_open_form()

    def action_view_pay_requests(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_invoicing.jewel_pay_request_action"
        )
        action.update(domain=[("deal_id", "=", self.id)], context={"default_deal_id": self.id})
        return action

    def action_register_payment(self):
        """The way to register what was paid in cash, by transfer or to the courier."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register Payment"),
            "res_model": "jewel.pay.register",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_deal_id": self.id},
        }
