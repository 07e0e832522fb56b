import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase

DAY = timedelta(days=1)
START = datetime(2026, 1, 5, 9)


@tagged("post_install", "-at_install")
@capability("B28", "B44")
class TestTimeliness(ProductionCase):
    """The report against the same figures added up from what was put in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(4)
        cls.types = cls.type | cls.type.copy({"name": "Test brooch"})
        cls.why = cls.env.ref("jewel_production.deadline_reason_client")
        cls.models = [
            cls._create_model(name=kind.name, jewel_type_id=kind.id) for kind in cls.types
        ]
        cls.facts = [cls._finish_job(number) for number in range(16)]
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.jobs = cls.env["mrp.production"].browse([fact["id"] for fact in cls.facts])

    @classmethod
    def _finish_job(cls, number):
        """A job that is done, and what is known of it."""
        dice = cls.random
        first = START + dice.randint(0, 60) * DAY
        job = cls.env["mrp.production"].create(
            {
                "product_id": cls.models[number % 2].id,
                "alloy_id": cls.alloy.id,
                "item_deadline": first,
            }
        )
        job.action_confirm()
        promises = [first]
        for _change in range(dice.choice((0, 0, 1, 2))):
            promises.append(promises[-1] + dice.randint(1, 9) * DAY)
            job.with_context(deadline_reason_id=cls.why.id).item_deadline = promises[-1]
        jeweller = dice.choice((cls.jeweller, cls.colleague))
        for order in job._jewel_ordered_orders():
            order.with_user(jeweller).action_jewel_finish()
        cls._note_result(job)
        job.with_user(cls.head).action_jewel_handover()
        finished = promises[-1] + timedelta(hours=dice.choice((-50, -1, 0, 12, 60)))
        job.date_finished = finished
        return {
            "id": job.id,
            "type": job.jewel_type_id,
            "jeweller": jeweller,
            "month": finished.replace(day=1).date(),
            "in_time": finished <= promises[-1],
            "first_in_time": finished <= first,
            "late": max((finished - promises[-1]) / DAY, 0),
            "moved": (promises[-1] - first) / DAY,
            "changes": len(promises) - 1,
        }

    def _report(self, user=None):
        return self.env["jewel.timeliness.report"].with_user(user or self.head)

    def test_rows_are_the_facts(self):
        rows = self._report().search([("id", "in", self.jobs.ids)])
        self.assertEqual(len(rows), len(self.facts))
        for fact in self.facts:
            row = rows.browse(fact["id"])
            self.assertEqual(row.is_on_time, fact["in_time"])
            self.assertEqual(row.change_count, fact["changes"])
            self.assertEqual(row.jeweller_id, fact["jeweller"])
            self.assertEqual((row.user_id, row.alloy_id), (row.production_id.user_id, self.alloy))
            self.assertEqual(row.categ_id, row.production_id.product_id.categ_id)
            self.assertAlmostEqual(row.days_late, fact["late"])
            self.assertAlmostEqual(row.days_moved, fact["moved"])
            self.assertEqual(
                row.first_deadline, row.last_deadline - fact["moved"] * DAY, "first promise"
            )

    def test_share_in_time_by_period_type_and_jeweller(self):
        self.assertIn(True, {fact["in_time"] for fact in self.facts})
        self.assertIn(False, {fact["in_time"] for fact in self.facts})
        for field, key in (
            ("jewel_type_id", "type"),
            ("jeweller_id", "jeweller"),
            ("date_finished:month", "month"),
        ):
            groups = self._report()._read_group(
                [("id", "in", self.jobs.ids)],
                [field],
                [
                    "__count",
                    "on_time_count:sum",
                    "on_time_share:avg",
                    "first_on_time_share:avg",
                    "days_late:avg",
                ],
            )
            self.assertEqual(
                {group[0] for group in map(self._plain, groups)}, {f[key] for f in self.facts}
            )
            for value, count, in_time, share, first_share, late in map(self._plain, groups):
                mine = [fact for fact in self.facts if fact[key] == value]
                self.assertEqual(count, len(mine))
                self.assertEqual(in_time, sum(fact["in_time"] for fact in mine))
                self.assertAlmostEqual(share, in_time / count)
                self.assertAlmostEqual(first_share, sum(f["first_in_time"] for f in mine) / count)
                self.assertAlmostEqual(late, sum(fact["late"] for fact in mine) / count)

    def _plain(self, group):
        value, *rest = group
        return (value.date() if isinstance(value, datetime) else value, *rest)

    def test_open_jobs_and_those_without_promise_are_not_counted(self):
        model = self.models[0]
        opened = self.env["mrp.production"].create({"product_id": model.id, "item_deadline": START})
        free = self.env["mrp.production"].create({"product_id": model.id})
        (opened | free).action_confirm()
        self._work_through(free)
        free.with_user(self.head).action_jewel_handover()
        self.assertFalse(self._report().search([("id", "in", (opened | free).ids)]))

    def test_norm_and_real_time_by_stage(self):
        orders = self.jobs.workorder_ids
        for order in orders:
            order.write({"duration": self.random.randint(5, 90)})
        self.env.flush_all()
        groups = (
            self.env["jewel.timeliness.stage.report"]
            .with_user(self.head)
            ._read_group(
                [("production_id", "in", self.jobs.ids)],
                ["workcenter_id"],
                ["__count", "minutes_norm:sum", "minutes_real:sum", "minutes_over:sum"],
            )
        )
        self.assertEqual(len(groups), 4)
        for stage, count, norm, real, over in groups:
            mine = orders.filtered(lambda order, stage=stage: order.workcenter_id == stage)
            self.assertEqual(count, len(mine))
            self.assertAlmostEqual(norm, 30 * len(mine))
            self.assertAlmostEqual(real, sum(mine.mapped("duration")))
            self.assertAlmostEqual(over, real - norm)
