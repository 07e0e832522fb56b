from odoo import api, fields, models
from odoo.tools import format_datetime

# What a jeweller sees of a work order; the making data comes from its job.
_BENCH_FIELDS = frozenset(
    {
        "name",
        "state",
        "sequence",
        "leave_id",
        "date_start",
        "date_finished",
        "duration_expected",
        "production_id",
        "production_state",
        "workcenter_id",
        "jeweller_id",
        "jewel_queue",
        "bench_state",
        "rework_of_id",
        "rework_reason_id",
        "rework_note",
        "product_id",
        "qty_production",
    }
)
_JOB_FIELDS = (
    "article",
    "jewel_type_id",
    "collection_id",
    "alloy_id",
    "item_description",
    "composition",
    "item_size",
    "engraving",
    "item_deadline",
    "insert_text",
    "cover_id",
    "cover_image",
    "cover_image_256",
    "sketch_ids",
    "stage_summary",
    "spec_changed",
    "spec_change_ids",
    "is_late",
    "risk",
    "priority",
    "user_id",
)


class MrpWorkorder(models.Model):
    """Passage of a job through one stage."""

    _name = "mrp.workorder"
    _inherit = ["jewel.bench.access.mixin", "mrp.workorder"]

    jeweller_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        copy=False,
        index="btree_not_null",
        help="Whose work it is; empty: it waits for whoever of its stage takes it.",
    )
    jewel_queue = fields.Selection(
        [("mine", "Mine"), ("waiting", "Waiting for Me"), ("done", "Done")],
        "Queue",
        compute="_compute_jewel_queue",
        store=True,
        group_expand=True,
    )
    bench_state = fields.Selection(
        [
            ("blocked", "Not Yet"),
            ("waiting", "Waiting"),
            ("taken", "Taken"),
            ("running", "In Work"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("cancel", "Skipped"),
        ],
        compute="_compute_bench_state",
        compute_sudo=True,
    )
    rework_of_id = fields.Many2one(
        "mrp.workorder", "Repeats", copy=False, index="btree_not_null", ondelete="set null"
    )
    rework_reason_id = fields.Many2one("jewel.rework.reason", "Returned Because", copy=False)
    rework_note = fields.Char("Remark on the Return", copy=False)
    minutes_spent = fields.Float(
        "Spent, min",
        compute="_compute_minutes_spent",
        compute_sudo=True,
        help="Time worked until now; core stores the time of finished work only.",
    )

    # Making data of the job, so that the bench needs one screen only.
    article = fields.Char(related="production_id.article")
    jewel_type_id = fields.Many2one(related="production_id.jewel_type_id")
    collection_id = fields.Many2one(related="production_id.collection_id")
    alloy_id = fields.Many2one(related="production_id.alloy_id")
    item_description = fields.Text(related="production_id.item_description")
    composition = fields.Text(related="production_id.composition")
    item_size = fields.Char(related="production_id.item_size")
    engraving = fields.Char(related="production_id.engraving")
    item_deadline = fields.Datetime(related="production_id.item_deadline")
    insert_text = fields.Text(related="production_id.insert_text")
    cover_id = fields.Many2one(related="production_id.cover_id")
    cover_image = fields.Image(related="production_id.cover_image")
    cover_image_256 = fields.Image(related="production_id.cover_image_256")
    sketch_ids = fields.Many2many(related="production_id.sketch_ids")
    stage_summary = fields.Html(related="production_id.stage_summary")
    spec_changed = fields.Boolean(related="production_id.spec_changed")
    spec_change_ids = fields.One2many(related="production_id.spec_change_ids")
    is_late = fields.Boolean(related="production_id.is_late")
    risk = fields.Selection(related="production_id.risk")
    priority = fields.Selection(related="production_id.priority")
    user_id = fields.Many2one(related="production_id.user_id", string="Head of Production")

    @api.depends("state", "jeweller_id")
    def _compute_jewel_queue(self):
        """Column of the jeweller's screen; record rules make “mine” his own."""
        for order in self:
            if order.state in ("done", "cancel"):
                order.jewel_queue = "done"
            else:
                order.jewel_queue = "mine" if order.jeweller_id else "waiting"

    @api.depends("state", "jeweller_id", "time_ids.date_end")
    def _compute_bench_state(self):
        for order in self:
            if order.state == "ready":
                order.bench_state = "taken" if order.jeweller_id else "waiting"
            elif order.state == "progress":
                order.bench_state = "running" if order._is_running() else "paused"
            else:
                order.bench_state = order.state

    @api.depends("time_ids.date_start", "time_ids.date_end")
    def _compute_minutes_spent(self):
        for order in self:
            order.minutes_spent = max(order.get_duration(), 0)

    def _compute_state(self):
        """Override of `mrp`: leave out those whose state stays.

        Core writes it all the same, and each write goes through all work orders that follow.
        """
        return super(MrpWorkorder, self.filtered(_changes_state))._compute_state()

    def write(self, vals):
        """Override: of work taken from somebody, his clock stops; without anybody, it waits.

        Work that waits again has no clock; core's list of states stops that of its user only.
        """
        if vals.get("state") in ("ready", "blocked"):
            self.filtered(lambda order: order._is_running()).end_all()
        if "jeweller_id" in vals:
            taken = self.filtered(
                lambda order: order.jeweller_id and order.jeweller_id.id != vals["jeweller_id"]
            )
            taken.filtered(lambda order: order._is_running()).end_all()
            if not vals["jeweller_id"]:
                taken.filtered(lambda order: order.state == "progress").state = "ready"
        return super().write(vals)

    @api.onchange("workcenter_id")
    def _onchange_workcenter_id(self):
        """Work added by hand is called as its stage."""
        self.name = self.name or self.workcenter_id.name

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | _BENCH_FIELDS | frozenset(_JOB_FIELDS)

    # === STATE === #

    def _is_running(self):
        return any(not time.date_end for time in self.time_ids)

    def _is_untouched(self):
        """Nobody has taken it or worked on it."""
        self.ensure_one()
        return self.state in ("ready", "blocked") and not (self.jeweller_id or self.time_ids)

    def _may_be_skipped(self):
        self.ensure_one()
        return self.workcenter_id.is_optional or bool(self.rework_of_id)

    # === RETURN === #

    def _prepare_rework_vals(self, reason, note):
        """Values of the work order that repeats this one."""
        self.ensure_one()
        return {
            "name": self.name,
            "production_id": self.production_id.id,
            "workcenter_id": self.workcenter_id.id,
            "product_uom_id": self.product_uom_id.id,
            "duration_expected": self.duration_expected,
            "rework_of_id": self.id,
            "rework_reason_id": reason.id,
            "rework_note": note,
        }

    def _jewel_chain(self, before, after):
        """Let each wait for the one before; core does so unless operations have dependencies."""
        chain = [before, *self, after]
        for previous, order in zip(chain, chain[1:], strict=False):
            if previous and order and previous not in order.blocked_by_workorder_ids:
                order.blocked_by_workorder_ids |= previous

    # === TEXTS === #

    def _get_bench_name(self):
        self.ensure_one()
        return self.env._("%s (again)", self.name) if self.rework_of_id else self.name

    def _get_bench_note(self):
        """Who and when, for the list of stages on the making card."""
        self.ensure_one()
        finished = self.state == "done" and self.date_finished
        when = format_datetime(self.env, self.date_finished, dt_format="short") if finished else ""
        return " ".join(filter(None, [self.jeweller_id.name, when]))


def _changes_state(order):
    return order.state != ("ready" if order.qty_ready > 0 else "blocked")
