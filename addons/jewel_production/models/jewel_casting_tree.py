from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

# A tree that is not poured and done yet holds its jobs.
ACTIVE_STATES = ("open", "closed", "poured")
# Set by the actions, never typed.
_BY_ACTION = frozenset({"name", "state", "date_closed", "date_poured", "date_done"})
_BENCH_FIELDS = _BY_ACTION | {
    "alloy_id",
    "workcenter_id",
    "cutoff",
    "caster_id",
    "flask",
    "temperature",
    "method",
    "note",
    "wax_mass",
    "metal_expected",
    "workorder_ids",
    "waiting_ids",
    "member_count",
    "member_pictures",
}
_SHOWN_PICTURES = 8


class JewelCastingTree(models.Model):
    """Jobs of one alloy that are cast together: one operation, many jobs.

    Members are the work orders of the casting stage; a job that is sent back gets a new one, which
    can go on another tree, and the old one keeps its place in history.
    """

    _name = "jewel.casting.tree"
    _description = "Casting Tree"
    _inherit = ["jewel.bench.access.mixin", "mail.thread", "jewel.state.mixin"]
    _order = "cutoff desc, id desc"

    _moves = {
        "open": {"closed", "cancelled"},
        "closed": {"open", "poured", "cancelled"},
        "poured": {"done"},
        "done": set(),
        "cancelled": set(),
    }

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("closed", "Closed"),
            ("poured", "Poured"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
        tracking=True,
        group_expand=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    alloy_id = fields.Many2one("jewel.alloy", required=True, index=True, ondelete="restrict")
    workcenter_id = fields.Many2one(
        "mrp.workcenter",
        "Stage",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.sudo()._get_casting_stage().id,
        domain="[('is_casting', '=', True)]",
    )
    cutoff = fields.Datetime(
        "Closes at",
        required=True,
        tracking=True,
        default=lambda self: self.env.company.sudo()._get_next_casting_cutoff(),
        help="The tree closes by itself at this hour; later jobs wait for the next tree.",
    )
    caster_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        default=lambda self: self._default_caster(),
        domain="[('share', '=', False)]",
        help="Who casts the tree; empty: whoever of the stage takes it.",
    )
    flask = fields.Char(help="Number or size of the flask.")
    temperature = fields.Integer("Temperature, °C")
    method = fields.Char("Casting Method")
    note = fields.Text("Note on Casting")
    wax_mass = fields.Float(
        "Wax of the Tree, g", digits=(12, 4), help="Mass of the assembled tree without its base."
    )
    metal_expected = fields.Float(
        "Metal Needed, g",
        digits=(12, 4),
        compute="_compute_metal_expected",
        store=True,
        help="Mass of wax times the ratio that is kept on the alloy.",
    )
    date_closed = fields.Datetime("Closed", readonly=True, copy=False)
    date_poured = fields.Datetime("Poured on", readonly=True, copy=False)
    date_done = fields.Datetime("Done on", readonly=True, copy=False)
    workorder_ids = fields.One2many(
        "mrp.workorder", "casting_tree_id", "On the Tree", readonly=True, copy=False
    )
    waiting_ids = fields.Many2many(
        "mrp.workorder", string="Waiting for Casting", compute="_compute_waiting_ids"
    )
    member_count = fields.Integer("Jobs", compute="_compute_members")
    member_pictures = fields.Html("Pictures", compute="_compute_members", sanitize=False)

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE name != '/'", "Two trees, one number."
    )
    _wax_positive = models.Constraint("CHECK(wax_mass >= 0)", "Wax cannot weigh less than nothing.")

    @api.model
    def _default_caster(self):
        user = self.env.user
        stage = self.env.company.sudo()._get_casting_stage()
        is_caster = user.has_group("jewel_base.group_jeweller") and stage._is_stage_of(user)
        return user if stage and is_caster else False

    @api.depends("wax_mass", "alloy_id")
    def _compute_metal_expected(self):
        """A later change of the ratio leaves what was computed for older trees."""
        for tree in self:
            tree.metal_expected = tree.wax_mass * tree.alloy_id.wax_ratio

    @api.depends("workorder_ids.cover_id")
    def _compute_members(self):
        for tree in self:
            members = tree.workorder_ids
            tree.member_count = len(members)
            pictures = Markup().join(
                Markup('<img src="%s" alt="%s" title="%s" loading="lazy"/>')
                % (order._get_picture_url(), order.production_id.name, order.production_id.name)
                for order in members[:_SHOWN_PICTURES]
            )
            rest = len(members) - _SHOWN_PICTURES
            tree.member_pictures = pictures + (
                Markup("<span>+%s</span>") % rest if rest > 0 else Markup()
            )

    # === CONSTRAINTS === #

    @api.constrains("alloy_id")
    def _check_alloy(self):
        for tree in self:
            tree.sudo()._check_one_alloy()

    @api.constrains("workcenter_id")
    def _check_workcenter(self):
        """Who may cast is said by the stage, so a tree at another one would let anybody cast."""
        for tree in self:
            if not tree.sudo().workcenter_id.is_casting:
                raise ValidationError(
                    self.env._(
                        "Casting tree %(tree)s cannot be cast at “%(stage)s”: "
                        "choose a stage of casting.",
                        tree=tree.name,
                        stage=tree.sudo().workcenter_id.name,
                    )
                )

    @api.constrains("caster_id")
    def _check_caster(self):
        """A caster is somebody of the stage, or an office that sees all work."""
        for tree in self.sudo():
            caster, stage = tree.caster_id, tree.workcenter_id
            if caster and caster._is_jewel_bench_only() and not stage._is_stage_of(caster):
                raise ValidationError(
                    self.env._(
                        "%(caster)s does not work at “%(stage)s” and cannot cast tree %(tree)s.",
                        caster=caster.name,
                        stage=stage.name,
                        tree=tree.name,
                    )
                )

    def _check_one_alloy(self):
        """Metal of one alloy is poured into one flask."""
        for order in self.workorder_ids:
            tree, alloy = order.casting_tree_id, order.production_id.alloy_id
            if tree.state in ACTIVE_STATES and alloy != tree.alloy_id:
                raise ValidationError(tree._get_alloy_refusal(order.production_id))

    def _get_alloy_refusal(self, job):
        return self.env._(
            "Job %(job)s is made of %(alloy)s, and tree %(tree)s is for %(tree_alloy)s. "
            "Put it on a tree of its own alloy.",
            job=job.name,
            alloy=job.alloy_id.name or self.env._("no alloy yet"),
            tree=self.name,
            tree_alloy=self.alloy_id.name,
        )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_action(*vals_list)
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or "/"
        trees = super(JewelCastingTree, self.with_context(mail_create_nosubscribe=True)).create(
            vals_list
        )
        trees._jewel_check_role()
        trees._jewel_wake_cron()
        return trees.with_env(self.env)

    def write(self, vals):
        self._check_by_action(vals)
        if not self.env.su:
            self._check_not_history()
            if "caster_id" in vals:
                self.filtered(lambda tree: tree.state == "poured")._jewel_check_head()
        result = super().write(vals)
        if "cutoff" in vals:
            self._jewel_wake_cron()
        if "caster_id" in vals:
            self.sudo()._jewel_give_casting()
        return result

    def _check_by_action(self, *vals_list):
        if not self.env.su and any(_BY_ACTION & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("Number, state and times of a casting tree are set by its buttons.")
            )

    def _check_not_history(self):
        if closed := self.filtered(lambda tree: tree.state not in ACTIVE_STATES):
            raise UserError(
                self.env._(
                    "Casting tree %s is finished: what happened to it stays as it was written.",
                    ", ".join(closed.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(
            lambda tree: tree.workorder_ids or tree.state not in ("open", "cancelled")
        ):
            raise UserError(
                self.env._(
                    "To delete casting tree %s, take its jobs off first, or cancel it instead.",
                    ", ".join(used.mapped("name")),
                )
            )

    # === RIGHTS === #

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | _BENCH_FIELDS | {"company_id"}

    def _jewel_is_head(self):
        user = self.env.user
        return (
            self.env.su
            or user.has_group("jewel_base.group_production_head")
            or user.has_group("mrp.group_mrp_manager")
        )

    def _jewel_check_role(self):
        """Trees are for the head of production and for the jewellers of the casting stage."""
        if self._jewel_is_head():
            return
        user = self.env.user
        stages = self.sudo().workcenter_id
        if not user.has_group("jewel_base.group_jeweller") or not all(
            stage._is_stage_of(user) for stage in stages
        ):
            raise AccessError(
                self.env._(
                    "Casting trees are the work of the casters and of the head of production."
                    " Ask one of them."
                )
            )

    def _jewel_check_head(self):
        if self and not self._jewel_is_head():
            raise AccessError(
                self.env._(
                    "Casting tree %s is closed: only the head of production changes it now.",
                    ", ".join(self.mapped("name")),
                )
            )

    def _jewel_at_hand(self):
        """These trees as superuser, locked with their jobs; raises when they are not his."""
        self._jewel_check_role()
        trees = self.sudo().exists()
        trees._jewel_lock()
        self.check_access("read")
        return trees

    def _jewel_lock(self):
        """One at a time for a tree and all its jobs; the second is repeated and sees the truth."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM jewel_casting_tree WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                tuple(self.ids) or (0,),
            )
        )
        self.workorder_ids._jewel_lock()
