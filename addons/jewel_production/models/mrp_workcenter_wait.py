from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MrpWorkcenter(models.Model):
    """A stage outside of the workshop, such as the assay office: a piece waits there."""

    _inherit = "mrp.workcenter"

    is_waiting = fields.Boolean(
        "Outside", help="Nobody works here: whoever enters the stage begins to wait."
    )
    wait_reason_id = fields.Many2one("jewel.wait.reason", "Waits for", ondelete="restrict")
    wait_days = fields.Float(
        "Norm of Waiting, days", help="Working days of the calendar of this stage."
    )

    _wait_days_positive = models.Constraint(
        "CHECK(wait_days >= 0)", "The norm of waiting cannot be negative."
    )

    @api.constrains("is_waiting", "wait_reason_id")
    def _check_wait_reason(self):
        for stage in self:
            if stage.is_waiting and not stage.wait_reason_id:
                raise ValidationError(
                    self.env._(
                        "To make “%s” a stage outside, say what a piece waits for there.",
                        stage.name,
                    )
                )

    def _jewel_pace(self):
        """Override: outside nobody queues for hands, and the norm is told in working days."""
        if not self.is_waiting:
            return super()._jewel_pace()
        calendar = self._jewel_calendar()
        return None, (calendar.hours_per_day if calendar else 24) * 60
