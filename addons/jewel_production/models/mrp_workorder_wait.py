from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpWorkorder(models.Model):
    """Waiting at a stage: what the jeweller says, and what a stage outside means by itself."""

    _inherit = "mrp.workorder"

    is_waiting = fields.Boolean(related="workcenter_id.is_waiting")
    wait_days = fields.Float("Norm of Waiting, days", copy=False)
    wait_reason_id = fields.Many2one(
        "jewel.wait.reason", "Waits for", compute="_compute_wait", compute_sudo=True
    )
    wait_since = fields.Datetime("Waiting since", compute="_compute_wait", compute_sudo=True)

    @api.depends("production_id.wait_id")
    def _compute_wait(self):
        for order in self:
            wait = order.production_id.wait_id
            here = wait if wait.workorder_id == order else wait.browse()
            order.wait_reason_id = here.reason_id
            order.wait_since = here.date_start

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"is_waiting", "wait_reason_id", "wait_since"}

    def _get_wait_due(self, reason):
        """Until when ``reason`` may last: by the norm of an outside stage, else by its own.

        False where there is none. Asked of no work order when all stages are done.
        """
        stage, days = self.workcenter_id, reason.norm_days
        if stage.is_waiting and reason == stage.wait_reason_id:
            days = round(self.wait_days or stage.wait_days) or days
        company = self.company_id or self.env.company
        calendar = stage.resource_calendar_id or company.resource_calendar_id
        return bool(days and calendar) and calendar.plan_days(
            days, fields.Datetime.now(), compute_leaves=True
        )

    def _prepare_rework_vals(self, reason, note):
        return {**super()._prepare_rework_vals(reason, note), "wait_days": self.wait_days}

    # === AT THE BENCH === #

    def action_jewel_wait(self):
        """Ask the jeweller what the piece in his hands waits for."""
        self.ensure_one()
        order = self._jewel_in_hand()
        if not order:
            return True
        return order.production_id._jewel_wait_question(
            default_production_id=order.production_id.id, default_workorder_id=order.id
        )

    def action_jewel_resume(self):
        """Nothing is waited for any more; “Start” says the same and runs the clock."""
        for order in self._jewel_in_hand():
            if order.wait_reason_id:
                order.production_id._jewel_resume()
        return True

    def _jewel_in_hand(self):
        """These work orders as superuser, locked; raises when one is not in the user's hands."""
        orders = self._jewel_bench()
        for order in orders:
            if order.jeweller_id != self.env.user:
                raise UserError(
                    self.env._(
                        "To say that job %(job)s waits at “%(stage)s”, take it first.",
                        job=order.production_id.name,
                        stage=order.name,
                    )
                )
            order._jewel_check_ready()
        return orders

    # === WHAT MOVES A JOB === #

    def button_start(self, raise_on_invalid_state=False):
        """Override of `mrp`: nobody works at a stage outside, so its clock never runs."""
        inside = self.filtered(lambda order: not order.workcenter_id.is_waiting)
        result = super(MrpWorkorder, inside).button_start(
            raise_on_invalid_state=raise_on_invalid_state
        )
        inside.production_id._jewel_settle_wait()
        return result

    def button_finish(self):
        result = super().button_finish()
        self.production_id._jewel_settle_wait()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.production_id._jewel_settle_wait()
        return result
