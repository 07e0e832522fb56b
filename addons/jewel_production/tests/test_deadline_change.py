from datetime import timedelta

from odoo import fields
from odoo.exceptions import RedirectWarning
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


class DeadlineCase(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now().replace(microsecond=0)
        cls.promised = cls.now + timedelta(days=20)
        cls.later = cls.now + timedelta(days=25)
        cls.why = cls.env.ref("jewel_production.deadline_reason_stone")

    def _job(self, **vals):
        return self._create_job(item_deadline=self.promised, **vals).with_user(self.head)

    def _answer(self, question, **vals):
        """Open the wizard that ``question`` leads to, as the web client does, and confirm it."""
        _text, action, _button, context = question.exception.args
        model = self.env["ir.actions.act_window"].browse(action).res_model
        wizard = self.env[model].with_user(self.head).with_context(**context).create(vals)
        return wizard.action_set()


@tagged("post_install", "-at_install")
@capability("A9", "B44")
class TestDeadlineChange(DeadlineCase):
    def test_change_of_a_promise_asks_why_and_keeps_the_answer(self):
        job = self._job()
        with self.assertRaises(RedirectWarning) as question:
            job.item_deadline = self.later
        self.assertIn(job.name, question.exception.args[0])
        self.assertEqual(job.item_deadline, self.promised)
        self._answer(question, reason_id=self.why.id, note="From Idar")
        self.assertEqual((job.item_deadline, job.date_deadline), (self.later, self.later))
        change = job.deadline_change_ids
        self.assertRecordValues(
            change,
            [
                {
                    "user_id": self.head.id,
                    "old_deadline": self.promised,
                    "new_deadline": self.later,
                    "reason_id": self.why.id,
                    "note": "From Idar",
                    "origin": "person",
                    "days": 5,
                }
            ],
        )
        self.assertAlmostEqual(change.date, fields.Datetime.now(), delta=timedelta(minutes=5))

    def test_core_deadline_asks_too(self):
        with self.assertRaises(RedirectWarning):
            self._job().date_deadline = self.later

    def test_reason_is_needed_to_answer(self):
        job = self._job()
        with self.assertRaises(RedirectWarning) as question:
            job.item_deadline = False
        with self.assertRefused("choose the reason"):
            self._answer(question)
        self._answer(question, reason_id=self.why.id)
        self.assertFalse(job.item_deadline)
        self.assertEqual(job.deadline_change_ids.old_deadline, self.promised)

    def test_nothing_is_asked_where_nothing_was_promised(self):
        draft = self.env["mrp.production"].create(
            {"product_id": self._create_model().id, "item_deadline": self.promised}
        )
        free = self._create_job().with_user(self.head)
        for job in (draft.with_user(self.head), free):
            job.item_deadline = self.later
            job.item_deadline = self.later
        self.assertEqual(free.item_deadline, self.later)
        self.assertFalse(free.deadline_change_ids, "the first promise changes none")

    def test_reason_in_the_context_is_an_answer(self):
        job = self._job()
        job.with_context(deadline_reason_id=self.why.id).item_deadline = self.later
        self.assertEqual(job.deadline_change_ids.reason_id, self.why)

    def test_past_date_is_asked_about_in_words(self):
        past = self.now - timedelta(days=2)
        job = self._create_job().with_user(self.head)
        with self.assertRaises(RedirectWarning) as question:
            job.item_deadline = past
        self.assertIn("already past", question.exception.args[0])
        self._answer(question)
        self.assertEqual((job.item_deadline, job.risk), (past, "late"))

    def test_form_warns_of_a_past_date_while_it_is_typed(self):
        job = self._create_job().with_user(self.head)
        view = "jewel_production.mrp_production_view_job_form"
        with (
            self.assertLogs("odoo.tests.form.onchange", "WARNING") as warnings,
            Form(job, view) as form,
        ):
            form.item_deadline = self.now - timedelta(days=2)
            form.item_deadline = self.later
        self.assertIn("already past", "".join(warnings.output))
        self.assertEqual(job.item_deadline, self.later)

    def test_closed_job_keeps_its_deadline(self):
        job = self._job()
        self._work_through(job)
        job.action_jewel_handover()
        with self.assertRefused("cannot be changed any more"):
            job.item_deadline = self.later
        wizard = self.env["jewel.deadline.set"].with_user(self.head)
        with self.assertRefused("cannot be changed any more"):
            wizard.create({"production_ids": job.ids, "deadline": self.later}).action_set()

    def test_many_jobs_get_one_deadline_for_one_reason(self):
        jobs = self._job() | self._job(name="Two") | self._create_job(name="Free")
        wizard = (
            self.env["jewel.deadline.set"]
            .with_user(self.head)
            .with_context(active_model="mrp.production", active_ids=jobs.ids)
            .create({"deadline": self.later, "reason_id": self.why.id})
        )
        self.assertEqual(wizard.production_ids, jobs)
        wizard.action_set()
        self.assertEqual(set(jobs.mapped("item_deadline")), {self.later})
        self.assertEqual(jobs.deadline_change_ids.reason_id, self.why)
        self.assertEqual(len(jobs.deadline_change_ids), 2, "one had no deadline before")

    def test_many_jobs_are_shifted_each_from_its_own(self):
        one, two = self._job(), self._job(name="Two")
        two.sudo().item_deadline = self.later
        jobs = one | two | self._create_job(name="Free").with_user(self.head)
        values = {
            "production_ids": jobs.ids,
            "mode": "shift",
            "days": -30,
            "reason_id": self.why.id,
        }
        wizard = self.env["jewel.deadline.set"].with_user(self.head).create(values)
        self.assertTrue(wizard.is_past)
        wizard.days = 2
        self.assertFalse(wizard.is_past)
        wizard.action_set()
        two_days = timedelta(days=2)
        self.assertEqual(
            jobs.mapped("item_deadline"), [self.promised + two_days, self.later + two_days, False]
        )

    def test_what_comes_down_from_the_deal_is_logged_at_every_station(self):
        job = self._job()
        deal, line = job.sudo().deal_id, job.sudo().sale_line_id
        deal.with_user(self.manager).item_deadline = self.later
        changes = self.env["jewel.deadline.change"]
        for field, record in (("deal_id", deal), ("sale_line_id", line)):
            change = changes.search([(field, "=", record.id)])
            self.assertEqual((change.new_deadline, change.user_id), (self.later, self.manager))
        self.assertFalse(job.deadline_change_ids, "not before the head has accepted it")
        job.action_jewel_accept_spec()
        self.assertEqual(job.item_deadline, self.later)
        self.assertRecordValues(
            job.deadline_change_ids, [{"origin": "order", "user_id": self.head.id}]
        )

    def test_what_the_system_changes_is_logged_as_such(self):
        job = self._job()
        job.with_user(self.env.ref("base.user_root")).item_deadline = self.later
        self.assertEqual(job.deadline_change_ids.origin, "system")
