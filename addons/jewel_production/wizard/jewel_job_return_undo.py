from odoo import fields, models


class JewelJobReturn(models.TransientModel):
    _inherit = "jewel.job.return"

    undo_handover = fields.Boolean("Hand-over Is Undone", readonly=True)

    def action_return(self):
        """Override: a job that was handed over is opened first, then sent back like any other."""
        self.ensure_one()
        if self.undo_handover and self.production_id.state == "done":
            self._check_filled()
            job = self.production_id
            job.sudo()._jewel_check_returnable(self.stage_id)
            reason = ". ".join(filter(None, [self.rework_reason_id.name, self.note]))
            job._jewel_undo_handover(reason)
        return super().action_return()
