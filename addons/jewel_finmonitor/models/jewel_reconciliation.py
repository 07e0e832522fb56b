from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..const import MOVES, STATES


class JewelReconciliation(models.Model):
    """One source, one month: what we have booked against what the source says.

    The difference is 0.00, or each line that makes it has a reason; then the period is closed.
    """

    _name = "jewel.reconciliation"
    _inherit = ["mail.thread", "mail.activity.mixin", "jewel.state.mixin"]
    _description = "Reconciliation of a Payment Source"
    _order = "month desc, source_sequence, id"
    _moves = MOVES

    source_id = fields.Many2one(
        "jewel.payment.source", required=True, ondelete="restrict", index=True
    )
    source_sequence = fields.Integer(related="source_id.sequence", store=True)
    month = fields.Date(required=True, default=lambda self: self._get_default_month())
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", "Owner", compute="_compute_user_id", store=True, readonly=False, tracking=True
    )
    state = fields.Selection(STATES, default="open", required=True, readonly=True, tracking=True)
    line_ids = fields.One2many("jewel.reconciliation.line", "reconciliation_id", "Lines")
    unmatched_line_ids = fields.One2many(
        "jewel.reconciliation.line",
        "reconciliation_id",
        "To Sort Out",
        domain=[("result", "!=", "matched")],
    )
    file_ids = fields.One2many("jewel.reconciliation.file", "reconciliation_id", "Files")
    booked_amount = fields.Monetary("Booked", compute="_compute_totals", store=True)
    stated_amount = fields.Monetary("Stated by the Source", compute="_compute_totals", store=True)
    stated_fee = fields.Monetary("Fee of the Source", compute="_compute_totals", store=True)
    difference = fields.Monetary(compute="_compute_totals", store=True)
    named_amount = fields.Monetary(
        "Named", compute="_compute_totals", store=True, help="Part of the difference with reasons."
    )
    unnamed_amount = fields.Monetary("Not Named Yet", compute="_compute_totals", store=True)
    matched_count = fields.Integer("Matched Lines", compute="_compute_totals", store=True)
    unmatched_count = fields.Integer("Lines to Sort Out", compute="_compute_totals", store=True)
    running_booked = fields.Monetary(
        "Booked, Running",
        compute="_compute_running",
        help="All sources together, from the first month up to this line.",
    )
    running_stated = fields.Monetary("Stated, Running", compute="_compute_running")
    running_difference = fields.Monetary("Difference, Running", compute="_compute_running")
    closed_at = fields.Datetime("Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)

    _period_uniq = models.UniqueIndex(
        "(source_id, month, company_id)", "This source has its reconciliation of the month already."
    )

    @api.model
    def _get_default_month(self):
        return fields.Date.context_today(self).replace(day=1)

    # === COMPUTE METHODS === #

    @api.depends("source_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            month = format_date(self.env, one.month, date_format="LLLL y") if one.month else ""
            one.display_name = f"{one.source_id.name or ''}, {month}"

    @api.depends("source_id")
    def _compute_user_id(self):
        accountant = self.env["crm.lead"]._get_jewel_role_user("accountant")
        for one in self:
            one.user_id = one.source_id.responsible_id or accountant or self.env.user

    @api.depends(
        "line_ids.booked_amount", "line_ids.stated_amount", "line_ids.reason", "line_ids.result"
    )
    def _compute_totals(self):
        self.env["jewel.reconciliation.line"].flush_model()
        query = """
            SELECT reconciliation_id,
                   SUM(booked_amount), SUM(stated_amount), SUM(stated_fee), SUM(difference),
                   SUM(difference) FILTER (WHERE reason IS NOT NULL),
                   COUNT(*) FILTER (WHERE result = 'matched'),
                   COUNT(*) FILTER (WHERE result != 'matched' AND reason IS NULL)
              FROM jewel_reconciliation_line
             WHERE reconciliation_id = ANY(%s)
             GROUP BY reconciliation_id
        """
        sums = {key: sums for key, *sums in self.env.execute_query(SQL(query, self.ids))}
        for one in self:
            booked, stated, fee, difference, named, matched, unmatched = sums.get(
                one._origin.id, (0,) * 7
            )
            one.booked_amount, one.stated_amount, one.stated_fee = booked, stated, fee
            one.difference, one.named_amount = difference, named
            one.unnamed_amount = (difference or 0) - (named or 0)
            one.matched_count, one.unmatched_count = matched, unmatched

    def _compute_running(self):
        self.flush_model()
        query = """
            SELECT id, booked, stated
              FROM (SELECT id, company_id,
                           SUM(booked_amount) OVER following AS booked,
                           SUM(stated_amount) OVER following AS stated
                      FROM jewel_reconciliation
                    WINDOW following AS (PARTITION BY company_id
                                             ORDER BY month, source_sequence, id)) sums
             WHERE id = ANY(%s)
        """
        sums = {key: sums for key, *sums in self.env.execute_query(SQL(query, self.ids))}
        for one in self:
            booked, stated = sums.get(one.id, (0, 0))
            one.running_booked, one.running_stated = booked, stated
            one.running_difference = (booked or 0) - (stated or 0)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if month := fields.Date.to_date(vals.get("month")):
                vals["month"] = month.replace(day=1)
            vals.pop("state", None)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() & {"state", "closed_at", "closed_by_id"}:
            raise AccessError(self.env._("A period is closed and opened by its buttons."))
        if vals.keys() & {"source_id", "month", "company_id"} and self.line_ids:
            raise UserError(
                self.env._(
                    "%(name)s has lines already: source and month stay. Make another one.",
                    name=self[:1].display_name,
                )
            )
        if month := fields.Date.to_date(vals.get("month")):
            vals = {**vals, "month": month.replace(day=1)}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_open()

    # === THE DOOR === #

    def _get_move_refusal(self, before, after):
        return self.env._(
            "Reconciliation «%(name)s» is «%(from)s» and cannot become «%(to)s».",
            name=self.display_name,
            **{"from": before, "to": after},
        )

    def _check_open(self):
        """Refuse a change of a closed period.

        :raise UserError: one of them is closed
        """
        for one in self:
            if one.state == "closed":
                raise UserError(
                    self.env._(
                        "«%(name)s» is closed by %(user)s: nothing in it changes. What comes late"
                        " shows in the next month; the director may open the period again.",
                        name=one.display_name,
                        user=one.closed_by_id.name or "",
                    )
                )

    def action_close(self):
        """Close the period: everything agrees, or is named; earlier months are closed already.

        :raise UserError: a line has no reason yet, or an earlier month is open
        """
        for one in self:
            one.check_access("write")
            one._lock()
            if one.state == "open":
                one._check_earlier_closed()
                one._match()
                one._check_all_named()
            one._set_state(
                "closed", {"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
            )
            one.activity_unlink(["jewel_finmonitor.mail_activity_reconcile"])
            one._post_reconciliation_closed()
        return True

    def action_reopen(self):
        """Open the last closed period again; the director's alone.

        :raise UserError: a later month of the source is closed
        """
        if not self.env.user.has_group("jewel_base.group_director") and not self.env.su:
            raise AccessError(
                self.env._("A closed period is opened again by the director: ask him.")
            )
        for one in self:
            one._lock()
            later = one._get_neighbours(">").filtered(lambda other: other.state == "closed")
            if later:
                raise UserError(
                    self.env._(
                        "«%(name)s»: open «%(later)s» first, it stands on this one.",
                        name=one.display_name,
                        later=later[:1].display_name,
                    )
                )
            one._set_state("open", {"closed_at": False, "closed_by_id": False})
        return True

    def _check_earlier_closed(self):
        if earlier := self._get_neighbours("<").filtered(lambda one: one.state == "open"):
            raise UserError(
                self.env._(
                    "To close «%(name)s», close «%(earlier)s» first.",
                    name=self.display_name,
                    earlier=earlier[-1:].display_name,
                )
            )

    def _check_all_named(self):
        lines = self.unmatched_line_ids.filtered(lambda line: not line.reason)
        if lines:
            raise UserError(
                self.env._(
                    "«%(name)s»: %(count)s lines do not agree and have no reason, the first is"
                    " %(line)s. Find the payment, or write the reason.",
                    name=self.display_name,
                    count=len(lines),
                    line=lines[0].display_name,
                )
            )

    def _get_neighbours(self, operator):
        self.ensure_one()
        return self.search(
            [
                ("source_id", "=", self.source_id.id),
                ("company_id", "=", self.company_id.id),
                ("month", operator, self.month),
            ]
        )

    def _get_last_day(self):
        return self.month + relativedelta(months=1) - timedelta(days=1)

    def _post_reconciliation_closed(self):
        """Hook: called once, after the period has been closed."""
        self.ensure_one()

    # === ACTIONS === #

    def action_match(self):
        """Button: look for pairs again; safe to repeat."""
        for one in self:
            one.check_access("write")
            one._check_open()
            one._lock()
            one._match()
        return True

    def action_import(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Statement of «%s»", self.display_name),
            "res_model": "jewel.reconciliation.import",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_reconciliation_id": self.id},
        }

    def action_view_lines(self):
        """All lines of both sides."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_finmonitor.jewel_reconciliation_line_action"
        )
        return {**action, "domain": [("reconciliation_id", "=", self.id)], "context": {}}
