from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..job_code import read_code


class MrpProduction(models.Model):
    """A scanned envelope opens the work that is next for whoever has scanned it."""

    _inherit = "mrp.production"

    @api.model
    def jewel_scan(self, code):
        """The action for what a scanner has read or a person has typed.

        :param str code: number of a job, or the link of its QR code
        :return: an action: the screen to open, or a notification that says why not
        """
        job_id, numbers = read_code(code or "")
        record, refusal = self._jewel_find_scanned(job_id, numbers)._jewel_scan_target(code)
        if refusal:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "danger", "message": refusal, "sticky": True},
            }
        return record._jewel_scan_action()

    @api.model
    def _jewel_scan_link(self, job_id):
        """(URL, "") for the link of an envelope, or ("", why not)."""
        record, refusal = self._jewel_find_scanned(job_id, [])._jewel_scan_target(job_id)
        if refusal:
            return "", refusal
        path = "my-work" if record._name == "mrp.workorder" else "workshop-jobs"
        return f"/odoo/{path}/{record.id}", ""

    @api.model
    def _jewel_find_scanned(self, job_id, numbers):
        """The job with this id or number in the user's companies, as superuser; may be empty."""
        wanted = Domain("id", "=", job_id) if job_id else Domain("name", "in", numbers)
        wanted &= Domain("is_jewel_job", "=", True)
        jobs = self.sudo().search(wanted & Domain("company_id", "in", self.env.companies.ids))
        return (jobs.filtered(lambda job: job.company_id == self.env.company) or jobs)[:1]

    def _jewel_scan_target(self, code):
        """(record to open, "") or (nothing, why not): his work order, or the job for an office."""
        user = self.env.user
        job = self.with_env(self.env(su=False))
        if self and user._is_jewel_bench_only():
            order, refusal = self._jewel_next_work_of(user)
            return order.with_env(job.env), refusal
        if self and job.has_access("read"):
            return job, ""
        return job, self.env._(
            "There is no job with the number “%s”. Scan the envelope again, or type the number "
            "that is printed on it.",
            code or "",
        )

    def _jewel_next_work_of(self, user):
        """(work order, "") that ``user`` takes or has in hand now, or (nothing, why not)."""
        opened, nothing = self._jewel_open_orders(), self.env["mrp.workorder"]
        current = opened[:1]
        for order in opened:
            is_his = order.jeweller_id == user or (
                order == current
                and not order.jeweller_id
                and order.workcenter_id._is_stage_of(user)
            )
            if is_his and order.state != "blocked":
                return order, ""
        return nothing, self._get_scan_refusal(user, current, opened)

    def _get_scan_refusal(self, user, current, opened):
        """Why there is nothing for ``user``; names of colleagues only where he works himself."""
        env, job, stage = self.env, self.name, current.name
        if not current:
            return env._("Nothing is left to do for job %s: its stages are done.", job)
        if current.jeweller_id and current.workcenter_id._is_stage_of(user):
            return env._(
                "“%(stage)s” of job %(job)s is already taken by %(jeweller)s.",
                stage=stage,
                job=job,
                jeweller=current.jeweller_id.name,
            )
        if later := opened.filtered(lambda order: order._is_work_for(user))[:1]:
            return env._(
                "Job %(job)s is not yours yet: it is at “%(stage)s”, your “%(later)s” comes after.",
                job=job,
                stage=stage,
                later=later.name,
            )
        done = self._jewel_passed_orders().filtered(
            lambda order: order.state == "done" and order.workcenter_id._is_stage_of(user)
        )[-1:]
        if done:
            return env._(
                "“%(done)s” of job %(job)s is done already: %(jeweller)s, %(date)s. "
                "The job is at “%(stage)s” now.",
                done=done.name,
                job=job,
                jeweller=done.jeweller_id.name or "–",
                date=format_datetime(env, done.date_finished, dt_format="short"),
                stage=stage,
            )
        return env._(
            "There is no work for you in job %(job)s. It is at “%(stage)s”.", job=job, stage=stage
        )

    def _jewel_scan_action(self):
        """The card of the job, for those who see all of it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_production.mrp_production_jobs_action"
        )
        view = self.env.ref("jewel_production.mrp_production_view_job_form")
        return {**action, "views": [(view.id, "form")], "res_id": self.id}
