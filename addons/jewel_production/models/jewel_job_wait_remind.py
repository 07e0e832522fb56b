from odoo import api, fields, models

_ACTIVITY = "jewel_production.mail_activity_wait"


class JewelJobWait(models.Model):
    """A wait beyond its norm is told once to who can end it; an automation rule says when."""

    _inherit = "jewel.job.wait"

    date_told = fields.Datetime("Reminded on", readonly=True)
    told_user_id = fields.Many2one("res.users", "Reminded", readonly=True)
    activity_id = fields.Many2one("mail.activity", readonly=True, index="btree_not_null")

    def _jewel_remind(self):
        """Give an activity for each wait that goes on; a second call tells nobody.

        The wait of a job that somebody is just moving is left to the next run.
        """
        for wait in self.sudo().filtered(lambda wait: not (wait.date_end or wait.date_told)):
            if not wait.production_id._jewel_try_lock():
                continue
            record, user = wait._get_reminder_target()
            summary, note = wait.with_context(lang=user.lang)._get_reminder_texts()
            activity = record.activity_schedule(
                _ACTIVITY, user_id=user.id, summary=summary, note=note
            )
            wait.write(
                {
                    "date_told": fields.Datetime.now(),
                    "told_user_id": user.id,
                    "activity_id": activity.id,
                }
            )

    def _get_reminder_target(self):
        """Record and user: the client is asked by the manager of the deal, all else by the head."""
        self.ensure_one()
        job = self.production_id
        if self.party == "client" and job.deal_id:
            return job.deal_id, job.deal_id._get_jewel_responsible()
        return job, job._get_job_head()

    def _get_reminder_texts(self):
        """Summary and note of the activity, in the language of the context."""
        self.ensure_one()
        job = self.production_id.with_context(jewel_job_name=True)
        summary = self.env._(
            "%(job)s waits too long: %(reason)s", job=job.display_name, reason=self.reason_id.name
        )
        note = self.env._(
            "Since %(since)s; the norm ended on %(due)s. Ask, and press “Waits no more” on the "
            "job when it can go on.",
            since=job._jewel_date(self.date_start),
            due=job._jewel_date(self.date_due),
        )
        return summary, note

    def _jewel_forget(self):
        """The wait is over: nobody need do anything about it."""
        self.activity_id.filtered("active").unlink()

    @api.ondelete(at_uninstall=True)
    def _unlink_reminder(self):
        self.sudo()._jewel_forget()
