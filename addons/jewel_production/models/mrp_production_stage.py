import logging

from odoo import models
from odoo.exceptions import RedirectWarning, UserError

# Where a stage lies, seen from where the job stands -> what brings the job there.
_MOVES = {
    "here": "_jewel_stay",
    "next": "_jewel_move_forward",  # finishes the current stage
    "over_optional": "_jewel_move_over",  # asks why, and keeps who skipped it and why
    "over_needed": "_jewel_refuse_over",
    "behind": "_jewel_move_back",  # asks for the reason; history stays, the return is counted
    "off_route": "_jewel_refuse_off_route",
    "no_route": "_jewel_move_freely",  # a job without any route goes where its head says
}


class MrpProduction(models.Model):
    """Moving a job over the stages: the only door for drags, buttons and wizards."""

    _inherit = "mrp.production"

    def _jewel_move_to_stage(self, stage, reason=None, note=None, again=None):
        """Bring the job to ``stage`` (`mrp.workcenter`), as the table above says.

        Back needs a ``reason`` (`jewel.rework.reason`) and adds new work orders: one for ``stage``
        and those of ``again`` (work orders, default: all passed since). Over optional stages needs
        a ``note``: why; only code that runs as superuser may leave it out.
        """
        self.ensure_one()
        self._check_production_head()
        self._jewel_lock()
        job, stage = self.sudo(), stage.sudo()
        if stage == job.stage_id:
            return
        job._jewel_check_seen()
        job._jewel_check_movable(stage)
        if job.state == "draft":
            job.action_confirm()
        if not note and self.env.su:
            note = self.env._("by the system")
        place = job._jewel_place_of(stage)
        getattr(job, _MOVES[place])(stage, reason=reason, note=note, again=again)

    def _jewel_place_of(self, stage):
        """Where ``stage`` lies for this job: a key of `_MOVES`."""
        self.ensure_one()
        if stage == self.stage_id:
            return "here"
        if stage.is_handover or self._jewel_ahead(stage):
            between = self._jewel_between(stage)
            if not between:
                return "next"
            skippable = all(order._may_be_skipped() for order in between)
            return "over_optional" if skippable else "over_needed"
        if self._jewel_passed_at(stage):
            return "behind"
        return "off_route" if self.jewel_route_id or self.bom_id.operation_ids else "no_route"

    def _jewel_ahead(self, stage):
        """The open work order at ``stage``; empty for hand-over, which is no work order."""
        return self._jewel_open_orders().filtered(lambda order: order.workcenter_id == stage)[:1]

    def _jewel_passed_at(self, stage):
        """The last passage through ``stage``."""
        return self._jewel_passed_orders().filtered(lambda order: order.workcenter_id == stage)[-1:]

    def _jewel_between(self, stage):
        """Open work orders after the current one and before ``stage``."""
        opened, target = self._jewel_open_orders(), self._jewel_ahead(stage)
        return opened[1 : opened.ids.index(target.id) if target else None]

    # === MOVES === #

    def _jewel_stay(self, stage, **_said):
        """It stands there already."""

    def _jewel_move_forward(self, stage, **_said):
        self._jewel_advance(self._jewel_ahead(stage))

    def _jewel_move_over(self, stage, note=None, **_said):
        between = self._jewel_between(stage)
        if not note:
            raise self._jewel_skip_question(stage, between)
        self._jewel_advance(self._jewel_ahead(stage))
        between._jewel_note_skip(note)

    def _jewel_move_back(self, stage, reason=None, note=None, again=None):
        self._jewel_return(self._jewel_passed_at(stage), reason, note, again)

    def _jewel_refuse_over(self, stage, **_said):
        kept = self._jewel_between(stage).filtered(lambda order: not order._may_be_skipped())
        raise UserError(
            self.env._(
                "To move job %(job)s to “%(stage)s”, finish %(stages)s first: "
                "only stages marked as optional and repeated ones can be skipped.",
                job=self.name,
                stage=stage.name,
                stages=", ".join(kept.workcenter_id.mapped("name")),
            )
        )

    def _jewel_refuse_off_route(self, stage, **_said):
        raise UserError(
            self.env._(
                "Stage “%(stage)s” is not on the route of job %(job)s: %(stages)s. "
                "Add a work order for it on the job, or choose one of these stages.",
                stage=stage.name,
                job=self.name,
                stages=" → ".join(self._jewel_ordered_orders().workcenter_id.mapped("name")),
            )
        )

    def _jewel_move_freely(self, stage, **_said):
        self._jewel_open_orders().button_finish()
        self.env["mrp.workorder"].create(
            {
                "name": stage.name,
                "production_id": self.id,
                "workcenter_id": stage.id,
                "product_uom_id": self.product_uom_id.id,
                "sequence": max(self.workorder_ids.mapped("sequence"), default=0) + 1,
            }
        )
        self.activity_unlink(["jewel_production.mail_activity_no_route"])

    def _jewel_advance(self, target):
        """Leave the current stage for ``target``, or for hand-over when ``target`` is empty."""
        opened = self._jewel_open_orders()
        leaving = opened[: opened.ids.index(target.id)] if target else opened
        leaving[:1].button_finish()
        leaving[1:].action_cancel()

    def _jewel_skip_question(self, stage, skipped):
        """The exception that opens the wizard for why stages are skipped."""
        question = RedirectWarning(
            self.env._(
                "On its way to “%(stage)s” job %(job)s would skip %(skipped)s. "
                "Say why: it is kept with the job.",
                stage=stage.name,
                job=self.name,
                skipped=", ".join(skipped.workcenter_id.mapped("name")),
            ),
            self.env.ref("jewel_production.jewel_job_move_action").id,
            self.env._("Say why"),
            {"default_production_ids": self.ids, "default_stage_id": stage.id},
        )
        question.loglevel = logging.INFO  # an answer is wanted: nothing has gone wrong
        return question

    def action_jewel_next_stage(self):
        """Finish the current stage; the job goes to the next one, or waits for hand-over."""
        self._check_production_head()
        for job in self:
            job._jewel_lock()
            job._jewel_check_seen()
            job.sudo()._jewel_open_orders()[:1].button_finish()
        return True

    # === CHECKS === #

    def _jewel_check_seen(self):
        """Refuse to move a job that has moved since its board or card was drawn.

        Both say in the context where they show the job.
        """
        seen = self.env.context.get("jewel_stage_seen")
        if seen is not None and seen != self.stage_id.id:
            raise UserError(
                self.env._(
                    "Job %(job)s has just been moved by a colleague: it stands at “%(stage)s” now. "
                    "Move it on from there if it must go elsewhere.",
                    job=self.name,
                    stage=self.stage_id.name or self.env._("no stage"),
                )
            )

    def _jewel_check_movable(self, stage):
        if not stage:
            raise UserError(self.env._("To move job %s, choose a stage.", self.name))
        if not stage.is_jewel_stage:
            raise UserError(
                self.env._(
                    "Job %(job)s cannot be moved to “%(stage)s”: this work center is not a stage.",
                    job=self.name,
                    stage=stage.name,
                )
            )
        if self.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "Job %(job)s is %(state)s and stays where it is.",
                    job=self.name,
                    state=self._get_state_label(),
                )
            )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state].lower()

    def _jewel_passed_orders(self):
        """Work orders that the job has left behind, skipped ones included."""
        return self._jewel_ordered_orders() - self._jewel_open_orders()
