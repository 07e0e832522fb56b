from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelDeadlineSet(models.TransientModel):
    _name = "jewel.deadline.set"
    _description = "Set the Deadline"

    production_ids = fields.Many2many(
        "mrp.production",
        string="Jobs",
        required=True,
        default=lambda self: self._get_selected_jobs(),
    )
    mode = fields.Selection(
        [("date", "One date for all"), ("shift", "Later by days")],
        "New Deadline",
        default="date",
        required=True,
    )
    deadline = fields.Datetime()
    days = fields.Integer(default=1, help="Negative: earlier. Jobs without a deadline stay so.")
    reason_id = fields.Many2one("jewel.deadline.reason")
    note = fields.Char("Remark")
    is_reason_needed = fields.Boolean(compute="_compute_is_reason_needed")
    is_past = fields.Boolean(compute="_compute_is_past")

    @api.model
    def _get_selected_jobs(self):
        """The jobs that are marked in the list."""
        context = self.env.context
        is_list = context.get("active_model") == "mrp.production"
        return self.env["mrp.production"].browse(context.get("active_ids", ()) if is_list else ())

    @api.depends("production_ids")
    def _compute_is_reason_needed(self):
        for wizard in self:
            wizard.is_reason_needed = any(
                job._is_deadline_promised() for job in wizard.production_ids
            )

    @api.depends("production_ids", "mode", "deadline", "days")
    def _compute_is_past(self):
        now = fields.Datetime.now()
        for wizard in self:
            dates = map(wizard._get_deadline, wizard.production_ids)
            wizard.is_past = any(date and date < now for date in dates)

    def action_set(self):
        self.ensure_one()
        if self.is_reason_needed and not self.reason_id:
            raise UserError(
                self.env._(
                    "To change the deadline of %s, choose the reason.",
                    ", ".join(self.production_ids.mapped("name")),
                )
            )
        jobs = self.production_ids.with_context(
            deadline_reason_id=self.reason_id.id, deadline_note=self.note
        )
        for deadline, same in jobs.grouped(self._get_deadline).items():
            same.write({"item_deadline": deadline})
        return {"type": "ir.actions.act_window_close"}

    def _get_deadline(self, job):
        if self.mode == "date":
            return self.deadline
        return job.item_deadline and job.item_deadline + timedelta(days=self.days)
