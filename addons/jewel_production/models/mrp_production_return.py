import logging

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError


class MrpProduction(models.Model):
    """Sending a job back: history stays, the stages are passed again as new work orders."""

    _inherit = "mrp.production"

    rework_count = fields.Integer("Returns", readonly=True, copy=False)

    def _jewel_return(self, origin, reason, note, again):
        """Send the job back to the stage of ``origin``, a passed work order."""
        if not reason:
            raise self._jewel_reason_question(origin.workcenter_id)
        if again is None:
            again = self._jewel_passed_since(origin)
        self._jewel_halt_current()
        orders = self._jewel_add_rework(origin | again, reason, note)
        self.rework_count += 1
        self._jewel_note_return(origin, reason, note)
        self._post_jewel_return(orders)

    def _jewel_reason_question(self, stage):
        """The exception that opens the wizard for the reason."""
        question = RedirectWarning(
            self.env._(
                "Job %(job)s goes back to “%(stage)s”. Say why: the reason is kept with the job.",
                job=self.name,
                stage=stage.name,
            ),
            self.env.ref("jewel_production.jewel_job_return_action").id,
            self.env._("Give the reason"),
            {"default_production_id": self.id, "default_stage_id": stage.id},
        )
        question.loglevel = logging.INFO  # an answer is wanted: nothing has gone wrong
        return question

    def _jewel_passed_since(self, origin):
        """Stages done after ``origin`` and before the current one: they must be passed again."""
        passed = self._jewel_passed_orders()
        later = passed[passed.ids.index(origin.id) + 1 :]
        return later.filtered(lambda order: order.state == "done")

    def _jewel_halt_current(self):
        """Stop what is under way; it will wait until the repeated stages are through."""
        opened = self._jewel_open_orders()
        opened.filtered("weight_in").weight_in = 0  # it comes back with another weight
        running = opened.filtered(lambda order: order.state == "progress")
        running.end_all()
        running.state = "ready"

    def _jewel_add_rework(self, origins, reason, note):
        passed, opened = self._jewel_passed_orders(), self._jewel_open_orders()
        shift = len(passed)
        for index, order in enumerate(passed):
            order.sequence = index
        for index, order in enumerate(opened, start=shift + len(origins)):
            order.sequence = index
        orders = self.env["mrp.workorder"].create(
            [
                {**origin._prepare_rework_vals(reason, note), "sequence": index}
                for index, origin in enumerate(origins, start=shift)
            ]
        )
        orders._jewel_chain(passed[-1:], opened[:1])
        return orders

    def _jewel_note_return(self, origin, reason, note):
        body = self.env._(
            "Returned to “%(stage)s”: %(reason)s",
            stage=origin.workcenter_id.name,
            reason=reason.name,
        )
        self.message_post(body=f"{body}. {note}" if note else body)

    def _post_jewel_return(self, workorders):
        """Hook: called once after a job went back, with the new work orders."""

    def _jewel_check_returnable(self, stage):
        """The stage to return to must lie behind; used by the wizard, whose list may be stale."""
        if stage not in self._jewel_passed_orders().workcenter_id:
            raise UserError(
                self.env._(
                    "Job %(job)s cannot go back to “%(stage)s”: it has not passed that stage. "
                    "It has passed: %(passed)s.",
                    job=self.name,
                    stage=stage.name,
                    passed=", ".join(self._jewel_passed_orders().workcenter_id.mapped("name"))
                    or self.env._("none yet, this is its first stage"),
                )
            )
