from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import MOVES, STATES

_REVIEWERS = "jewel_base.group_accountant,jewel_base.group_director"


class JewelBonusStatement(models.Model):
    """The bonus of one manager for one month: computed, reviewed, approved, locked.

    Its numbers are the machine's alone. What turns out wrong after locking is put right by a
    correcting statement, whose amount is the difference.
    """

    _name = "jewel.bonus.statement"
    _inherit = ["jewel.state.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Bonus Statement"
    _order = "month desc, user_id, id"
    _moves = MOVES

    user_id = fields.Many2one(
        "res.users", "Manager", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    scheme_id = fields.Many2one(
        "jewel.bonus.scheme", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        STATES, default="computed", required=True, readonly=True, tracking=True
    )
    corrects_id = fields.Many2one(
        "jewel.bonus.statement", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    correction_ids = fields.One2many("jewel.bonus.statement", "corrects_id", readonly=True)
    line_ids = fields.One2many("jewel.bonus.statement.line", "statement_id", readonly=True)
    deal_ids = fields.One2many("jewel.bonus.statement.deal", "statement_id", readonly=True)
    note = fields.Text()

    revenue = fields.Monetary(readonly=True, help="Received less returned in the month.")
    revenue_counted = fields.Monetary(
        "Counted Revenue", readonly=True, help="Without deals below the minimum margin."
    )
    carried_in = fields.Monetary(
        "From the Month Before",
        readonly=True,
        help="Refunds of the month before that exceeded its payments.",
    )
    carried_out = fields.Monetary("To the Next Month", readonly=True)
    plan_percent = fields.Float("Plan Met, %", readonly=True, digits=(16, 1), aggregator="avg")
    conversion_cohort = fields.Float(
        "Conversion of Enquiries, %", readonly=True, digits=(16, 1), aggregator="avg"
    )
    conversion_date = fields.Float(
        "Conversion by Date, %", readonly=True, digits=(16, 1), aggregator="avg"
    )
    late = fields.Integer("Promises Broken", readonly=True)
    amount_before = fields.Monetary("Stated Before", readonly=True)
    amount_total = fields.Monetary("Bonus", readonly=True, tracking=True)
    computed_at = fields.Datetime(readonly=True)
    reviewed_by_id = fields.Many2one("res.users", "Reviewed by", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    locked_at = fields.Datetime("Locked On", readonly=True, copy=False)

    _month_uniq = models.UniqueIndex(
        "(user_id, month, company_id) WHERE corrects_id IS NULL",
        "This manager has a statement of the month already: correct that one.",
    )
    _open_correction_uniq = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL AND state != 'locked'",
        "This statement has a correction that is not locked yet: finish that one.",
    )
    _month_idx = models.Index("(month, company_id)")

    @api.depends("user_id", "month", "corrects_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            month = format_date(self.env, one.month, date_format="LLLL y") if one.month else ""
            text = self.env._("%(manager)s, %(month)s", manager=one.user_id.name, month=month)
            if one.corrects_id:
                text = self.env._("%s, correction", text)
            one.display_name = text

    def _get_move_refusal(self, before, after):
        return self.env._(
            "Statement «%(statement)s» is «%(from)s» and cannot become «%(to)s». What is locked is"
            " put right by a correcting statement.",
            statement=self.display_name,
            **{"from": before, "to": after},
        )

    # === CRUD METHODS === #

    def write(self, vals):
        if not self.env.su and set(vals) - {"note"}:
            raise UserError(
                self.env._(
                    "The numbers of a bonus statement are computed, and its state has its buttons:"
                    " %s.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_computed(self):
        for one in self.filtered(lambda one: one.state != "computed"):
            raise UserError(
                self.env._(
                    "Statement «%s» has been reviewed and stays. Return it to «Computed» first; a"
                    " locked one is put right by a correcting statement.",
                    one.display_name,
                )
            )

    # === STATES === #

    def action_recompute(self):
        self._check_role(_REVIEWERS)
        for one in self:
            one._lock()
            one._check_state("computed")
            one.sudo()._recompute()
        return True

    def action_review(self):
        self._check_role(_REVIEWERS)
        for one in self:
            one._lock()
            one._check_current()
            one._set_state("reviewed", {"reviewed_by_id": self.env.uid})
        return True

    def action_approve(self):
        """The director's word. What was reviewed must still be true."""
        self._check_role("jewel_base.group_director")
        for one in self:
            one._lock()
            one._check_current()
            one._set_state("approved", {"approved_by_id": self.env.uid})
        return True

    def action_return(self):
        """One step back, for whoever sees a mistake before it is locked."""
        self._check_role(_REVIEWERS)
        for one in self:
            one._lock()
            if one.state == "approved":
                one._check_role("jewel_base.group_director")
                one._set_state("reviewed", {"approved_by_id": False})
            else:
                one._set_state("computed", {"reviewed_by_id": False})
        return True

    def action_lock(self):
        self._check_role(_REVIEWERS)
        for one in self:
            one._lock()
            moved = one._set_state("locked", {"locked_at": fields.Datetime.now()})
            moved._post_bonus_locked()
        return True

    def _post_bonus_locked(self):
        """Hook: called once for one statement, after it has been locked."""

    def action_correct(self):
        """A correcting statement of a locked month: the same month counted again, less what was
        stated; when nothing differs there is nothing to correct."""
        self.ensure_one()
        self._check_role(_REVIEWERS)
        root = self.corrects_id or self
        root._lock()
        root._check_state("locked")
        if unfinished := root.sudo().correction_ids.filtered(lambda one: one.state != "locked"):
            return unfinished._get_records_action()
        correction = root.sudo()._create_correction()
        return correction.sudo(False)._get_records_action()

    def _check_role(self, groups):
        self.check_access("read")
        if self.env.su or any(self.env.user.has_group(group) for group in groups.split(",")):
            return
        raise UserError(
            self.env._(
                "Bonus statements are reviewed by the accountant and approved by the director;"
                " ask them about: %s.",
                ", ".join(self.mapped("display_name")),
            )
        )

    def _check_state(self, state):
        if self.state != state:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Statement «%(statement)s» is «%(state)s», and must be «%(wanted)s» for that.",
                    statement=self.display_name,
                    state=names[self.state],
                    wanted=names[state],
                )
            )

    # === ACTIONS === #

    def action_open_payments(self):
        """The payments of the month behind the revenue."""
        self.ensure_one()
        last = fields.Date.end_of(self.month, "month")
        return self.env["jewel.manager.kpi"].get_behind(
            "revenue", self.month, last, self.user_id.id
        )
