from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestCancel(ProductionCase):
    def _cancel(self, job):
        reason = self.env["jewel.cancel.reason"].search([], limit=1)
        job.sudo().sale_line_id.order_id.with_user(self.manager)._jewel_cancel(reason)

    def test_cancelled_order_takes_its_waiting_jobs_along(self):
        job = self._create_job()
        self._cancel(job)
        self.assertEqual(job.state, "cancel")
        self.assertEqual(set(job.workorder_ids.mapped("state")), {"cancel"})
        self.assertEqual(job.sale_line_id.order_id.state, "cancel")
        self.assertFalse(job.stage_id)
        self.assertFalse(self.env["mrp.workorder"].with_user(self.jeweller).search([]))
        self.assertFalse(job.activity_ids, "nobody needs a task about it")

    def test_order_with_a_job_under_way_is_not_cancelled(self):
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_start()
        with self.assertRaisesRegex(UserError, f"work on {job.name} has begun"):
            self._cancel(job)
        self.assertEqual((job.state, job.sale_line_id.order_id.state), ("progress", "sale"))

    def test_order_with_a_finished_job_is_not_cancelled(self):
        job = self._create_job()
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        with self.assertRaises(UserError):
            self._cancel(job)

    def test_order_is_cancelled_after_the_head_has_cancelled_the_job(self):
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_start()
        job.with_user(self.head).action_cancel()
        self.assertEqual(job.state, "cancel")
        self.assertEqual(job.deal_id.jewel_stage_key, "production", "nothing has been made")
        self._cancel(job)
        self.assertEqual(job.sale_line_id.order_id.state, "cancel")
