from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase

MONDAY = "2026-06-01 06:00:00"  # nine o'clock in Moscow


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
@capability("A9", "B44")
class TestRisk(ProductionCase):
    """Four stages of an hour each; working hours 9-13 and 14-18 in Moscow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env.ref("jewel_production.calendar_workshop").copy({"name": "Test"})
        hours = [
            Command.create(
                {
                    "name": "Shift",
                    "dayofweek": str(day),
                    "hour_from": begin,
                    "hour_to": end,
                    "day_period": period,
                }
            )
            for day in range(5)
            for begin, end, period in ((9, 13, "morning"), (14, 18, "afternoon"))
        ]
        cls.calendar.attendance_ids = [Command.clear(), *hours]
        cls.stages = cls.cast | cls.file | cls.enamel | cls.polish
        cls.stages.resource_calendar_id = cls.calendar
        cls.route.line_ids.minutes = 60
        cls.model = cls._create_model()

    @classmethod
    def _create_jobs(cls, *deadlines, **vals):
        jobs = cls.env["mrp.production"].create(
            [{"product_id": cls.model.id, "item_deadline": day, **vals} for day in deadlines]
        )
        jobs.action_confirm()
        cls.env.flush_all()
        return jobs

    def _expected(self, job):
        """Projected finish by the clocks of Moscow."""
        return fields.Datetime.to_string(job.date_projected + timedelta(hours=3))[5:16]

    def test_stage_outside_counts_working_days_then_the_date_it_is_expected(self):
        assay = self.env["jewel.wait.reason"].create({"name": "Assay", "party": "assay"})
        self.file.write({"is_waiting": True, "wait_reason_id": assay.id})
        line = self.route.line_ids.filtered(lambda line: line.workcenter_id == self.file)
        line.wait_days = 3
        job = self._create_jobs(False)
        self.assertEqual(self._expected(job), "06-04 12:00", "an hour, three days, two hours")
        self._order_of(job, self.cast).action_jewel_finish()
        self.env["mrp.production"]._cron_update_risk()
        self.assertEqual(self._expected(job), "06-03 16:00", "it is back on Wednesday at noon")
        strike = self.env["jewel.wait.reason"].create(
            {"name": "Strike", "party": "other", "norm_days": 2}
        )
        job._jewel_begin_wait(strike)
        self.env["mrp.production"]._cron_update_risk()
        self.assertEqual(self._expected(job), "06-05 16:00", "two days, and then three outside")

    def test_finish_follows_norms_and_calendar(self):
        self.assertEqual(self._expected(self._create_jobs(False)), "06-01 13:00")
        self.route.line_ids.minutes = 240
        self.env["mrp.production"].search([]).action_cancel()
        self.assertEqual(self._expected(self._create_jobs(False)), "06-02 18:00")

    def test_queue_counts_and_deadline_makes_its_order(self):
        late, early = self._create_jobs("2026-06-20 12:00:00", "2026-06-10 12:00:00")
        self._run_cron()
        self.assertEqual(self._expected(early), "06-01 13:00")
        self.assertEqual(self._expected(late), "06-01 15:00", "an hour behind, and lunch")
        late.priority = "1"
        self._run_cron()
        self.assertEqual(self._expected(late), "06-01 13:00")
        self.assertEqual(self._expected(early), "06-01 15:00")

    def test_jewellers_of_a_stage_work_side_by_side(self):
        jobs = self._create_jobs(*["2026-06-20 12:00:00"] * 3)
        self._run_cron()
        self.assertEqual(self._expected(jobs[2]), "06-01 16:00")
        self.stages.jeweller_ids = self.jeweller | self.colleague
        self._run_cron()
        self.assertEqual(self._expected(jobs[2]), "06-01 15:00")

    def test_a_queue_makes_a_job_late_that_has_time_enough_of_its_own(self):
        self.route.line_ids.minutes = 480
        deadline = "2026-06-08 15:00:00"
        self.assertEqual(self._create_jobs(deadline).risk, "on_time")
        self.assertEqual(self._create_jobs(deadline, deadline)[-1].risk, "at_risk")

    def test_holidays_and_a_calendar_of_its_own_count_at_once(self):
        job = self._create_jobs("2026-06-20 12:00:00")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": "2026-05-31 21:00:00",
                "date_to": "2026-06-01 20:59:59",
            }
        )
        self._run_cron()
        self.assertEqual(self._expected(job), "06-02 13:00")
        evening = self.calendar.copy({"name": "Evening"})
        evening.attendance_ids.filtered(lambda line: line.hour_from == 9).unlink()
        self.polish.resource_calendar_id = evening
        self._run_cron()
        self.assertEqual(self._expected(job), "06-02 15:00")

    def test_without_hours_no_date_is_told_and_that_is_a_risk(self):
        job = self._create_jobs("2026-12-20 12:00:00")
        self.assertEqual(job.risk, "on_time")
        self.calendar.attendance_ids = [Command.clear()]
        self._run_cron()
        self.assertEqual((job.risk, job.date_projected), ("at_risk", False))

    def test_a_stage_says_itself_how_its_minutes_count(self):
        first, second = self._create_jobs(*["2026-06-20 12:00:00"] * 2)
        pace, hallmark = type(self.cast)._jewel_pace, self.cast

        def waits(stage):
            return (None, 8.0) if stage == hallmark else pace(stage)

        with patch.object(type(self.cast), "_jewel_pace", waits):
            self._run_cron()
        self.assertEqual(self._expected(first), "06-02 12:00", "a day outside and three hours")
        self.assertEqual(self._expected(second), "06-02 12:00", "nobody queues outside")

    def test_touched_jobs_are_told_anew_at_once(self):
        job = self._create_jobs("2026-06-03 12:00:00")
        self.assertEqual((job.risk, self._expected(job)), ("on_time", "06-01 13:00"))
        self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
        self.assertEqual(self._expected(job), "06-01 12:00")
        self._send_back(job, self.cast)
        self.assertEqual(self._expected(job), "06-01 13:00")
        job.item_deadline = "2026-06-01 14:00:00"
        self.assertEqual(job.risk, "at_risk")
        since = job.date_risk
        self.assertTrue(since)
        self._work_through(job)
        self.assertEqual(job.date_risk, since)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual((job.risk, job.date_projected, job.date_risk), ("on_time", False, False))

    def test_one_job_alone_comes_to_the_same_as_all_together(self):
        days = [f"2026-06-{day:02} 12:00:00" for day in (9, 3, 7, 3, 5)]
        jobs = self._create_jobs(*days, False)
        jobs[4].priority = "1"
        self._order_of(jobs[2], self.cast, self.jeweller).action_jewel_start()
        self._order_of(jobs[0], self.cast, self.jeweller).action_jewel_finish()
        now = fields.Datetime.now()
        together = {row.id: row.finish for row in jobs._jewel_project(now)}
        alone = {job.id: job._jewel_project(now)[0].finish for job in jobs}
        self.assertEqual(alone, together)
        self.assertGreater(len(set(together.values())), 3)

    def test_cron_reads_all_in_few_queries_and_writes_only_what_changes(self):
        self._create_jobs(*["2026-06-20 12:00:00"] * 5)
        self._run_cron()
        few = self._count_queries()
        jobs = self._create_jobs(*["2026-06-19 12:00:00"] * 40)
        self._run_cron()
        self.assertLessEqual(self._count_queries(), few)
        self.env.cr.execute("SELECT id, xmin FROM mrp_production WHERE id IN %s", [tuple(jobs.ids)])
        before = dict(self.env.cr.fetchall())
        jobs[0].workorder_ids[:1].duration_expected = 90
        self.env.flush_all()
        with patch.object(type(jobs), "_jewel_write_risk", autospec=True) as write:
            self._run_cron()
        written = {change[0] for change in write.call_args.args[1]}
        self.assertLessEqual({jobs[1].id, jobs[39].id}, written, "they stand behind")
        self.assertEqual(len(before), 40)
        self._run_cron()
        with patch.object(type(jobs), "_jewel_write_risk", autospec=True) as write:
            self._run_cron()
        self.assertFalse(write.call_args.args[1], "nothing has changed since")

    def test_risk_is_searched_and_grouped_by_the_database(self):
        now = fields.Datetime.now()
        fine, tight, late = (
            self._create_jobs(fields.Datetime.to_string(now + timedelta(days=days)))
            for days in (15, 1, -1)
        )
        jobs = self.env["mrp.production"].with_user(self.head)
        mine = [("id", "in", (fine | tight | late).ids)]
        self.assertEqual(jobs.search([*mine, ("risk", "=", "at_risk")]), tight)
        self.assertEqual(
            dict(jobs._read_group(mine, ["risk"], ["id:recordset"])),
            {"on_time": fine, "at_risk": tight, "late": late},
        )
        with freeze_time(now + timedelta(days=16)):
            self._run_cron()
            self.assertEqual(jobs.search_count([*mine, ("risk", "=", "late")]), 3)

    def test_reserve_is_a_matter_of_the_company(self):
        job = self._create_jobs("2026-06-02 09:00:00")  # an hour less than a day in hand
        self.assertEqual(job.risk, "at_risk")
        self.company.deadline_reserve_hours = 2
        self._run_cron()
        self.assertEqual(job.risk, "on_time")

    def _run_cron(self):
        self.env["mrp.production"]._cron_update_risk()

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._run_cron()
        return self.env.cr.sql_log_count - before
