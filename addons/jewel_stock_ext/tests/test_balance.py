from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
class TestBalance(MetalCase):
    def _read(self, place, **context):
        self.env.invalidate_all()
        rows = self.balances.with_context(**context).search(
            [("location_id", "=", place.id), ("alloy_id", "=", self.white.id)]
        )
        return [(row.gross_weight, round(row.pure_weight, 8)) for row in rows]

    @capability("A43")
    def test_balance_of_each_holder_now_and_at_any_moment(self):
        moment = fields.Datetime.now()
        self._receive(100, date=moment - timedelta(days=3))
        self._post(self.vault, self.bench, 30.5, "issue", date=moment - timedelta(days=1))
        self.assertEqual(self._read(self.vault), [(69.5, 40.6575)])
        self.assertEqual(self._read(self.bench), [(30.5, 17.8425)])
        before = fields.Datetime.to_string(moment - timedelta(days=2))
        self.assertEqual(self._read(self.vault, metal_date=before), [(100, 58.5)])
        self.assertEqual(self._read(self.bench, metal_date=before), [])

    def test_nothing_is_left_of_what_went_back(self):
        self._receive(5)
        self._post(self.vault, self.supplier, 5, "return")
        self.assertEqual(self._read(self.vault), [])

    def test_button_opens_the_entries_behind_a_balance(self):
        entry = self._receive(5)
        row = self.balances.search(
            [("location_id", "=", self.vault.id), ("alloy_id", "=", self.white.id)]
        )
        found = self.entries.search(row.action_open_entries()["domain"])
        self.assertEqual(found, entry)
