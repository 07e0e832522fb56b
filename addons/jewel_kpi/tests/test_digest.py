from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.crm_lead import moscow_day
from .common import JewelKpiCase


@tagged("post_install", "-at_install")
class TestDigest(JewelKpiCase):
    def _get_digest(self, user, days=7):
        now = fields.Datetime.now()
        digest = self.env.ref("jewel_kpi.digest_workshop")
        return digest.with_user(user).with_context(
            start_datetime=now - timedelta(days=days), end_datetime=now
        )

    def test_week_up_to_yesterday(self):
        digest = self._get_digest(self.director)
        before = digest.kpi_jewel_revenue_value
        yesterday = moscow_day() - timedelta(days=1)
        self._receive(1500.5, yesterday)
        self._receive(70, moscow_day())
        self._receive(9, yesterday - timedelta(days=7))
        self.env.flush_all()
        digest.invalidate_model()
        self.assertAlmostEqual(digest.kpi_jewel_revenue_value - before, 1500.5, 2)

    def test_letter_is_made_for_the_director_alone(self):
        digest = self.env.ref("jewel_kpi.digest_workshop")
        names = [row["kpi_name"] for row in digest._compute_kpis(self.company, self.director)]
        self.assertEqual(names, ["kpi_jewel_revenue", "kpi_jewel_created", "kpi_jewel_won"])
        self.assertFalse(digest._compute_kpis(self.company, self.manager))
        with self.assertRaises(AccessError):
            self._get_digest(self.accountant)._compute_kpi_jewel()

    def test_directors_of_the_installation_get_it(self):
        digest = self.env.ref("jewel_kpi.digest_workshop")
        digest.user_ids = False
        digest._jewel_subscribe_directors()
        self.assertIn(self.director, digest.user_ids)
        self.assertNotIn(self.manager, digest.user_ids)
