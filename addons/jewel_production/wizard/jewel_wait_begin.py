from odoo import fields, models
from odoo.exceptions import UserError


class JewelWaitBegin(models.TransientModel):
    _name = "jewel.wait.begin"
    _description = "What a Job Waits for"

    production_id = fields.Many2one("mrp.production", "Job", required=True, readonly=True)
    workorder_id = fields.Many2one("mrp.workorder", "Work Order", readonly=True)
    reason_id = fields.Many2one("jewel.wait.reason", "Waits for")
    note = fields.Char("Remark")

    def action_wait(self):
        """Let the job wait; a jeweller may do so with the piece that he has in hand."""
        self.ensure_one()
        if not self.reason_id:
            raise UserError(
                self.env._("To let job %s wait, say what it waits for.", self.production_id.name)
            )
        if self.workorder_id:
            job = self.workorder_id._jewel_in_hand().production_id
        else:
            job = self.production_id
            job._check_production_head()
            job._jewel_lock()
        job.sudo()._jewel_begin_wait(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
