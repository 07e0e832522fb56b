from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .casting import CastingCase


@tagged("post_install", "-at_install")
@capability("F4")
class TestCastingPour(CastingCase):
    def test_one_operation_finishes_casting_of_all_members(self):
        jobs = self._create_waxed() | self._create_waxed()
        tree = self._pour(*jobs)
        self.assertEqual(tree.state, "poured")
        for job in jobs:
            self.assertEqual(self._order_of(job, self.assembling).state, "done")
            self.assertEqual(self._casting(job).bench_state, "running")
            self.assertEqual(job.stage_id, self.cast)
        tree.action_finish()
        self.assertEqual(tree.state, "done")
        self.assertEqual(jobs.stage_id, self.polish)
        self.assertEqual(
            {(order.state, order.jeweller_id) for order in tree.sudo().workorder_ids},
            {("done", self.caster)},
        )

    def test_time_of_the_tree_is_shared(self):
        jobs = self._create_waxed() | self._create_waxed() | self._create_waxed()
        tree = self._pour(*jobs)
        self._backdate_pour(tree, timedelta(minutes=90))
        tree.action_finish()
        castings = tree.sudo().workorder_ids
        for order in castings:
            self.assertAlmostEqual(order.duration, 30, 0)
        self.assertAlmostEqual(sum(castings.mapped("duration")), 90, 0)

    def test_time_is_shared_whoever_casts_the_tree_to_its_end(self):
        jobs = self._create_waxed() | self._create_waxed() | self._create_waxed()
        tree = self._pour(*jobs)
        other = self._create_role_user("jeweller", login="jewel_test_caster2")
        self.cast.jeweller_ids |= other
        tree.with_user(self.head).caster_id = other
        for job in jobs:
            casting = self._casting(job, self.env.user)
            self.assertEqual((casting.jeweller_id, casting.bench_state), (other, "running"))
        self._backdate_pour(tree, timedelta(minutes=90))
        tree.with_user(other).action_finish()
        castings = tree.sudo().workorder_ids
        self.assertEqual(len(castings.time_ids), 3)
        self.assertEqual(castings.time_ids.user_id, other)
        for order in castings:
            self.assertAlmostEqual(order.duration, 30, 0)

    def test_piece_in_the_flask_changes_hands_with_its_tree_only(self):
        job = self._create_waxed()
        tree = self._pour(job)
        for hand_on in (
            lambda: self._casting(job, self.head).write({"jeweller_id": self.colleague.id}),
            lambda: self._casting(job, self.head).write({"jeweller_id": False}),
            lambda: job.with_user(self.head).write({"jeweller_id": self.colleague.id}),
        ):
            with self.assertRefused("Give the whole tree to another caster"):
                hand_on()
        with self.assertRefused("only the head of production changes it now", AccessError):
            tree.caster_id = False
        self.assertEqual(self._casting(job).bench_state, "running")

    def test_tree_of_a_caster_who_leaves_waits_for_another(self):
        poured, open_ = self._create_waxed(), self._create_waxed()
        trees = self._pour(poured) | self._create_tree(open_)
        self.caster.action_archive()
        self.assertFalse(trees.sudo().caster_id)
        self.assertFalse(trees.sudo().workorder_ids.jeweller_id)
        other = self._create_role_user("jeweller", login="jewel_test_caster2")
        self.cast.jeweller_ids |= other
        with self.assertRefused("done with casting tree"):
            self._casting(poured, self.head).button_finish()
        with self.assertRefused("Give the whole tree"):
            self._casting(poured, other).action_jewel_start()
        for tree in trees.with_user(other):
            tree.action_take()
        self.assertEqual(self._casting(poured, other).bench_state, "running")
        trees[1].with_user(other).action_close()
        trees[1].with_user(other).action_pour()
        trees.with_user(other).action_finish()
        self.assertEqual((poured | open_).stage_id, self.polish)
        self.assertEqual(trees.sudo().workorder_ids.jeweller_id, other)

    def test_finishing_twice_is_harmless(self):
        job = self._create_waxed()
        tree = self._pour(job)
        tree.action_pour()
        done = []
        with patch.object(
            self.registry["jewel.casting.tree"],
            "_post_jewel_tree_done",
            lambda trees: done.extend(trees.ids),
        ):
            tree.action_finish()
            tree.action_finish()
        self.assertEqual(done, tree.ids, "the hook is called once")
        self.assertEqual(len(self._casting(job).sudo().time_ids), 1)

    def test_all_or_nothing(self):
        jobs = self._create_waxed() | self._create_waxed()
        tree = self._pour(*jobs)
        orders = self.registry["mrp.workorder"]
        finish, stubborn = orders.button_finish, self._casting(jobs[1])

        def refuse(records):
            if stubborn in records:
                raise UserError("No weight")
            return finish(records)

        with patch.object(orders, "button_finish", refuse), self.assertRefused("No weight"):
            tree.action_finish()
        self.assertEqual(tree.state, "poured")
        self.assertEqual({self._casting(job).state for job in jobs}, {"progress"})

    def test_what_stays_unfinished_undoes_all(self):
        tree = self._pour(self._create_waxed())
        with (
            patch.object(self.registry["mrp.workorder"], "action_jewel_finish", lambda orders: {}),
            self.assertRefused("could not be finished"),
        ):
            tree.action_finish()
        self.assertEqual(tree.state, "poured")

    def test_wax_is_weighed_before_pouring(self):
        tree = self._create_tree(self._create_waxed(), wax_mass=0)
        tree.action_close()
        with self.assertRefused("weigh its wax"):
            tree.action_pour()

    def test_changed_specification_is_decided_before_pouring(self):
        job = self._create_waxed()
        tree = self._create_tree(job)
        tree.action_close()
        job.deal_id.item_size = "99"
        self.assertTrue(job.spec_changed)
        with self.assertRefused(f"changed specification of job {job.name}"):
            tree.action_pour()

    def test_poured_member_stays(self):
        job = self._create_waxed()
        tree = self._pour(job)
        with self.assertRefused("cannot be taken off any more"):
            self._casting(job).action_jewel_leave_tree()
        with self.assertRefused(f"in the flask of casting tree {tree.name}"):
            self._send_back(job, self.wax)
        with self.assertRefused("done with casting tree"):
            self._casting(job).action_jewel_pause()

    def test_bad_casting_goes_back_to_wax_and_on_another_tree(self):
        good, bad = self._create_waxed(), self._create_waxed()
        tree = self._pour(good, bad)
        self._mark_bad(self._casting(bad), note="Pores")
        tree.action_finish()
        self.assertEqual((good.stage_id, bad.stage_id), (self.polish, self.wax))
        self.assertEqual((good.rework_count, bad.rework_count), (0, 1))
        again = bad._jewel_open_orders()
        self.assertEqual(again.workcenter_id, self.wax | self.assembling | self.cast | self.polish)
        self.assertEqual(again[0].rework_reason_id, self.reason)
        self.assertEqual(again[0].rework_note, "Pores")
        self.assertFalse(bad.casting_tree_id)
        self.assertIn(bad, tree.sudo().workorder_ids.production_id, "history stays")
        again[0].button_finish()
        second = self._pour(bad)
        second.action_finish()
        self.assertEqual((bad.casting_tree_id, bad.stage_id), (second, self.polish))

    def test_mark_is_taken_back(self):
        job = self._create_waxed()
        tree = self._pour(job)
        self._mark_bad(self._casting(job))
        self._casting(job).action_jewel_casting_good()
        tree.action_finish()
        self.assertEqual(job.stage_id, self.polish)
        with self.assertRefused("before it is finished"):
            self._casting(job).action_jewel_casting_bad()

    def test_head_finishes_for_the_caster(self):
        job = self._create_waxed()
        tree = self._pour(job)
        tree.with_user(self.head).action_finish()
        self.assertEqual(self._casting(job).sudo().jeweller_id, self.caster)

    def test_job_cancelled_after_pouring_does_not_hold_the_tree(self):
        job, cancelled = self._create_waxed(), self._create_waxed()
        tree = self._pour(job, cancelled)
        cancelled.with_user(self.head).action_cancel()
        tree.action_finish()
        self.assertEqual((tree.state, job.stage_id), ("done", self.polish))

    def test_finished_tree_is_history(self):
        tree = self._pour(self._create_waxed())
        tree.action_finish()
        with self.assertRefused("stays as it was written"):
            tree.wax_mass = 5

    def test_member_sent_back_to_an_earlier_stage_stops_pouring_by_name(self):
        job = self._create_waxed()
        tree = self._create_tree(job)
        tree.action_close()
        self.env["mrp.workorder"].create(
            {
                "name": "Repair of wax",
                "production_id": job.id,
                "workcenter_id": self.wax.id,
                "product_uom_id": job.product_uom_id.id,
                "sequence": 0,
            }
        )
        with self.assertRefused(f"take job {job.name} off: .*Repair of wax"):
            tree.action_pour()

    def test_other_casters_tree_is_not_his(self):
        other = self._create_role_user("jeweller", login="jewel_test_caster2")
        self.cast.jeweller_ids |= other
        job = self._create_waxed()
        tree = self._pour(job)
        self.assertFalse(self.trees.with_user(other).search([("id", "=", tree.id)]))
        with self.assertRaises(AccessError):
            tree.with_user(other).action_finish()
        with self.assertRaises(UserError):
            self._casting(job, other).action_jewel_casting_bad()
