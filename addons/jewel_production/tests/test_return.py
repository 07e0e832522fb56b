from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestReturn(ProductionCase):
    @capability("A6", "A9")
    def test_return_adds_the_stages_to_be_passed_again_and_keeps_history(self):
        job = self._create_job()
        for stage in (self.file, self.enamel):
            self._drag(job, stage)
        self._order_of(job, self.enamel, self.jeweller).action_jewel_start()
        self._send_back(job, self.cast, note="A hole")
        self.assertEqual(
            self._states(job),
            [
                ("Casting", "done"),
                ("Filing", "done"),
                ("Casting", "ready"),
                ("Filing", "blocked"),
                ("Enamel", "blocked"),
                ("Polishing", "blocked"),
            ],
        )
        again = self._order_of(job, self.cast)
        self.assertEqual(again.rework_of_id.state, "done")
        self.assertEqual((again.rework_reason_id, again.rework_note), (self.reason, "A hole"))
        self.assertEqual((job.stage_id, job.rework_count), (self.cast, 1))
        self.assertIn("Returned to “Casting”: Scratched. A hole", job.message_ids[0].body)

    def test_interrupted_stage_stops_its_clock_and_waits_for_its_jeweller(self):
        job = self._create_job()
        self._drag(job, self.file)
        order = self._order_of(job, self.file, self.jeweller)
        order.action_jewel_start()
        self._send_back(job, self.cast)
        order = order.sudo()
        self.assertEqual((order.state, order.jeweller_id), ("blocked", self.jeweller))
        self.assertTrue(all(order.time_ids.mapped("date_end")))
        self._order_of(job, self.cast, self.colleague).action_jewel_finish()
        self.assertEqual(order.state, "ready")

    def test_second_return_repeats_each_stage_once(self):
        job = self._create_job()
        self._drag(job, self.file)
        self._drag(job, self.polish)
        self._send_back(job, self.cast)
        self._drag(job, self.polish)
        self._send_back(job, self.cast)
        opened = job._jewel_open_orders()
        self.assertEqual(opened.workcenter_id.mapped("name"), ["Casting", "Polishing"])
        self.assertEqual(job.rework_count, 2)
        self.assertEqual(opened[0].rework_of_id.rework_of_id.workcenter_id, self.cast)

    def test_finished_job_can_still_be_sent_back(self):
        job = self._create_job()
        self._work_through(job)
        self.assertEqual(job.state, "to_close")
        self._send_back(job, self.polish)
        self.assertEqual((job.state, job.stage_id), ("progress", self.polish))
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(job.state, "done")

    def test_repeated_stage_can_be_skipped(self):
        job = self._create_job()
        self._drag(job, self.file)
        self._drag(job, self.polish)
        self._send_back(job, self.cast)
        self._drag(job, self.polish)
        self.assertEqual(self._order_of(job, self.cast).state, "done")
        self.assertEqual(self._order_of(job, self.file).state, "cancel")

    def test_head_chooses_what_is_passed_again(self):
        job = self._create_job()
        self._drag(job, self.file)
        self._drag(job, self.polish)
        with Form(
            self.env["jewel.job.return"]
            .with_user(self.head)
            .with_context(default_production_id=job.id)
        ) as form:
            form.stage_id = self.cast
            form.rework_reason_id = self.reason
            self.assertEqual(form.again_ids[:].workcenter_id, self.file)
            form.again_ids.clear()
        form.record.action_return()
        self.assertEqual(job._jewel_open_orders().workcenter_id, self.cast | self.polish)

    def test_the_only_stage_behind_is_proposed(self):
        job = self._create_job()
        self._drag(job, self.file)
        wizard = (
            self.env["jewel.job.return"]
            .with_user(self.head)
            .with_context(default_production_id=job.id)
        )
        self.assertEqual(Form(wizard).stage_id, self.cast)
        self._drag(job, self.polish)
        self.assertFalse(Form(wizard).stage_id)

    def test_return_to_a_skipped_stage_takes_it_in(self):
        job = self._create_job()
        self._drag(job, self.file)
        self._drag(job, self.polish)
        self._send_back(job, self.enamel)
        self.assertEqual(job.stage_id, self.enamel)

    def test_return_without_reason_is_refused(self):
        job = self._create_job()
        self._drag(job, self.file)
        with self.assertRaisesRegex(UserError, "choose the stage and the reason"):
            self._send_back(job, self.cast, rework_reason_id=False)

    def test_first_stage_has_nothing_behind_it(self):
        job = self._create_job()
        with self.assertRaisesRegex(UserError, "cannot go back to “Filing”.*first stage"):
            self._send_back(job, self.file)

    def test_jeweller_sends_back_what_he_has_in_hand(self):
        job = self._create_job()
        self._drag(job, self.file)
        order = self._order_of(job, self.file, self.jeweller)
        order.action_jewel_start()
        action = order.action_jewel_return()
        with Form(
            self.env["jewel.job.return"].with_user(self.jeweller).with_context(**action["context"])
        ) as form:
            form.stage_id = self.cast
            form.rework_reason_id = self.reason
        form.record.action_return()
        self.assertEqual((job.stage_id, job.rework_count), (self.cast, 1))

    @capability("C3")
    def test_jeweller_sends_back_nothing_else(self):
        job = self._create_job()
        self._drag(job, self.file)
        other = self._create_job(name="Other")
        self._drag(other, self.file)
        order = self._order_of(job, self.file, self.jeweller)
        order.action_jewel_take()
        with self.assertRaises(AccessError):
            self._send_back(other, self.cast, self.jeweller)
        with self.assertRaises(AccessError):
            self._send_back(job, self.cast, self.colleague, workorder_id=order.id)
        self._send_back(other, self.cast, self.jeweller, workorder_id=order.id)
        self.assertEqual(other.stage_id, self.file, "the job is that of his work order")
        self.assertEqual(job.stage_id, self.cast)

    @capability("C3")
    def test_half_of_a_pair_is_counted_once_and_on_its_own_job(self):
        job, other = self._create_job(), self._create_job(name="Other")
        self._drag(job, self.file)
        order = self._order_of(job, self.file, self.jeweller)
        order.action_jewel_take()
        self._send_back(other, self.cast, self.jeweller, workorder_id=order.id, one_half=True)
        self.assertEqual((job.half_remake_count, other.half_remake_count), (1, 0))
        self._drag(other, self.file)
        wizard = self._create_wizard(other, stage_id=self.cast.id, one_half=True)
        wizard.action_return()
        wizard.action_return()
        self.assertEqual((other.rework_count, other.half_remake_count), (1, 1))

    def test_stages_of_another_job_are_not_repeated(self):
        job, other = self._create_job(), self._create_job(name="Other")
        self._drag(job, self.file)
        self._work_through(other)
        wizard = self._create_wizard(
            job, stage_id=self.cast.id, again_ids=[Command.set(other.workorder_ids.ids)]
        )
        wizard.action_return()
        self.assertEqual((len(job.workorder_ids), len(other.workorder_ids)), (5, 4))

    @capability("C3")
    def test_jeweller_learns_no_stages_of_a_job_that_is_not_his(self):
        job = self._create_job()
        self._drag(job, self.file)
        job.workorder_ids.jeweller_id = self.colleague
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._create_wizard(job, self.jeweller).read(["passed_stage_ids", "is_pair"])

    def _create_wizard(self, job, user=None, **vals):
        wizard = self.env["jewel.job.return"].with_user(user or self.head)
        return wizard.create({"production_id": job.id, "rework_reason_id": self.reason.id, **vals})
