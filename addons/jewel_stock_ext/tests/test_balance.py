import time
from datetime import timedelta
from statistics import median

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

    def test_page_costs_little_more_than_the_bare_sum(self):
        self.env.cr.execute(
            """
            INSERT INTO jewel_metal_entry (date, operation, location_id, location_dest_id, alloy_id,
                gross_weight, net_weight, fineness, pure_weight, user_id, company_id)
            SELECT now() AT TIME ZONE 'UTC' - n * interval '1 minute', 'pass',
                   (ARRAY[%(a)s, %(b)s, %(c)s])[1 + n %% 3],
                   (ARRAY[%(b)s, %(c)s, %(d)s])[1 + n %% 3],
                   (ARRAY[%(e)s, %(f)s])[1 + n %% 2], 1, 1, 585, 0.585, %(u)s, %(g)s
              FROM generate_series(1, 30000) AS n
            """,
            {
                "a": self.vault.id,
                "b": self.bench.id,
                "c": self.other_bench.id,
                "d": self.losses.id,
                "e": self.white.id,
                "f": self.red.id,
                "u": self.env.uid,
                "g": self.env.company.id,
            },
        )
        bare = """
            SELECT place, alloy_id, sum(gross), sum(net), sum(pure) FROM (
                SELECT location_dest_id AS place, alloy_id, gross_weight AS gross,
                       net_weight AS net, pure_weight AS pure FROM jewel_metal_entry
                UNION ALL
                SELECT location_id, alloy_id, -gross_weight, -net_weight, -pure_weight
                  FROM jewel_metal_entry) AS move
            GROUP BY place, alloy_id"""

        def page():
            self.env.invalidate_all()
            self.balances.search_fetch([], ["location_id", "alloy_id", "gross_weight"])

        def raw():
            self.env.cr.execute(bare)
            self.env.cr.fetchall()

        self.assertLess(_seconds(page), 1.5 * _seconds(raw) + 0.01)


def _seconds(function):
    function()
    times = []
    for _round in range(5):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return median(times)
