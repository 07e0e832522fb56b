from odoo import fields, models


class MrpWorkorder(models.Model):
    """A stage that was skipped: by whom, when and why."""

    _inherit = "mrp.workorder"

    skip_user_id = fields.Many2one("res.users", "Skipped by", copy=False, readonly=True)
    skip_date = fields.Datetime("Skipped on", copy=False, readonly=True)
    skip_note = fields.Char("Skipped Because", copy=False)

    def _jewel_note_skip(self, note):
        """Keep who let these stages out and why, on them and in the history of their job."""
        self.write(
            {
                "skip_user_id": self.env.uid,
                "skip_date": fields.Datetime.now(),
                "skip_note": note,
            }
        )
        for job, orders in self.grouped("production_id").items():
            stages = ", ".join(orders.workcenter_id.mapped("name"))
            job.message_post(
                body=self.env._("Skipped: %(stages)s – %(reason)s", stages=stages, reason=note)
            )
