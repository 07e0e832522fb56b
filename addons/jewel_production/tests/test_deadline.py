from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import ProductionCase


# A Monday morning in Moscow: the days below are working days.
@freeze_time("2026-06-01 06:00:00")
@tagged("post_install", "-at_install")
class TestDeadline(ProductionCase):
    def _job_due_in(self, **delta):
        return self._create_job(
            name=str(delta), item_deadline=delta and fields.Datetime.now() + timedelta(**delta)
        )

    def test_risk_follows_deadline_and_remaining_norms(self):
        self.assertEqual(self._job_due_in(days=20).risk, "on_time")
        self.assertEqual(self._job_due_in(hours=20).risk, "at_risk")
        self.assertEqual(self._job_due_in(hours=-1).risk, "late")
        self.assertEqual(self._job_due_in().risk, "on_time", "without deadline")

    def test_less_work_left_means_less_risk(self):
        self.route.line_ids.minutes = 480
        job = self._job_due_in(days=4)
        self.assertEqual(job.risk, "at_risk")
        self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
        self._order_of(job, self.file, self.jeweller).action_jewel_finish()
        self.assertEqual(job.risk, "on_time")

    def test_late_jobs_are_found(self):
        late, fine, free = self._job_due_in(days=-1), self._job_due_in(days=9), self._job_due_in()
        done = self._job_due_in(days=-2)
        self._work_through(done)
        done.with_user(self.head).action_jewel_handover()
        jobs = late | fine | free | done
        search = self.env["mrp.production"].search
        self.assertEqual(search([("id", "in", jobs.ids), ("is_late", "=", True)]), late | done)
        self.assertEqual(search([("id", "in", jobs.ids), ("is_late", "=", False)]), fine | free)

    def test_one_deadline_in_both_fields(self):
        job = self._create_job()
        job.item_deadline = "2031-01-05 12:00:00"
        self.assertEqual(job.date_deadline, job.item_deadline)
        job.date_deadline = "2031-02-05 12:00:00"
        self.assertEqual(job.item_deadline, job.date_deadline)
