from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.tests import tagged, test_cursor
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
@capability("B32", "B44")
class TestEscalation(ProductionCase):
    """Rules run by the cron of `base_automation`, as in life."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        cls.company.jewel_director_id = cls.director
        cls.cron = cls.env.ref("base_automation.ir_cron_data_base_automation_check")

    def _due_in(self, **delta):
        deadline = fields.Datetime.now() + timedelta(**delta)
        job = self._create_job(name=str(delta), item_deadline=deadline)
        self.env["mrp.production"]._cron_update_risk()
        return job

    def _run_rules(self):
        self.env.flush_all()
        now = fields.Datetime.now() + timedelta(seconds=1)  # the cron begins after what was done
        with (
            self.enter_registry_test_mode(),
            patch.object(test_cursor.TestCursor, "now", return_value=now),
        ):
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _told(self, job):
        return sorted((row.level, row.user_id) for row in job.escalation_ids)

    def _activities(self, job):
        return job.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == self.env.ref("jewel_production.mail_activity_deadline")
            )
        )

    def test_rules_run_by_themselves(self):
        self.assertTrue(self.cron.active)
        rules = self.env["base.automation"].search([("jewel_level", "!=", False)])
        self.assertEqual(len(rules), 4)
        self.cron.active = True
        self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]).unlink()
        self._due_in(days=-1).risk = "on_time"
        self.env["mrp.production"]._cron_update_risk()
        self.assertTrue(
            self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)]),
            "a risk that has come up is told at once",
        )

    def test_each_level_goes_to_its_person(self):
        soon, overdue, long = self._due_in(hours=5), self._due_in(hours=-2), self._due_in(days=-4)
        fine, free = self._due_in(days=30), self._create_job(name="No deadline")
        self.route.line_ids.minutes = 3 * 8 * 60
        tight = self._due_in(days=8)
        self._run_rules()
        head, director = self.head, self.director
        self.assertEqual(self._told(fine), [])
        self.assertEqual(self._told(free), [])
        self.assertEqual(self._told(tight), [("at_risk", head)])
        self.assertEqual(self._told(soon), [("at_risk", head), ("soon", head)])
        self.assertEqual(self._told(overdue), [("overdue", head)])
        self.assertEqual(self._told(long), [("overdue", head), ("overdue_long", director)])
        for job in (fine, free, tight, soon, overdue, long):
            self.assertEqual(
                self._activities(job).user_id, job.escalation_ids.user_id, "told by an activity"
            )

    def test_jeweller_with_a_screen_of_the_office_is_told_himself(self):
        self.jeweller.group_ids |= self.env.ref("jewel_base.group_planner")
        mine, benchs = self._due_in(hours=5), self._due_in(hours=5)
        self._order_of(mine, self.cast).jeweller_id = self.jeweller
        self._order_of(benchs, self.cast).jeweller_id = self.colleague
        self._run_rules()
        at_risk = {
            row.production_id: row.user_id
            for row in (mine | benchs).escalation_ids
            if row.level == "at_risk"
        }
        self.assertEqual(at_risk, {mine: self.jeweller, benchs: self.head})

    def test_second_and_third_run_tell_nobody_again(self):
        jobs = self._due_in(hours=5) | self._due_in(days=-4)
        self._run_rules()
        before, activities = jobs.escalation_ids, jobs.activity_ids
        self.assertEqual(len(before), 4)
        activities.action_done()
        self.env["mrp.production"]._cron_update_risk()
        self._run_rules()
        jobs._jewel_escalate("overdue_long")
        self.env["base.automation"].search([("jewel_level", "!=", False)]).last_run = False
        self._run_rules()
        self.assertLessEqual(before, jobs.escalation_ids)
        self.assertEqual(len(jobs[1].escalation_ids), 2)
        self.assertFalse(self._activities(jobs[1]))

    def test_database_itself_keeps_doubles_out(self):
        job = self._due_in(days=-1)
        vals = job._prepare_escalation_vals("overdue", self.head)
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            self.env["jewel.job.escalation"].create([vals, vals])

    def test_solved_when_the_job_moves_on(self):
        job, other = self._due_in(days=-1), self._due_in(days=-1)
        self._run_rules()
        self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
        self.assertFalse(self._activities(job))
        self.assertTrue(job.escalation_ids.date_solved)
        self._run_rules()
        self.assertEqual(self._told(job), [("overdue", self.head)], "not told again")
        self.assertTrue(self._activities(other))

    def test_solved_by_another_deadline_which_is_watched_in_its_turn(self):
        job = self._due_in(days=-1)
        self._run_rules()
        job.item_deadline = fields.Datetime.now() + timedelta(days=30)
        self.assertFalse(self._activities(job))
        self.assertTrue(job.escalation_ids.date_solved)
        self._run_rules()
        self.assertEqual(len(job.escalation_ids), 1)
        job.item_deadline = fields.Datetime.now() - timedelta(hours=1)
        self._run_rules()
        self.assertEqual(len(job.escalation_ids), 2, "also when it was moved into the past")
        self.assertTrue(self._activities(job))

    def test_solved_by_hand_over_and_by_cancelling(self):
        done, cancelled = self._due_in(days=-1), self._due_in(days=-1)
        self._run_rules()
        self._work_through(done)
        done.with_user(self.head).action_jewel_handover()
        cancelled.action_cancel()
        for job in (done, cancelled):
            self.assertTrue(job.escalation_ids.date_solved)
            self.assertFalse(self._activities(job))

    def test_the_rules_are_data(self):
        rule = self.env.ref("jewel_production.automation_overdue_long")
        rule.trg_date_range = 5
        job = self._due_in(days=-4)
        self._run_rules()
        self.assertNotIn("overdue_long", job.escalation_ids.mapped("level"))
        self.env.ref("jewel_production.automation_overdue").active = False
        other = self._due_in(days=-2)
        self._run_rules()
        self.assertFalse(other.escalation_ids)

    def test_what_is_told_names_the_job_and_no_client(self):
        job = self._due_in(days=-1)
        self._run_rules()
        activity = self._activities(job)
        self.assertEqual(activity.summary, f"{self.type.name} · {job.name} is overdue")
        self.assertIn("Stage: Casting, nobody has it", activity.note)
        text = activity.summary + activity.note
        self.assertNotIn(job.deal_id.name, text)
        self.assertNotIn(self.client.name, text)
