"""Waits beyond their norm: who is reminded, once, and until when."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged, test_cursor

from odoo.addons.jewel_base.tests.common import capability

from .test_wait import WaitCase

MONDAY = "2026-11-23 06:00:00"  # nine in Moscow
WEDNESDAY_EVENING = "2026-11-25 20:00:00"
THURSDAY = "2026-11-26 07:00:00"


@tagged("post_install", "-at_install")
@capability("B32", "B44")
class TestWaitNorm(WaitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cast.resource_calendar_id = cls.env.ref("jewel_production.calendar_workshop")
        (cls.client_reason | cls.stone_reason).norm_days = 3
        cls.cron = cls.env.ref("base_automation.ir_cron_data_base_automation_check")

    def _run_rules(self, moment):
        """The cron of `base_automation` at this moment, as in life."""
        self.env.flush_all()
        with (
            freeze_time(moment),
            self.enter_registry_test_mode(),
            patch.object(
                test_cursor.TestCursor, "now", return_value=fields.Datetime.to_datetime(moment)
            ),
        ):
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _reminders(self):
        kind = self.env.ref("jewel_production.mail_activity_wait")
        records = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        mine = {("mrp.production", self.job.id), ("crm.lead", self.job.deal_id.id)}
        return records.filtered(lambda row: (row.res_model, row.res_id) in mine)

    def test_norm_of_the_reason_ends_with_its_last_working_day(self):
        with freeze_time(MONDAY):
            self._wait()
        self.assertEqual(str(self.job.wait_id.date_due.date()), "2026-11-25")
        self.client_reason.norm_days = 0
        other = self._create_job(name="No norm")
        self._wait(job=other)
        self.assertFalse(other.wait_id.date_due)

    def test_head_is_reminded_once_and_not_before(self):
        with freeze_time(MONDAY):
            self._wait(self.stone_reason)
        self._run_rules("2026-11-24 12:00:00")
        self.assertFalse(self._reminders())
        self._run_rules(WEDNESDAY_EVENING)
        reminder = self._reminders()
        self.assertEqual((reminder.res_model, reminder.user_id), ("mrp.production", self.head))
        self.assertIn("waits too long: Test stone", reminder.summary)
        self.assertNotIn(self.client.name, reminder.summary + reminder.note)
        wait = self.job.wait_id
        self.assertEqual((wait.told_user_id, str(wait.date_told)), (self.head, WEDNESDAY_EVENING))
        self._run_rules(THURSDAY)
        wait._jewel_remind()
        self.assertEqual(self._reminders(), reminder)
        reminder.action_done()
        rule = self.env.ref("jewel_production.automation_wait")
        rule.last_run = False
        self._run_rules("2026-11-27 07:00:00")
        self.assertFalse(self._reminders(), "done means done")

    def test_client_is_asked_by_the_manager_of_the_deal(self):
        with freeze_time(MONDAY):
            self._wait()
        self._run_rules(THURSDAY)
        reminder = self._reminders()
        self.assertEqual((reminder.res_model, reminder.user_id), ("crm.lead", self.manager))
        self.assertIn(self.job.name, reminder.summary)

    def test_end_of_the_wait_takes_the_reminder_away(self):
        for end in ("resume", "finish", "cancel"):
            with self.subTest(end):
                self.job = self._create_job(name=end)
                with freeze_time(MONDAY):
                    self._wait()
                self.env.ref("jewel_production.automation_wait").last_run = False
                self._run_rules(THURSDAY)
                self.assertEqual(len(self._reminders()), 1)
                if end == "resume":
                    self.job.with_user(self.head).action_jewel_resume()
                elif end == "finish":
                    self._at(self.cast).action_jewel_finish()
                else:
                    self.job.with_user(self.head).action_cancel()
                self.assertFalse(self._reminders())

    def test_another_reason_is_another_wait(self):
        with freeze_time(MONDAY):
            self._wait()
        self._run_rules(THURSDAY)
        with freeze_time(fields.Datetime.to_datetime(THURSDAY) + timedelta(hours=1)):
            self._wait(self.stone_reason)
        self.assertFalse(self._reminders(), "of the first wait")
        self._run_rules("2026-11-27 12:00:00")
        self.assertFalse(self._reminders())
        self._run_rules("2026-12-01 07:00:00")
        self.assertEqual(self._reminders().user_id, self.head)

    def test_piece_at_the_assay_office_is_missed_by_the_norm_of_its_stage(self):
        assay = self.env.ref("jewel_production.wait_assay")
        self.file.write({"is_waiting": True, "wait_reason_id": assay.id, "wait_days": 2})
        self.file.resource_calendar_id = self.cast.resource_calendar_id
        with freeze_time(MONDAY):
            self._drag(self.job, self.file)
        self._run_rules(WEDNESDAY_EVENING)
        self.assertEqual(self._reminders().user_id, self.head)
