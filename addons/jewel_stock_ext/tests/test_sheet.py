import base64
import io
from datetime import timedelta

import openpyxl

from odoo import fields
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
@capability("F1")
class TestSheet(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        now = fields.Datetime.now()
        before = now - timedelta(days=40)
        cls._post(cls.supplier, cls.vault, 100, "receipt", date=before)
        cls._post(cls.vault, cls.bench, 30, "issue", date=before)
        cls._post(cls.vault, cls.bench, 20, "issue", date=now)
        cls._post(cls.bench, cls.vault, 8, "return", form="filings", date=now)
        cls._post(cls.bench, cls.other_bench, 16.4, "weighing_in", date=now)
        cls._post(cls.bench, cls.losses, 0.2, "loss", date=now)
        cls._post(cls.bench, cls.losses, 0.1, "loss", is_over_norm=True, date=now)
        # The day of the person who asks: in Moscow it begins three hours before UTC's.
        today = fields.Date.context_today(cls.entries.with_context(tz="Europe/Moscow"))
        cls.sheet = (
            cls.env["jewel.metal.sheet"]
            .with_user(cls.users["accountant"])
            .create(
                {
                    "date_from": today - timedelta(days=10),
                    "date_to": today,
                    "alloy_ids": cls.white.ids,
                }
            )
        )
        cls.sheet.action_show()

    def _row(self, place, measure="gross"):
        return self.sheet.line_ids.filtered(
            lambda line: line.location_id == place and line.measure == measure
        )

    def test_movement_of_a_master_from_opening_to_closing(self):
        row = self._row(self.bench)
        self.assertEqual(
            (row.opening, row.received, row.returned, row.passed_out, row.loss_norm, row.loss_over),
            (30, 20, 8, 16.4, 0.2, 0.1),
        )
        self.assertEqual((row.other, row.closing), (0, 25.3))
        self.assertEqual(self._row(self.other_bench).passed_in, 16.4)
        pure = self._row(self.bench, "pure")
        self.assertEqual((pure.opening, round(pure.closing, 4)), (17.55, 14.8005))

    def test_rows_add_up(self):
        for row in self.sheet.line_ids:
            came = row.opening + row.received + row.passed_in + row.surplus + row.other
            went = row.returned + row.passed_out + row.sold + row.loss_norm + row.loss_over
            self.assertAlmostEqual(came - went, row.closing, 4)

    def test_spreadsheet_has_the_same_numbers(self):
        action = self.sheet.action_export()
        self.assertIn("download=true", action["url"])
        content = base64.b64decode(self.sheet.xlsx)
        page = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        row = next(row for row in rows if row[0] == self.bench.name and row[2] == "Gross, g")
        self.assertEqual((row[3], row[-1]), (30, 25.3))

    def test_paper_has_the_same_numbers(self):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["accountant"])
            ._render_qweb_html("jewel_stock_ext.metal_sheet", self.sheet.ids)
        )
        html = content.decode()
        for text in (self.bench.name, "Test white 585", "25,3000", "14,8005"):
            self.assertIn(text, html)

    def test_period_must_not_end_before_it_begins(self):
        self.sheet.date_from = fields.Date.add(self.sheet.date_to, days=1)
        with self.assertRefused("ends before it begins"):
            self.sheet.action_show()
