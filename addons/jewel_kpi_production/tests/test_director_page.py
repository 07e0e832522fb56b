from odoo.tests import tagged

from odoo.addons.jewel_kpi.models.crm_lead import moscow_day

from .test_jeweller_kpi import JewellerKpiCase


@tagged("post_install", "-at_install")
class TestDirectorPage(JewellerKpiCase):
    def _section(self, key):
        self.env.flush_all()
        page = self.env["jewel.director.page"].with_user(self.director).get_page()
        return next(one for one in page["sections"] if one["key"] == key)

    def _card(self, section, key):
        return next(card for card in self._section(section)["cards"] if card["key"] == key)

    def test_load_counts_jobs_in_work_and_opens_them(self):
        before = int(self._card("production", "in_work")["value"])
        job = self._create_job()
        card = self._card("production", "in_work")
        self.assertEqual(int(card["value"]), before + 1)
        jobs = self.env["mrp.production"].with_user(self.director).search(card["action"]["domain"])
        self.assertIn(job, jobs)
        self.assertEqual(len(jobs), before + 1)
        chart = self._section("production")["chart"]
        self.assertEqual(sum(chart["series"][0]["values"]), len(jobs.filtered("stage_id")))

    def test_loss_to_be_decided_alarms(self):
        before = int(self._card("metal", "loss_acts")["value"])
        day = moscow_day()
        norm = self.env["jewel.loss.norm"].create(
            {
                "metal": "gold",
                "alloy_id": self.alloy.id,
                "percent": 1,
                "date_from": day,
                "order_no": "7",
                "order_date": day,
            }
        )
        self.env["jewel.loss.act"].create(
            {
                "location_id": self.jeweller._make_metal_location().id,
                "responsible_id": self.jeweller.id,
                "operation": "Filing",
                "alloy_id": self.alloy.id,
                "norm_id": norm.id,
                "loss_weight": 0.3,
                "over_weight": 0.3,
            }
        )
        card = self._card("metal", "loss_acts")
        self.assertEqual((int(card["value"]), card["tone"]), (before + 1, "bad"))

    def test_jewellers_are_in_their_places(self):
        rows = self._section("jewellers")["rows"]
        self.assertIn(self.jeweller.id, [row["key"] for row in rows])
        self.assertEqual([row["place"] for row in rows], sorted(row["place"] for row in rows))
