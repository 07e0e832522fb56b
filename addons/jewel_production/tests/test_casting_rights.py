from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .casting import CastingCase


@tagged("post_install", "-at_install")
@capability("C3", "F4")
class TestCastingRights(CastingCase):
    """Who may cast is said by the stage of casting, whatever a tree says of itself."""

    def test_tree_at_another_stage_makes_nobody_a_caster(self):
        with self.assertRefused("cannot be cast at “Wax”"):
            self._create_tree(user=self.jeweller, workcenter_id=self.wax.id)

    def test_tree_is_given_to_casters_only(self):
        tree = self._create_tree(self._create_waxed())
        with self.assertRefused("does not work at “Casting”"):
            tree.caster_id = self.jeweller

    def test_casting_that_a_colleague_has_taken_stays_his(self):
        job = self._create_waxed()
        second = self._create_role_user("jeweller", login="jewel_test_second_caster")
        self.cast.jeweller_ids |= second
        self._casting(job).sudo().jeweller_id = second
        tree = self._create_tree()
        with self.assertRefused(f"job {job.name} is already taken"):
            self._join(tree, job)
        self._join(tree, job, self.head)
        self.assertEqual(self._casting(job).sudo().jeweller_id, self.caster, "the head decides")

    def test_job_goes_on_a_tree_of_its_own_casting(self):
        vacuum = self._create_stage("Vacuum", is_casting=True)
        job = self._create_waxed()
        tree = self._create_tree(user=self.head, workcenter_id=vacuum.id)
        self.assertFalse(tree.waiting_ids)
        with self.assertRefused("is cast at “Casting”.*at “Vacuum”"):
            self._join(tree, job, self.head)
        job.with_user(self.head).action_jewel_join_tree()
        self.assertEqual(job.casting_tree_id.workcenter_id, self.cast)

    def test_tree_is_that_of_the_company_of_the_job(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.head.company_ids |= other
        job = self._create_waxed()
        companies = [other.id, self.company.id]
        job.with_user(self.head).with_context(
            allowed_company_ids=companies
        ).action_jewel_join_tree()
        self.assertEqual(job.casting_tree_id.company_id, self.company)

    def test_tree_that_is_finished_loses_nobody(self):
        jobs = self._create_waxed() | self._create_waxed()
        tree = self._create_tree(*jobs)
        tree.action_close()
        remark = self.env["jewel.casting.remark"].with_user(self.head)
        remark = remark.create(
            {"workorder_id": self._casting(jobs[0]).id, "purpose": "leave", "note": "No room"}
        )
        tree.action_pour()
        tree.action_finish()
        with self.assertRefused("is finished: what happened to it stays"):
            remark.action_confirm()
        with self.assertRefused("casting tree .* is finished"):
            self._casting(jobs[0]).action_jewel_undo_finish()
        self.assertEqual(tree.sudo().workorder_ids.production_id, jobs)
