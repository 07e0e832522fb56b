from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import RESULTS, RULES


class JewelReconciliationLine(models.Model):
    """One payment, as we have booked it, as the source states it, or both."""

    _name = "jewel.reconciliation.line"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Line of a Reconciliation"
    _order = "reconciliation_id, date, id"

    reconciliation_id = fields.Many2one(
        "jewel.reconciliation", required=True, index=True, ondelete="cascade", readonly=True
    )
    source_id = fields.Many2one(related="reconciliation_id.source_id", store=True)
    company_id = fields.Many2one(related="reconciliation_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="reconciliation_id.state")
    file_id = fields.Many2one(
        "jewel.reconciliation.file", ondelete="cascade", index=True, readonly=True
    )
    date = fields.Date(required=True, readonly=True)
    external_id = fields.Char("Identifier at the Source", readonly=True)
    stated_amount = fields.Monetary("Stated", readonly=True)
    stated_fee = fields.Monetary("Fee", readonly=True)
    name = fields.Char("Payer", readonly=True)
    purpose = fields.Char(readonly=True)
    payment_id = fields.Many2one(
        "account.payment", index="btree_not_null", ondelete="restrict", tracking=True
    )
    deal_id = fields.Many2one(related="payment_id.deal_id")
    booked_amount = fields.Monetary("Booked", readonly=True)
    difference = fields.Monetary(compute="_compute_result", store=True)
    result = fields.Selection(RESULTS, compute="_compute_result", store=True)
    rule = fields.Selection(RULES, "Why One Payment", readonly=True)
    note = fields.Char("What Was Noticed", readonly=True)
    reason = fields.Char("Reason of the Difference", tracking=True)
    owner_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    is_late = fields.Boolean(
        "Late", readonly=True, help="Belongs to a month that was closed before this was entered."
    )
    is_carried = fields.Boolean(
        "Booked Earlier",
        readonly=True,
        help="Our side of it is in an earlier period, where it was on its way.",
    )

    _external_uniq = models.UniqueIndex(
        "(source_id, company_id, external_id) WHERE external_id IS NOT NULL",
        "This line of the source has been taken already.",
    )
    _payment_uniq = models.UniqueIndex(
        "(payment_id) WHERE payment_id IS NOT NULL AND is_carried IS NOT TRUE",
        "This payment is in another line already.",
    )

    @api.depends("external_id", "payment_id", "date")
    def _compute_display_name(self):
        for line in self:
            amount = line.stated_amount if line.external_id else line.booked_amount
            parts = (
                format_date(self.env, line.date),
                line.currency_id.format(amount) if line.currency_id else "",
                line.name or line.payment_id.partner_id.name,
            )
            line.display_name = ", ".join(filter(None, parts))

    @api.depends("payment_id", "external_id", "stated_amount", "booked_amount", "is_carried")
    def _compute_result(self):
        for line in self:
            line.difference = line.booked_amount - line.stated_amount
            if line.external_id and line.payment_id:
                # What is carried counts in the earlier period, and has to agree all the same.
                booked = line.payment_id.amount_signed if line.is_carried else line.booked_amount
                differs = line.currency_id.compare_amounts(booked, line.stated_amount)
                line.result = "differs" if differs else "matched"
            else:
                line.result = "only_booked" if line.payment_id else "only_stated"

    # === CRUD METHODS === #

    def write(self, vals):
        if not self.env.su:
            self.reconciliation_id._check_open()
            if "payment_id" in vals:
                vals = {**vals, **self._prepare_pairing(vals["payment_id"])}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.reconciliation_id._check_open()

    def _prepare_pairing(self, payment_id):
        """Values of a line whose payment is chosen, or taken away, by hand.

        :raise UserError: the payment belongs elsewhere, or the line is not the source's
        """
        self.ensure_one()
        payment = self.env["account.payment"].browse(payment_id or ())
        if not self.external_id:
            raise UserError(
                self.env._(
                    "%(line)s: we have booked it, the source says nothing. Choose the payment in"
                    " the source's own line.",
                    line=self.display_name,
                )
            )
        if not payment:
            return {"booked_amount": 0, "rule": False, "is_carried": False}
        if payment.source_id != self.source_id:
            raise UserError(
                self.env._(
                    "Payment %(payment)s is of source «%(other)s», this line of «%(own)s»."
                    " Change the source in the payment first.",
                    payment=payment.name,
                    other=payment.source_id.name or self.env._("none"),
                    own=self.source_id.name,
                )
            )
        earlier = self.sudo().search([("payment_id", "=", payment.id), ("id", "!=", self.id)])
        if taken := earlier.filtered("external_id"):
            raise UserError(
                self.env._(
                    "Payment %(payment)s is paired already: %(line)s.",
                    payment=payment.name,
                    line=taken[:1].display_name,
                )
            )
        is_carried = any(line.state == "closed" for line in earlier)
        earlier.filtered(lambda line: line.state == "open").unlink()
        sign = 1 if payment.payment_type == "inbound" else -1
        return {
            "booked_amount": 0 if is_carried else sign * payment.amount,
            "is_carried": is_carried,
            "rule": "manual",
        }

    # === ACTIONS === #

    def action_open_payment(self):
        self.ensure_one()
        return self.payment_id._get_records_action()

    def action_open_deal(self):
        """Who is responsible, history, messages, documents."""
        self.ensure_one()
        return self.deal_id._get_records_action()
