from contextlib import suppress

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

# What a jeweller needs to make the piece, beside its specification.
_BENCH_FIELDS = frozenset(
    {
        "name",
        "state",
        "priority",
        "product_id",
        "product_qty",
        "product_uom_id",
        "date_start",
        "date_finished",
        "date_deadline",
        "article",
        "insert_text",
        "stage_id",
        "stage_summary",
        "date_stage",
        "days_in_stage",
        "is_late",
        "risk",
        "spec_changed",
        "spec_change_ids",
        "rework_count",
        "workorder_ids",
        "user_id",
    }
)


class MrpProduction(models.Model):
    """A job: one piece, or a few equal ones, on its way through the stages of the workshop."""

    _name = "mrp.production"
    _inherit = ["jewel.item.spec.mixin", "jewel.bench.access.mixin", "mrp.production"]

    sketch_ids = fields.Many2many(relation="mrp_production_jewel_sketch_rel")
    item_deadline = fields.Datetime(
        "Ready by", index=True, help="Deadline of the piece; core's own deadline follows it."
    )
    sale_line_id = fields.Many2one(index="btree_not_null")
    deal_id = fields.Many2one(
        "crm.lead",
        "Deal",
        related="sale_line_id.order_id.opportunity_id",
        store=True,
        index="btree_not_null",
    )
    is_jewel_job = fields.Boolean(
        "Jewellery Job", compute="_compute_is_jewel_job", store=True, index=True
    )
    is_started = fields.Boolean(compute="_compute_is_started")
    article = fields.Char(related="product_id.default_code", store=True)
    insert_text = fields.Text("Inserts", compute="_compute_insert_text", compute_sudo=True)

    @api.depends(
        "product_id.product_tmpl_id.made_to_order",
        "product_id.product_tmpl_id.jewel_type_id",
        "workorder_ids.workcenter_id.is_jewel_stage",
    )
    def _compute_is_jewel_job(self):
        for job in self:
            product = job.product_id.product_tmpl_id
            job.is_jewel_job = (
                product.made_to_order
                or bool(product.jewel_type_id)
                or any(job.workorder_ids.workcenter_id.mapped("is_jewel_stage"))
            )

    @api.depends("state", "workorder_ids.state")
    def _compute_is_started(self):
        for job in self:
            job.is_started = job.state in ("progress", "to_close", "done") or any(
                order.state in ("progress", "done") for order in job.workorder_ids
            )

    @api.depends("product_id.product_tmpl_id.insert_ids.tag_notation")
    def _compute_insert_text(self):
        for job in self:
            inserts = job.product_id.product_tmpl_id.insert_ids
            job.insert_text = "\n".join(filter(None, inserts.mapped("tag_notation")))

    @api.depends("name", "article", "jewel_type_id.name")
    @api.depends_context("jewel_job_name")
    def _compute_display_name(self):
        """On the screens of the workshop a job is called by its article first."""
        result = super()._compute_display_name()
        if self.env.context.get("jewel_job_name"):
            for job in self:
                what = job.article or job.jewel_type_id.name
                job.display_name = f"{what} · {job.name}" if what else job.name
        return result

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete_job_vals(vals) for vals in vals_list]
        jobs = super(MrpProduction, self.with_context(mail_auto_subscribe_no_notify=True)).create(
            vals_list
        )
        jobs = jobs.with_env(self.env)
        jobs.sudo()._jewel_rename_sketches()
        jobs.sudo().filtered(lambda job: not job.spec_seen)._jewel_note_spec_seen()
        return jobs

    def write(self, vals):
        """A card dragged to another column comes as a new ``stage_id``: work, not a value."""
        vals = dict(vals)
        if not self.env.su and {*self._item_spec_fields(), "date_deadline"} & vals.keys():
            self._check_spec_open()
        moves = "stage_id" in vals
        stage = self.env["mrp.workcenter"].browse(vals.pop("stage_id", False) or [])
        if "item_deadline" in vals:
            vals.setdefault("date_deadline", vals["item_deadline"])
        elif "date_deadline" in vals:
            vals["item_deadline"] = vals["date_deadline"]
        result = super().write(vals) if vals or not moves else True
        if "sketch_ids" in vals:
            self.sudo()._jewel_rename_sketches()
        if moves:
            for job in self:
                job._jewel_move_to_stage(stage)
        return result

    def _check_spec_open(self):
        """What has been made is history."""
        if closed := self.filtered(lambda job: job.state in ("done", "cancel")):
            raise UserError(
                self.env._(
                    "The specification of %(jobs)s cannot be changed any more: the job is closed."
                    " Write a note on it instead.",
                    jobs=", ".join(closed.mapped("name")),
                )
            )

    def copy_data(self, default=None):
        """Override of `mrp`: `mrp_account` copies journal entries, closed to production."""
        self.check_access("read")
        jobs = self if self.env.user._is_jewel_bench_only() else self.sudo()
        nothing = [Command.set([])]
        return [
            {name: value for name, value in vals.items() if value != nothing}
            for vals in super(MrpProduction, jobs).copy_data(default)
        ]

    @api.model
    def _complete_job_vals(self, vals):
        """Add to the values of a new job what its model and its order line say."""
        vals = {name: value for name, value in vals.items() if name != "stage_id"}
        product = self.env["product.product"].browse(vals.get("product_id"))
        for name in ("jewel_type_id", "collection_id", "alloy_id"):
            if not vals.get(name) and product[name]:
                vals[name] = product[name].id
        if deadline := vals.setdefault("item_deadline", vals.get("date_deadline")):
            vals["date_deadline"] = deadline
        if vals.get("sale_line_id") and not vals.get("user_id"):
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals["user_id"] = company.sudo()._get_production_head().id
        return vals

    def _jewel_rename_sketches(self):
        """Name the pictures by number: a file name often carries the name of the client."""
        for job in self:
            for number, sketch in enumerate(job.sketch_ids.sorted("id"), start=1):
                extension = (sketch.mimetype or "").rpartition("/")[2].partition("+")[0] or "bin"
                name = f"{job.name.replace('/', '-')}-{number}.{extension}"
                if sketch.name != name:
                    sketch.write({"name": name, "description": False})

    # === HEAD OF PRODUCTION === #

    def _get_job_head(self):
        """Who answers for this job: never nobody."""
        self.ensure_one()
        return self.user_id or self.company_id.sudo()._get_production_head() or self.env.user

    def _jewel_ask_head(self, activity_xmlid, summary, note):
        """Give the head an activity; the texts are functions of an ``env`` in his language."""
        head = self._get_job_head()
        env = self.with_context(lang=head.lang).env
        self.activity_schedule(
            activity_xmlid, user_id=head.id, summary=summary(env), note=note(env)
        )

    # === RIGHTS === #

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | _BENCH_FIELDS | self._jewel_bench_spec_fields()

    @api.model
    def _jewel_bench_spec_fields(self):
        return frozenset(self._item_spec_fields()) | {
            "cover_id",
            "cover_image",
            "cover_image_256",
        }

    def _check_production_head(self):
        """Stages are moved, and jobs closed, by the head of production of these jobs' company.

        What goes on as superuser after this asks nobody any more.
        """
        user = self.env.user
        if not (
            self.env.su
            or user.has_group("jewel_base.group_production_head")
            or user.has_group("mrp.group_mrp_manager")
        ):
            raise AccessError(
                self.env._(
                    "Only the head of production moves and closes jobs. "
                    "Ask the head about %(jobs)s, or finish your own work order.",
                    jobs=", ".join(self.mapped("name")),
                )
            )
        self.check_access("write")

    def _jewel_lock(self):
        """One transaction at a time decides about these jobs.

        The rows are really written, not only locked: whoever waited for them is repeated by Odoo
        and sees what the first one has left.
        """
        self.env.cr.execute(self._jewel_lock_query(), log_exceptions=False)

    def _jewel_try_lock(self):
        """Those of the jobs that nobody is writing or has written since they were read: locked.

        For what can wait until its next run; the people who write go first.
        """
        free = self.browse()
        for job in self:
            with suppress(SerializationFailure), self.env.cr.savepoint(flush=False):
                self.env.cr.execute(job._jewel_lock_query(SQL("SKIP LOCKED")), log_exceptions=False)
                if self.env.cr.rowcount:
                    free += job
        return free

    def _jewel_lock_query(self, if_locked=SQL()):  # noqa: B008 (a constant)
        return SQL(
            "UPDATE mrp_production SET id = id WHERE id IN"
            " (SELECT id FROM mrp_production WHERE id IN %s ORDER BY id FOR NO KEY UPDATE %s)",
            tuple(self.ids) or (0,),
            if_locked,
        )
