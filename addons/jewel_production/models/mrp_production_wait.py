from odoo import api, fields, models
from odoo.exceptions import UserError

_CLOSED = ("done", "cancel")


class MrpProduction(models.Model):
    """Waiting is not work: for whom a job waits, since when. One wait at a time."""

    _inherit = "mrp.production"

    wait_ids = fields.One2many("jewel.job.wait", "production_id", "Waits")
    wait_id = fields.Many2one(
        "jewel.job.wait",
        "Current Wait",
        compute="_compute_wait",
        store=True,
        copy=False,
        index="btree_not_null",
    )
    wait_reason_id = fields.Many2one(
        related="wait_id.reason_id", string="Waits for", store=True, index="btree_not_null"
    )
    wait_party = fields.Selection(related="wait_id.party", string="Whom It Waits for", store=True)
    wait_since = fields.Datetime(related="wait_id.date_start", string="Waiting since", store=True)

    @api.depends("wait_ids.date_end")
    def _compute_wait(self):
        """Looked up afresh: the list of waits in the cache may be that of a user who sees less."""
        waits = self.env["jewel.job.wait"].search(
            [("production_id", "in", self.ids), ("date_end", "=", False)]
        )
        by_job = waits.grouped("production_id")
        for job in self:
            job.wait_id = by_job.get(job._origin, waits.browse())

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"wait_id", "wait_reason_id", "wait_since"}

    # === ACTIONS === #

    def action_jewel_wait(self):
        """Ask the head what the job waits for."""
        self.ensure_one()
        self._check_production_head()
        self._jewel_check_waitable()
        return self._jewel_wait_question(default_production_id=self.id)

    def action_jewel_resume(self):
        """Nothing is waited for any more: the piece is back in the queue of its stage."""
        self._check_production_head()
        self._jewel_lock()
        self.sudo()._jewel_resume()
        return True

    def _jewel_wait_question(self, **context):
        """The action that asks for the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.jewel_wait_begin_action"
        )
        return {**action, "context": context}

    # === THE DOOR === #

    def _jewel_begin_wait(self, reason, note=False):
        """Stop the clocks and let the jobs wait for ``reason`` (`jewel.wait.reason`).

        Another reason takes the place of the one before; the same one again only adds its note.
        """
        self._jewel_check_waitable()
        waiting = self.filtered(lambda job: job.wait_reason_id == reason)
        if note:
            waiting.wait_id.note = note
        jobs = self - waiting
        jobs._jewel_end_wait()
        jobs.workorder_ids.filtered(lambda order: order.state == "progress").end_all()
        self.env["jewel.job.wait"].create([job._prepare_wait_vals(reason, note) for job in jobs])
        jobs._post_jewel_wait()

    def _prepare_wait_vals(self, reason, note):
        order = self._jewel_open_orders()[:1]
        return {
            "production_id": self.id,
            "workorder_id": order.id,
            "reason_id": reason.id,
            "note": note,
            "date_due": order._get_wait_due(reason),
        }

    def _jewel_check_waitable(self):
        for job in self:
            if job.state in ("draft", *_CLOSED):
                raise UserError(
                    self.env._(
                        "Job %(job)s is %(state)s: it waits for nothing.",
                        job=job.name,
                        state=job._get_state_label(),
                    )
                )

    def _jewel_resume(self):
        for job in self:
            stage = job.wait_id.workorder_id.workcenter_id
            if stage.is_waiting and job.wait_reason_id == stage.wait_reason_id:
                raise UserError(
                    self.env._(
                        "Job %(job)s is away for “%(stage)s”. "
                        "Finish this stage when the piece is back.",
                        job=job.name,
                        stage=stage.name,
                    )
                )
        self._jewel_end_wait()
        self._jewel_settle_wait()

    def _jewel_end_wait(self):
        """End what these jobs wait for; a wait that lasted no time leaves no trace."""
        now = fields.Datetime.now()
        jobs = self.filtered("wait_id")
        passing = jobs.wait_id.filtered(lambda wait: wait.date_start >= now)
        ended = jobs.wait_id - passing
        ended.date_end = now
        ended.sudo()._jewel_forget()
        ended.flush_recordset(["date_end"])  # the next wait may begin in this same transaction
        passing.unlink()
        jobs._post_jewel_resume()

    def _jewel_settle_wait(self):
        """Bring waiting in line with where the jobs stand; called after all that moves them.

        A wait ends when its stage is left or worked on, or the job is closed. A stage outside of
        the workshop begins its own. Called twice, it changes nothing.
        """
        if self.env.context.get("jewel_moving"):
            return
        for job in self.sudo():
            order = job._jewel_open_orders()[:1]
            if job.wait_id and (
                job.state in _CLOSED or job.wait_id.workorder_id != order or order._is_running()
            ):
                job._jewel_end_wait()
            stage = order.workcenter_id
            if stage.is_waiting and not job.wait_id and job.state not in ("draft", *_CLOSED):
                job._jewel_begin_wait(stage.wait_reason_id)

    def _post_jewel_wait(self):
        """Hook: called once for jobs that have begun to wait."""

    def _post_jewel_resume(self):
        """Hook: called once for jobs whose wait has ended."""

    # === WHAT MOVES A JOB === #

    def _jewel_advance(self, target):
        """Stages that are passed over on the way begin no wait."""
        moving = self.with_context(jewel_moving=True)
        result = super(MrpProduction, moving)._jewel_advance(target.with_env(moving.env))
        self._jewel_settle_wait()
        return result

    def _post_jewel_return(self, workorders):
        result = super()._post_jewel_return(workorders)
        self._jewel_settle_wait()
        return result

    def action_confirm(self):
        result = super().action_confirm()
        self._jewel_settle_wait()
        return result

    def button_mark_done(self):
        result = super().button_mark_done()
        self._jewel_settle_wait()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._jewel_settle_wait()
        return result
