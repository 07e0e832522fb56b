from odoo import fields, models

_ACTIVITY = "jewel_production.mail_activity_deadline"


class MrpProduction(models.Model):
    """A deadline in danger goes to people. When is a matter of automation rules, which are data."""

    _inherit = "mrp.production"

    escalation_ids = fields.One2many("jewel.job.escalation", "production_id", "Escalations")

    def _jewel_escalate(self, level):
        """Tell whom ``level`` (see `jewel.job.escalation`) concerns; a second call tells nobody.

        A job that somebody is just moving is left to the next run: it may be done by then.
        """
        for job in self.sudo()._jewel_untold(level)._jewel_try_lock():
            user = job._get_escalation_user(level)
            summary, note = job.with_context(lang=user.lang)._get_escalation_texts(level)
            job.activity_schedule(_ACTIVITY, user_id=user.id, summary=summary, note=note)
            self.env["jewel.job.escalation"].sudo().create(
                job._prepare_escalation_vals(level, user)
            )

    def _jewel_untold(self, level):
        """Those that have a deadline of which nobody has been told at this level."""
        told = {
            (row.production_id, row.deadline)
            for row in self.env["jewel.job.escalation"]
            .sudo()
            .search([("production_id", "in", self.ids), ("level", "=", level)])
        }
        return self.filtered(
            lambda job: job.item_deadline and (job.sudo(), job.item_deadline) not in told
        )

    def _prepare_escalation_vals(self, level, user):
        self.ensure_one()
        return {
            "production_id": self.id,
            "level": level,
            "deadline": self.item_deadline,
            "user_id": user.id,
            "workcenter_id": self.stage_id.id,
        }

    def _get_escalation_user(self, level):
        """The jeweller where he works with the office's screens, the head, or the director."""
        self.ensure_one()
        if level == "overdue_long":
            return self.company_id._get_jewel_director() or self._get_job_head()
        jeweller = self.jeweller_id
        if level == "at_risk" and jeweller.active and not jeweller._is_jewel_bench_only():
            return jeweller
        return self._get_job_head()

    def _get_escalation_texts(self, level):
        """Summary and note of the activity, in the language of the context."""
        self.ensure_one()
        env, what = self.env, self.with_context(jewel_job_name=True).display_name
        summary = {
            "at_risk": lambda: env._("%s may be late", what),
            "soon": lambda: env._("%s is due soon and not safe", what),
            "overdue": lambda: env._("%s is overdue", what),
            "overdue_long": lambda: env._("%s is long overdue", what),
        }[level]()
        note = env._(
            "Deadline %(deadline)s, projected finish %(projected)s."
            " Stage: %(stage)s, %(jeweller)s.",
            deadline=self._jewel_date(self.item_deadline),
            projected=self._jewel_date(self.date_projected) or "–",
            stage=self.stage_id.name or "–",
            jeweller=self.jeweller_id.name or env._("nobody has it"),
        )
        return summary, note

    # === SOLVED === #

    def _jewel_settle_escalations(self):
        """The job has moved on, or its deadline: what was asked of people is done."""
        rows = self.sudo().escalation_ids.filtered(lambda row: not row.date_solved)
        if rows:
            rows.date_solved = fields.Datetime.now()
            rows.production_id.activity_unlink([_ACTIVITY])

    def _post_item_spec_changed(self, fnames):
        result = super()._post_item_spec_changed(fnames)
        if "item_deadline" in fnames:
            self._jewel_settle_escalations()
        return result

    def _post_jewel_handover(self):
        result = super()._post_jewel_handover()
        self._jewel_settle_escalations()
        return result

    def _action_cancel(self):
        result = super()._action_cancel()
        self._jewel_settle_escalations()
        return result
