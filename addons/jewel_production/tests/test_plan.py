from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestPlan(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls._create_job()
        cls.tomorrow = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)

    @capability("A4", "B44")
    def test_waiting_work_is_moved_in_time_and_given_to_a_jeweller(self):
        order = self._order_of(self.job, self.cast, self.head)
        self.assertEqual(order.bar_start, self.job.date_stage)
        order.write({"bar_start": self.tomorrow, "jeweller_id": self.jeweller.id})
        order.invalidate_recordset()
        self.assertEqual((order.bar_start, order.plan_date), (self.tomorrow, self.tomorrow))
        self.assertEqual(order.bar_stop - order.bar_start, timedelta(hours=2), "still readable")
        self.assertEqual(self.job.jeweller_id, self.jeweller)

    def test_norm_is_the_length_of_a_bar_in_working_days(self):
        order = self._order_of(self.job, self.cast)
        order.duration_expected = 16 * 60
        self.assertEqual(order.bar_stop - order.bar_start, timedelta(days=2))

    def test_begun_work_is_not_planned_anew(self):
        order = self._order_of(self.job, self.cast)
        order.with_user(self.jeweller).action_jewel_start()
        self.assertGreaterEqual(order.bar_stop, order.date_start)
        with self.assertRaisesRegex(UserError, "its beginning is a fact"):
            order.with_user(self.head).bar_start = self.tomorrow

    @capability("A4")
    def test_bars_cost_no_query_each(self):
        jobs = self.job
        for name in "abcdef":
            jobs |= self._create_job(name=name)
        orders = jobs.workorder_ids.filtered(lambda order: order.state == "ready")
        names = ["bar_start", "bar_stop", "risk", "article", "workcenter_id", "jeweller_id"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.head).read(names)
            return self.env.cr.sql_log_count - before

        count(orders)
        self.assertLessEqual(count(orders), count(orders[:1]) + 1)
