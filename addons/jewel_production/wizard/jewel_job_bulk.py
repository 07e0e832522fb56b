from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError


class JewelJobBulk(models.AbstractModel):
    """One thing done to many jobs: each job as a whole or not at all, and what was not is told."""

    _name = "jewel.job.bulk"
    _description = "Something Done to Many Jobs"

    production_ids = fields.Many2many("mrp.production", string="Jobs", required=True)
    refused = fields.Text("Not Possible", readonly=True)

    def _default_get_jobs(self):
        return self.env.context.get("active_ids", [])

    def _jewel_do_each(self, work):
        """Call ``work(job)`` for each job; whose turn fails is as before, and stays in the wizard.

        :return: action that closes the wizard, or shows it again with what was refused
        """
        self.ensure_one()
        self.production_ids._check_production_head()
        refused = self.env["mrp.production"]
        reasons = []
        for job in self.production_ids:
            try:
                with self.env.cr.savepoint():
                    work(job)
            except (UserError, RedirectWarning) as error:
                reasons.append(self._jewel_tell_refusal(job, error))
                refused |= job
        if not refused:
            return {"type": "ir.actions.act_window_close"}
        self.write({"production_ids": refused.ids, "refused": "\n".join(reasons)})
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _jewel_tell_refusal(self, job, error):
        text = error.args[0]
        return text if job.name in text else f"{job.name}: {text}"
