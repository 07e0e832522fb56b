from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestJobBulk(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second, cls.third = (cls._create_job(name=name) for name in "abc")
        cls.jobs = cls.first | cls.second | cls.third

    def _wizard(self, model, user=None, **vals):
        wizard = self.env[model].with_user(user or self.head)
        return wizard.with_context(active_ids=self.jobs.ids).create(vals)

    @capability("A6", "A9")
    def test_each_job_moves_or_stays_as_it_was_and_why_is_told(self):
        self._drag(self.second, self.file)
        self._drag(self.third, self.file)
        self._drag(self.third, self.enamel)
        wizard = self._wizard("jewel.job.move", stage_id=self.enamel.id)
        action = wizard.action_move()
        self.assertEqual(action["res_id"], wizard.id)
        self.assertEqual(wizard.production_ids, self.first, "only what is left to decide")
        self.assertRegex(wizard.refused, f"{self.first.name}.*finish Filing first")
        self.assertEqual([job.stage_id for job in self.jobs], [self.cast, self.enamel, self.enamel])
        self.assertEqual(
            self._order_of(self.first, self.cast).state, "ready", "nothing is half done"
        )

    @capability("A9")
    def test_reason_of_return_and_of_a_skip_are_asked_in_the_wizard(self):
        self._drag(self.first, self.file)
        wizard = self._wizard("jewel.job.move", stage_id=self.cast.id)
        wizard.action_move()
        self.assertEqual(
            wizard.refused, f"{self.first.name}: it goes back: choose the reason of return."
        )
        wizard.rework_reason_id = self.reason
        self.assertEqual(wizard.action_move()["type"], "ir.actions.act_window_close")
        self.assertEqual((self.first.stage_id, self.first.rework_count), (self.cast, 1))

    @capability("A9")
    def test_jobs_are_given_to_a_jeweller(self):
        self.cast.jeweller_ids = self.jeweller | self.colleague
        running = self._order_of(self.third, self.cast)
        running.with_user(self.colleague).action_jewel_start()
        wizard = self._wizard("jewel.job.assign", jeweller_id=self.jeweller.id)
        wizard.action_assign()
        self.assertEqual((self.first | self.second).jeweller_id, self.jeweller)
        self.assertEqual(running.jeweller_id, self.colleague)
        self.assertIn("is working on “Casting” right now", wizard.refused)

    def test_later_stage_can_be_given_beforehand(self):
        self._wizard(
            "jewel.job.assign", jeweller_id=self.colleague.id, stage_id=self.polish.id
        ).action_assign()
        for job in self.jobs:
            self.assertEqual(self._order_of(job, self.polish).jeweller_id, self.colleague)
            self.assertFalse(job.jeweller_id)

    def test_jeweller_of_other_stages_is_not_given_the_work(self):
        self.cast.jeweller_ids = self.colleague
        wizard = self._wizard("jewel.job.assign", jeweller_id=self.jeweller.id)
        wizard.action_assign()
        self.assertEqual(wizard.refused.count("does not work at “Casting”"), 3)

    @capability("C3")
    def test_only_the_head(self):
        planner = self.users["planner"]
        for wizard, name in (
            (self._wizard("jewel.job.move", planner, stage_id=self.file.id), "action_move"),
            (self._wizard("jewel.job.assign", planner), "action_assign"),
        ):
            with self.assertRaises(AccessError):
                getattr(wizard, name)()
        with self.assertRaises(AccessError):
            self._wizard("jewel.job.move", self.jeweller, stage_id=self.file.id)
