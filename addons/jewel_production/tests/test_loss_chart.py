from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .test_metal import MetalWorkCase


@tagged("post_install", "-at_install")
class TestLossChart(MetalWorkCase):
    def _judge(self, values):
        """Rows of one chart as the database gives them, judged twice as on two nights."""
        work = self.env["mrp.workorder"].search([], limit=len(values)).ids
        key = (self.jeweller.id, self.mounting.id, self.alloy.id, self.company.id)
        rows = [
            (*key, value, work[min(index, len(work) - 1)]) for index, value in enumerate(values)
        ]
        return self.env["jewel.loss.point"]._prepare_signals(key, rows)

    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(Path(__file__).parent / "access_matrix_loss_chart.csv")

    def test_calm_chart_says_nothing(self):
        self._create_job()
        self.assertEqual(self._judge([0.7, 0.8] * 20), [])

    @capability("F18")
    def test_jump_is_told_to_the_head_once(self):
        job = self._create_job()
        order = job.workorder_ids[:1]
        for index in range(31):
            order.copy(
                {
                    "production_id": job.id,
                    "workcenter_id": self.mounting.id,
                    "jeweller_id": self.jeweller.id,
                    "name": f"Chart {index}",
                }
            )
        orders = job.workorder_ids.filtered(lambda one: (one.name or "").startswith("Chart"))
        self.env.flush_all()
        for index, one in enumerate(orders.sorted("id")):
            self.env.cr.execute(
                "UPDATE mrp_workorder SET state = 'done', jeweller_id = %s, metal_loss_base = 10,"
                " metal_loss = %s, date_finished = now() + make_interval(mins => %s) WHERE id = %s",
                [self.jeweller.id, 0.5 if index == 30 else (0.07, 0.08)[index % 2], index, one.id],
            )
        self.env.invalidate_all()
        points = self.env["jewel.loss.point"]
        points._cron_signals()
        points._cron_signals()
        case = self.env["jewel.loss.signal"].search([("jeweller_id", "=", self.jeweller.id)])
        self.assertEqual(case.mapped("kind"), ["jump"])
        self.assertEqual(len(case.activity_ids), 1)
        self.assertTrue(case.activity_ids.user_id.has_group("jewel_base.group_production_head"))
        self.assertAlmostEqual(case.percent, 5)
        action = case.with_user(self.users["production_head"]).action_chart()
        shown = points.with_user(self.users["production_head"])
        chart = shown.get_chart(**action["context"])
        self.assertEqual(len(chart["points"]), 31)
        marks = [point["mark"] for point in chart["points"]]
        self.assertEqual(marks, [None] * 30 + ["jump"])
        self.assertAlmostEqual(chart["centre"], case.centre, 3)
        self.assertAlmostEqual(chart["upper"], case.upper, 3)
        first = shown.get_charts()[0]
        self.assertEqual((first["jeweller_id"], first["alarms"]), (self.jeweller.id, 1))
        with self.assertRaises(AccessError):
            points.with_user(self.jeweller).get_chart(**action["context"])

    @capability("F18")
    def test_chart_shows_the_norm_that_was_in_force_at_each_point(self):
        self._create_norm(self.mounting, 0.9, date_to="2026-03-31")
        self._create_norm(self.mounting, 0.7, date_from="2026-04-01")
        job = self._create_job()
        days = ["2025-12-30", "2026-03-31", "2026-04-01"]
        for day in days:
            order = job.workorder_ids[:1].copy(
                {"production_id": job.id, "workcenter_id": self.mounting.id}
            )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE mrp_workorder SET state = 'done', jeweller_id = %s, metal_loss_base = 10,"
                " metal_loss = 0.05, date_finished = %s WHERE id = %s",
                [self.jeweller.id, f"{day} 12:00:00", order.id],
            )
        self.env.invalidate_all()
        points = self.env["jewel.loss.point"].with_user(self.users["director"])
        chart = points.get_chart(self.jeweller.id, self.mounting.id, self.alloy.id)
        self.assertEqual([point["norm"] for point in chart["points"]], [None, 0.9, 0.7])
        self.assertIsNone(chart["centre"], "three points make no limits")
