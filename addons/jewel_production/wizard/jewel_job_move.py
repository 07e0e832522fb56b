from odoo import fields, models


class JewelJobMove(models.TransientModel):
    """Also answers the question why a stage is skipped: then for one job."""

    _name = "jewel.job.move"
    _inherit = "jewel.job.bulk"
    _description = "Move Jobs to a Stage"

    production_ids = fields.Many2many(default=lambda self: self._default_get_jobs())
    stage_id = fields.Many2one(
        "mrp.workcenter", "To Stage", required=True, domain="[('is_jewel_stage', '=', True)]"
    )
    note = fields.Char(
        "Why", help="Needed when optional stages are skipped; kept on them with your name."
    )
    rework_reason_id = fields.Many2one(
        "jewel.rework.reason", "Reason of Return", help="Needed for jobs that go back."
    )

    def action_move(self):
        return self._jewel_do_each(
            lambda job: job._jewel_move_to_stage(self.stage_id, self.rework_reason_id, self.note)
        )

    def _jewel_tell_refusal(self, job, error):
        """A question on the board is here a field that is still empty."""
        hints = {
            "behind": self.env._("it goes back: choose the reason of return."),
            "over_optional": self.env._("it skips optional stages: say why."),
        }
        place = job.sudo()._jewel_place_of(self.stage_id.sudo())
        missing = place == "behind" and not self.rework_reason_id
        missing |= place == "over_optional" and not self.note
        return f"{job.name}: {hints[place]}" if missing else super()._jewel_tell_refusal(job, error)
