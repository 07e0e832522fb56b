from odoo import models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Moving a job over the stages: the only door for drags, buttons and wizards."""

    _inherit = "mrp.production"

    def _jewel_move_to_stage(self, stage, reason=None, note=None, again=None):
        """Bring the job to ``stage`` (`mrp.workcenter`).

        Forward finishes the current work order and skips optional and rework ones on the way.
        Back needs a ``reason`` (`jewel.rework.reason`) and adds new work orders: one for ``stage``
        and those of ``again`` (work orders, default: all passed since). In place: nothing.
        """
        self.ensure_one()
        self._check_production_head()
        self._jewel_lock()
        job, stage = self.sudo(), stage.sudo()
        if stage == job.stage_id:
            return
        job._jewel_check_movable(stage)
        if job.state == "draft":
            job.action_confirm()
        ahead = job._jewel_open_orders().filtered(lambda order: order.workcenter_id == stage)[:1]
        passed = job._jewel_passed_orders().filtered(lambda order: order.workcenter_id == stage)[
            -1:
        ]
        if ahead or stage.is_handover:
            job._jewel_advance(ahead)
        elif passed:
            job._jewel_return(passed, reason, note, again)
        else:
            job._jewel_move_off_route(stage)

    def action_jewel_next_stage(self):
        """Finish the current stage; the job goes to the next one, or waits for hand-over."""
        self._check_production_head()
        for job in self:
            job._jewel_lock()
            job.sudo()._jewel_open_orders()[:1].button_finish()
        return True

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

    def _jewel_advance(self, target):
        """Leave the current stage for ``target``, or for hand-over when ``target`` is empty."""
        opened = self._jewel_open_orders()
        ids = opened.ids
        leaving = opened[: ids.index(target.id)] if target else opened
        current, between = leaving[:1], leaving[1:]
        if kept := between.filtered(lambda order: not order._may_be_skipped()):
            raise UserError(
                self.env._(
                    "To move job %(job)s to “%(stage)s”, finish %(stages)s first: "
                    "only stages marked as optional and repeated ones can be skipped.",
                    job=self.name,
                    stage=target.workcenter_id.name or self._jewel_handover_stage().name,
                    stages=", ".join(kept.workcenter_id.mapped("name")),
                )
            )
        current.button_finish()
        self._jewel_skip(between)

    def _jewel_skip(self, orders):
        orders.action_cancel()
        if orders:
            stages = ", ".join(orders.workcenter_id.mapped("name"))
            self.message_post(body=self.env._("Skipped: %s", stages))

    def _jewel_move_off_route(self, stage):
        """A job without any route goes where its head says; others keep to theirs."""
        if self.jewel_route_id or self.bom_id.operation_ids:
            raise UserError(
                self.env._(
                    "Stage “%(stage)s” is not on the route of job %(job)s: %(stages)s. "
                    "Add a work order for it on the job, or choose one of these stages.",
                    stage=stage.name,
                    job=self.name,
                    stages=" → ".join(self._jewel_ordered_orders().workcenter_id.mapped("name")),
                )
            )
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
