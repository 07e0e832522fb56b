from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestUndo(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls._create_job()

    def _finished(self):
        order = self._order_of(self.job, self.cast, self.jeweller)
        order.action_jewel_start()
        order.action_jewel_finish()
        return order

    @capability("A10")
    def test_wrong_finish_is_taken_back_and_is_no_return(self):
        order = self._finished()
        self.assertTrue(order.can_undo)
        order.action_jewel_undo_finish()
        again = self._order_of(self.job, self.cast)
        self.assertNotEqual(again, order.sudo())
        self.assertEqual((again.state, again.jeweller_id), ("ready", self.jeweller))
        self.assertEqual((self.job.stage_id, self.job.rework_count), (self.cast, 0))
        self.assertFalse(again.rework_of_id)
        self.assertTrue(order.is_finish_undone)
        self.assertEqual(self._order_of(self.job, self.file).state, "blocked")
        order.action_jewel_undo_finish()
        self.assertEqual(len(self.job.workorder_ids), 5, "a second tap is harmless")

    def test_repeated_work_finished_by_mistake_stays_a_repetition(self):
        self._finished()
        self._send_back(self.job, self.cast)
        first, second = self.job.sudo().workorder_ids.filtered(
            lambda order: order.workcenter_id == self.cast
        )
        self._finished().action_jewel_undo_finish()
        again = self._order_of(self.job, self.cast)
        self.assertNotIn(again, first | second)
        self.assertEqual((again.rework_of_id, again.rework_reason_id), (first, self.reason))
        self.assertEqual(self.job.rework_count, 1)

    def test_piece_that_comes_back_from_a_stage_outside_waits_no_more(self):
        stone = self.env.ref("jewel_production.wait_stone")
        self.file.write({"is_waiting": True, "wait_reason_id": stone.id})
        order = self._finished()
        self.assertEqual(self.job.wait_reason_id, stone)
        order.action_jewel_undo_finish()
        self.assertFalse(self.job.wait_id)
        self.assertEqual(self.job.piece_state, "taken")

    def test_last_stage_too(self):
        self._work_through(self.job)
        self._order_of(self.job, self.polish, self.jeweller).action_jewel_undo_finish()
        self.assertEqual(self.job.stage_id, self.polish)
        self._work_through(self.job)
        self.assertEqual(self.job.state, "to_close")

    def test_too_late(self):
        order = self._finished()
        earlier = order.sudo().date_finished - timedelta(minutes=11)
        order.sudo().with_context(bypass_duration_calculation=True).write(
            {"date_start": earlier, "date_finished": earlier}
        )
        self.assertFalse(order.can_undo)
        with self.assertRaisesRegex(UserError, "too much time"):
            order.action_jewel_undo_finish()

    def test_piece_that_is_in_other_hands_stays_there(self):
        order = self._finished()
        self._order_of(self.job, self.file, self.colleague).action_jewel_take()
        with self.assertRaisesRegex(UserError, "“Filing” has been taken already"):
            order.action_jewel_undo_finish()

    def test_piece_that_has_passed_the_next_stage_is_not_put_behind_it(self):
        order = self._finished()
        self._order_of(self.job, self.file, self.colleague).action_jewel_finish()
        with self.assertRaisesRegex(UserError, "passed another stage since"):
            order.action_jewel_undo_finish()
        self.assertEqual(len(self.job.workorder_ids), 4)

    def test_piece_that_was_sent_back_is_not_made_twice_more(self):
        self._finished()
        order = self._order_of(self.job, self.file, self.jeweller)
        order.action_jewel_finish()
        self._send_back(self.job, self.cast)
        with self.assertRaisesRegex(UserError, "sent back there already"):
            order.action_jewel_undo_finish()
        self.assertEqual(len(self.job.workorder_ids), 6)

    def test_head_may_and_a_colleague_may_not(self):
        order = self._finished()
        with self.assertRaises(AccessError):
            order.with_user(self.colleague).action_jewel_undo_finish()
        order.with_user(self.head).action_jewel_undo_finish()
        self.assertEqual(self.job.stage_id, self.cast)
