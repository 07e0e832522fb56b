from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture


@tagged("post_install", "-at_install")
class TestSpecChange(ProductionCase):
    def _changes(self, job):
        return [(row.field_name, row.old_value, row.new_value) for row in job.spec_change_ids]

    @capability("A5", "A7")
    def test_change_during_work_is_flagged_with_old_and_new(self):
        job = self._create_job()
        job.deal_id.item_description = "Longer rays"
        self.assertTrue(job.spec_changed)
        self.assertEqual(self._changes(job), [("item_description", "As drawn", "Longer rays")])
        self.assertEqual(
            job.item_description, "As drawn", "the bench goes on until the head decides"
        )
        self.assertEqual(job.activity_ids.user_id, self.head)

    def test_same_change_again_changes_nothing(self):
        job = self._create_job()
        job.deal_id.item_description = "Longer rays"
        before = (job.spec_change_ids, job.activity_ids)
        job.deal_id.item_description = "Longer rays"
        job._jewel_refresh_spec_changes()
        self.assertEqual((job.spec_change_ids, job.activity_ids), before)
        job.deal_id.item_description = "Shorter rays"
        self.assertEqual(self._changes(job), [("item_description", "As drawn", "Shorter rays")])
        self.assertEqual(len(job.activity_ids), 1)

    def test_change_taken_back_clears_the_flag(self):
        job = self._create_job()
        job.deal_id.write({"item_description": "Longer rays", "item_size": "18"})
        self.assertEqual(len(job.spec_change_ids), 2)
        job.deal_id.item_size = False
        self.assertEqual(len(job.spec_change_ids), 1)
        job.deal_id.item_description = "As drawn"
        self.assertFalse(job.spec_changed)
        self.assertFalse(job.activity_ids)

    def test_head_accepts(self):
        job = self._create_job()
        sketch = self.env["ir.attachment"].create({"name": "2.jpg", "datas": picture("red")})
        job.deal_id.write(
            {
                "item_description": "Longer rays",
                "item_deadline": "2031-01-01 12:00:00",
                "alloy_id": self.env.ref("jewel_base.alloy_ag925").id,
                "sketch_ids": [Command.link(sketch.id)],
            }
        )
        self.assertEqual(len(job.spec_change_ids), 4)
        job.with_user(self.head).action_jewel_accept_spec()
        self.assertFalse(job.spec_changed)
        self.assertFalse(job.activity_ids)
        for fname in job._item_spec_fields():
            self.assertEqual(
                job._item_spec_value(fname), job.deal_id._item_spec_value(fname), fname
            )
        self.assertEqual(job.date_deadline, job.item_deadline)
        self.assertIn("As drawn → Longer rays", job.message_ids[0].body)

    def test_head_keeps_and_is_asked_again_only_after_another_change(self):
        job = self._create_job()
        job.deal_id.item_description = "Longer rays"
        job.with_user(self.head).action_jewel_keep_spec()
        self.assertFalse(job.spec_changed)
        self.assertEqual(job.item_description, "As drawn")
        job._jewel_refresh_spec_changes()
        self.assertFalse(job.spec_changed)
        job.deal_id.item_size = "18"
        self.assertEqual(self._changes(job), [("item_size", "", "18")])

    def test_own_correction_of_the_head_is_no_change_of_the_order(self):
        job = self._create_job(item_deadline="2031-01-10 12:00:00")
        why = self.env.ref("jewel_production.deadline_reason_earlier")
        head = job.with_user(self.head).with_context(deadline_reason_id=why.id)
        head.write({"item_deadline": "2031-01-05 12:00:00"})
        job._jewel_refresh_spec_changes()
        self.assertFalse(job.spec_changed)

    def test_change_that_the_job_already_has_is_no_change(self):
        job = self._create_job()
        job.with_user(self.head).item_size = "18"
        job.deal_id.item_size = "18"
        self.assertFalse(job.spec_changed)

    def test_closed_job_is_not_flagged(self):
        job = self._create_job()
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        job.deal_id.item_description = "Too late"
        self.assertFalse(job.spec_changed)

    @capability("C3")
    def test_only_the_head_decides(self):
        job = self._create_job()
        job.deal_id.item_description = "Longer rays"
        for role in ("sales_manager", "jeweller", "planner"):
            for name in ("accept", "keep"):
                with self.subTest(role), self.assertRaises(AccessError):
                    getattr(job.with_user(self.users[role]), f"action_jewel_{name}_spec")()

    @capability("A10")
    def test_jeweller_sees_that_something_has_changed(self):
        job = self._create_job()
        job.deal_id.item_description = "Longer rays"
        order = self._order_of(job, self.cast, self.jeweller)
        self.assertTrue(order.spec_changed)
        self.assertEqual(order.spec_change_ids.read(["new_value"])[0]["new_value"], "Longer rays")
