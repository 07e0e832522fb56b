from collections import Counter
from pathlib import Path
from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase

MATRIX = Path(__file__).parent / "access_matrix_output.csv"


@tagged("post_install", "-at_install")
@capability("A49")
class TestOutput(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.env["jewel.output.report"]
        cls.jobs = cls.env["mrp.production"]
        dice = Random(7)
        for _number in range(3):
            job = cls._create_job()
            cls.jobs |= job
            for order in job.workorder_ids.sorted("sequence"):
                order.button_start()
                order.button_finish()
                order.write(
                    {
                        "jeweller_id": dice.choice([cls.jeweller, cls.colleague]).id,
                        "weight_out": dice.randint(100000, 200000) / 10000,
                        "metal_loss": dice.randint(-50, 500) / 10000,
                        "metal_loss_over": 0,
                        "duration": dice.randint(5, 90),
                    }
                )
        again = cls.jobs[0].workorder_ids[0]
        again.rework_of_id = cls.jobs[0].workorder_ids[1]
        again.metal_loss, again.metal_loss_over = 0.05, 0.02
        cls.env.flush_all()

    def _recount(self, worker):
        """By hand, from the work orders."""
        total = Counter()
        for order in self.jobs.workorder_ids.filtered(lambda order: order.jeweller_id == worker):
            size = order.production_id.product_qty
            total["rework_pieces" if order.rework_of_id else "pieces"] += size
            total["weight"] += 0 if order.rework_of_id else order.weight_out
            total["hours"] += order.duration / 60
            total["loss"] += max(order.metal_loss, 0)
            total["loss_over"] += order.metal_loss_over
        return total

    def test_equal_to_a_recount(self):
        names = ["pieces", "rework_pieces", "weight", "hours", "loss", "loss_over"]
        rows = self.report.with_user(self.head)._read_group(
            [("production_id", "in", self.jobs.ids)],
            ["jeweller_id"],
            [f"{name}:sum" for name in names],
        )
        self.assertEqual({worker for worker, *_sums in rows}, {self.jeweller, self.colleague})
        for worker, *sums in rows:
            expected = self._recount(worker)
            for name, value in zip(names, sums, strict=True):
                self.assertAlmostEqual(value, expected[name], 6, f"{worker.name}: {name}")

    def test_director_sees_all_and_a_jeweller_himself(self):
        domain = [("production_id", "in", self.jobs.ids)]
        both = self.jeweller | self.colleague
        director = self.report.with_user(self.users["director"])
        self.assertEqual(director.search(domain).jeweller_id, both)
        mine = self.report.with_user(self.jeweller).search(domain)
        self.assertEqual(mine.jeweller_id, self.jeweller)
        self.assertTrue(mine.read(["pieces", "hours", "loss", "production_id"]))
        for role in ("sales_manager", "storekeeper", "courier"):
            with self.assertRaises(AccessError):
                self.report.with_user(self.users[role]).search(domain)

    @capability("A2")
    def test_who_may_take_it_away_as_a_file(self):
        group = self.env.ref("base.group_allow_export")
        allowed = {role for role, user in self.users.items() if group in user.all_group_ids}
        self.assertEqual(allowed, {"production_head", "director"})
        rows = self.report.search([("production_id", "in", self.jobs.ids)])
        for role in allowed:
            data = rows.with_user(self.users[role]).export_data(["jeweller_id/name", "pieces"])
            self.assertEqual(len(data["datas"]), len(rows))
        mine = rows.with_user(self.jeweller).filtered(
            lambda row: row.sudo().jeweller_id == self.jeweller
        )
        with self.assertRaisesRegex(UserError, "export"):
            mine.export_data(["pieces"])

    @capability("A2")
    def test_rights_on_the_report_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)
