from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_kpi.models.crm_lead import moscow_day
from odoo.addons.jewel_production.tests.common import ProductionCase


class JewellerKpiCase(ProductionCase):
    """Two jewellers with finished work of this month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env["jewel.jeweller.kpi"]
        cls.director = cls.users["director"]
        cls.job = cls._create_job()
        cls.works = cls.job.workorder_ids.sorted("sequence")
        for work, who in zip(cls.works, [cls.jeweller, cls.jeweller, cls.colleague], strict=False):
            cls._finish(work, who)
        cls.env.flush_all()

    @classmethod
    def _finish(cls, work, who, **values):
        work.button_start()
        work.button_finish()
        work.write({"jeweller_id": who.id, "duration": 30, "duration_expected": 45, **values})

    def _facts(self, who, begin=None, end=None):
        self.env.flush_all()
        today = moscow_day()
        return self.kpi._read_facts(begin or today.replace(day=1), end or today)[who]

    def _page(self, user):
        self.env.flush_all()
        return self.kpi.with_user(user).get_page()


@tagged("post_install", "-at_install")
class TestJewellerKpi(JewellerKpiCase):
    @capability("A49")
    def test_output_and_hours_are_those_of_the_work(self):
        facts = self._facts(self.jeweller)
        self.assertEqual(
            (facts.pieces, facts.hours, facts.norm_hours),
            (2 * Decimal(repr(self.job.product_qty)), Decimal("1.0"), Decimal("1.5")),
        )

    def test_losses_and_rework_count_against(self):
        work = self.works[0]
        work.write({"metal_loss": 0.5, "metal_loss_over": 0.2})
        self.works[1].rework_of_id = work
        facts = self._facts(self.jeweller)
        self.assertEqual((facts.loss, facts.loss_over), (Decimal("0.5"), Decimal("0.2")))
        self.assertEqual(facts.rework_pieces, Decimal(repr(self.job.product_qty)))

    def test_work_belongs_to_the_day_of_moscow(self):
        midnight = fields.Datetime.to_datetime(moscow_day().replace(day=1))
        self._set_finished(midnight - timedelta(hours=3, seconds=1))
        before = self._facts(self.jeweller).pieces
        self._set_finished(midnight - timedelta(hours=3))
        self.assertEqual(
            self._facts(self.jeweller).pieces - before, Decimal(repr(self.job.product_qty))
        )

    def _set_finished(self, moment):
        """As if the work had been finished then: core plans anew when it is written."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mrp_workorder SET date_finished = %s WHERE id = %s", [moment, self.works[0].id]
        )
        self.env.invalidate_all()

    def test_who_sees_whom(self):
        for user in (self.head, self.director):
            found = {row["user_id"] for row in self._page(user)["rows"]}
            self.assertLessEqual({self.jeweller.id, self.colleague.id}, found)
        [row] = self._page(self.jeweller)["rows"]
        self.assertEqual(row["user_id"], self.jeweller.id)
        self.assertTrue(row["place"])
        with self.assertRaises(AccessError):
            self._page(self.manager)

    def test_each_number_opens_what_is_behind_it(self):
        page = self._page(self.head)
        row = next(one for one in page["rows"] if one["user_id"] == self.jeweller.id)
        for value in row["values"]:
            action = self.kpi.with_user(self.head).get_behind(
                value["key"], page["begin"], page["end"], self.jeweller.id
            )
            rows = self.env[action["res_model"]].with_user(self.head).search(action["domain"])
            self.assertLessEqual(rows.jeweller_id, self.jeweller)
        action = self.kpi.get_behind("pieces", page["begin"], page["end"], self.jeweller.id)
        rows = self.env["jewel.output.report"].search(action["domain"])
        self.assertEqual(sum(rows.mapped("pieces")), float(self._facts(self.jeweller).pieces))

    def test_a_jeweller_finds_nothing_of_others_behind(self):
        page = self._page(self.jeweller)
        action = self.kpi.with_user(self.jeweller).get_behind(
            "pieces", page["begin"], page["end"], self.colleague.id
        )
        rows = self.env[action["res_model"]].with_user(self.jeweller).search(action["domain"])
        self.assertFalse(rows)

    def test_weights_are_the_directors(self):
        weights = self.env["jewel.jeweller.weight"]
        weights.with_user(self.director).search([], limit=1).weight = 40
        for user in (self.head, self.jeweller):
            with self.assertRaises(AccessError):
                weights.search([], limit=1).with_user(user).write({"weight": 1})
