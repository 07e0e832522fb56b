import json
from decimal import Decimal
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import const, transactions
from ..receipt import percent_of


class PaymentYookassaReceipt(models.Model):
    """One fiscal receipt (law 54-FZ): of a payment, of a refund, or of the hand-over.

    Written and committed before anything is sent; moves through :meth:`_set_state` alone, by the
    table `const.RECEIPT_MOVES`. A receipt that failed stays: its repetition is a row of its own.
    """

    _name = "payment.yookassa.receipt"
    _description = "Fiscal Receipt"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    transaction_id = fields.Many2one(
        "payment.transaction",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        help="The payment or refund that the receipt belongs to at YooKassa.",
    )
    settled_transaction_ids = fields.Many2many(
        "payment.transaction",
        "payment_yookassa_receipt_settled_rel",
        "receipt_id",
        "transaction_id",
        string="Prepayments Closed",
        readonly=True,
    )
    provider_id = fields.Many2one(related="transaction_id.provider_id", store=True, index=True)
    company_id = fields.Many2one(related="transaction_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="transaction_id.currency_id")
    partner_id = fields.Many2one(related="transaction_id.partner_id", string="Client", store=True)
    type = fields.Selection(
        [("payment", "Payment"), ("refund", "Refund"), ("settlement", "Hand-over")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("draft", "Queued"),
            ("sent", "Sent"),
            ("pending", "Being Registered"),
            ("succeeded", "Registered"),
            ("canceled", "Refused by the Register"),
            ("failed", "Failed"),
            ("by_hand", "Made by Hand"),
            ("void", "Not Needed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    mode = fields.Selection(
        [*const.PREPAYMENT_MODES, ("full_payment", "Payment in full")],
        string="Payment Mode",
        readonly=True,
    )
    date = fields.Date(help="The day whose rates of VAT it carries.", readonly=True)
    amount = fields.Monetary(readonly=True)
    lines = fields.Json("What Is Handed Over", readonly=True, groups="base.group_system")
    settlements = fields.Json(readonly=True, groups="base.group_system")
    body = fields.Text("What Is Sent", readonly=True, groups="base.group_system")
    key = fields.Char("Idempotence Key", readonly=True, groups="base.group_system")
    contents = fields.Text(compute="_compute_contents", compute_sudo=True)

    opened_at = fields.Datetime("Sent On", readonly=True)
    next_check_at = fields.Datetime("Next Look", readonly=True)
    checks = fields.Integer("Looks", readonly=True)
    error = fields.Text("What Is Wrong", readonly=True)
    retry_of_id = fields.Many2one(
        "payment.yookassa.receipt", "Repetition Of", index="btree_not_null", readonly=True
    )
    retry_ids = fields.One2many("payment.yookassa.receipt", "retry_of_id", "Repetitions")
    can_retry = fields.Boolean(compute="_compute_can_retry")

    receipt_id = fields.Char("Receipt at YooKassa", readonly=True)
    fiscal_document_number = fields.Char("Fiscal Document No.", readonly=True)
    fiscal_storage_number = fields.Char("Fiscal Storage No.", readonly=True)
    fiscal_attribute = fields.Char(readonly=True)
    fiscal_provider_id = fields.Char("Number at the Register", readonly=True)
    registered_at = fields.Datetime("Registered On", readonly=True)
    link = fields.Char(compute="_compute_link", compute_sudo=True)

    _receipt_uniq = models.UniqueIndex(
        "(provider_id, receipt_id) WHERE receipt_id IS NOT NULL",
        "This receipt of YooKassa is already recorded.",
    )
    _next_check_idx = models.Index("(next_check_at) WHERE next_check_at IS NOT NULL")

    # === COMPUTE METHODS === #

    @api.depends("type", "transaction_id")
    def _compute_display_name(self):
        names = dict(self._fields["type"]._description_selection(self.env))
        for row in self:
            row.display_name = self.env._(
                "Receipt %(reference)s: %(type)s",
                reference=row.sudo().transaction_id.reference,
                type=names.get(row.type, ""),
            )

    @api.depends("body", "state")
    def _compute_contents(self):
        for row in self:
            items = json.loads(row.body or "{}").get("items", ())
            row.contents = "\n".join(map(row._describe_item, items)) or False

    def _describe_item(self, item):
        price, quantity = Decimal(item["amount"]["value"]), Decimal(item["quantity"])
        values = {
            "name": item["description"],
            "sum": self.currency_id.format(float(price * quantity)),
            "vat": self._describe_vat(item["vat_code"]),
        }
        if quantity == 1:
            return self.env._("%(name)s: %(sum)s, %(vat)s", **values)
        return self.env._(
            "%(name)s: %(quantity)s × %(price)s = %(sum)s, %(vat)s",
            **values,
            quantity=item["quantity"],
            price=self.currency_id.format(float(price)),
        )

    def _describe_vat(self, code):
        percent = percent_of(code)
        if percent is None:
            return self.env._("without VAT")
        is_calculated = code in (5, 6, 9, 10, 12)
        return self.env._(
            "VAT %s", f"{percent}/{percent + 100}" if is_calculated else f"{percent} %"
        )

    @api.depends("state", "retry_ids")
    def _compute_can_retry(self):
        for row in self:
            row.can_retry = row.state in ("canceled", "failed") and not row.retry_ids

    @api.depends("state", "provider_id.yookassa_receipt_link")
    def _compute_link(self):
        for row in self:
            pattern = row.provider_id.yookassa_receipt_link
            is_known = pattern and row.state == "succeeded" and row.fiscal_attribute
            row.link = is_known and pattern.format(**row._get_link_parts())

    def _get_link_parts(self):
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=const.RECEIPT_TIMEZONE), self.registered_at or self.create_date
        )
        parts = {
            "fn": self.fiscal_storage_number,
            "fd": self.fiscal_document_number,
            "fp": self.fiscal_attribute,
            "sum": f"{self.amount:.2f}",
            "time": local.strftime("%Y%m%dT%H%M"),
        }
        return {name: quote(value or "", safe="") for name, value in parts.items()}

    # === STATE === #

    def _set_state(self, state, vals=None):
        """Move the receipts to ``state``; those already there stay as they are.

        :return: the receipts that have moved
        :raise UserError: the table does not have this move
        """
        moved = self.filtered(lambda row: row.state != state)
        for row in moved:
            if state not in const.RECEIPT_MOVES[row.state]:
                names = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(receipt)s is «%(from)s» and cannot become «%(to)s».",
                        receipt=row.display_name,
                        **{"from": names[row.state], "to": names[state]},
                    )
                )
        if state not in ("draft", "sent", "pending"):
            vals = {"next_check_at": False, **(vals or {})}
        moved.write({"state": state, **(vals or {})})
        return moved

    def _is_sent_with_request(self):
        """Whether it goes as a part of a payment or refund, not by a call of its own."""
        return self.type != "settlement" and not self.retry_of_id

    # === NEW ONES === #

    @api.model
    def _record(self, tx, kind, mode, day, body):
        """The row of a receipt that goes with a request of ``tx``: new, or the one begun before.

        :param body: the block that is sent, None when YooKassa makes the receipt by itself
        """
        text = json.dumps(body, ensure_ascii=False) if body else False
        values = {"mode": mode, "date": day, "body": text, "amount": abs(tx.amount)}
        begun = tx.sudo().yookassa_receipt_ids.filtered(
            lambda row: row.type == kind and row.state == "draft" and row._is_sent_with_request()
        )
        if begun:
            begun.write(values)
            return begun
        return self.create({"transaction_id": tx.id, "type": kind, **values})

    @api.model
    def _queue(self, payments, lines, settlements=None):
        """Queue one closing receipt of ``payments``."""
        row = self.create(
            {
                "transaction_id": payments.sorted("id")[-1:].id,
                "settled_transaction_ids": payments.ids,
                "type": "settlement",
                "mode": "full_payment",
                "date": payments[:1]._yookassa_today(),
                "lines": [_to_json(line) for line in lines],
                **self._prepare_settlement_vals(payments, settlements),
            }
        )
        row._plan(minutes=0)
        return row

    @api.model
    def _prepare_settlement_vals(self, payments, settlements=None):
        """What is closed: as given, or what the payments have brought less refunds."""
        settlements = settlements or [
            {"type": "prepayment", "amount": tx._yookassa_amount(float(tx._yookassa_net()))}
            for tx in payments.sorted("id")
            if tx._yookassa_net() > 0
        ]
        total = sum(Decimal(part["amount"]["value"]) for part in settlements)
        return {"settlements": settlements, "amount": float(total)}

    # === ACTIONS: WHOEVER MAY SEE RECEIPTS MAY PRESS === #

    def action_retry(self):
        """Send a receipt like this one again, with what was corrected meanwhile."""
        self.check_access("read")
        transactions.lock(self)
        rows = self.sudo().filtered("can_retry")
        retries = rows.browse()
        for row in rows:
            retry = self.sudo().create(row._prepare_retry_vals())
            retry._plan(minutes=0)
            row.activity_unlink(["mail.mail_activity_data_warning"])
            retries |= retry
        return retries[:1]._action_open_form() if len(retries) == 1 else True

    def _prepare_retry_vals(self):
        names = ("type", "mode", "date", "amount", "lines", "settlements")
        values = {
            "retry_of_id": self.id,
            "transaction_id": self.transaction_id.id,
            "settled_transaction_ids": self.settled_transaction_ids.ids,
            **{name: self[name] for name in names},
        }
        kinds = {part["type"] for part in self.settlements or ()}
        if kinds == {"prepayment"}:
            values |= self._prepare_settlement_vals(self.settled_transaction_ids)
        return values

    def action_made_by_hand(self):
        """A person has made these at the register: nothing is sent, and what waited goes on."""
        self.check_access("read")
        transactions.lock(self)
        rows = self.sudo().filtered("can_retry")
        rows._set_state("by_hand", {"error": False})
        rows.activity_unlink(["mail.mail_activity_data_warning"])
        waiting = rows.transaction_id._yookassa_all_receipts().filtered(
            lambda row: row.state == "draft" and not row._is_sent_with_request()
        )
        waiting._plan(minutes=0)

    def action_check(self):
        """Ask YooKassa soon: by the scheduled job, so that nobody waits for it."""
        self.check_access("read")
        self.sudo().filtered(lambda row: row.state in ("draft", "sent", "pending"))._plan(minutes=0)

    def _action_open_form(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }


def _to_json(line):
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in line.items()}
