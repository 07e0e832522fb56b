import io
import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.jewel_base.tests.common import capability

from .common import picture
from .isolation import TEXTS, IsolationCase

REPORTS = ("jewel_production.route_sheet", "jewel_production.route_sheet_a4")


@tagged("post_install", "-at_install")
@capability("F5", "A14")
class TestRouteSheet(IsolationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job.write({"item_size": "17.5", "composition": "Silver", "item_description": "Anchor"})
        sketch = cls.env["ir.attachment"].create({"name": "1.jpg", "datas": picture()})
        cls.job.sketch_ids = sketch
        cls.job.item_deadline = "2030-05-17 15:30:00"

    def _html(self, jobs, user=None, report=REPORTS[0]):
        reports = self.env["ir.actions.report"].with_user(user or self.head)
        return reports._render_qweb_html(report, jobs.ids)[0].decode()

    def test_sheet_has_all_that_the_bench_needs(self):
        for report in REPORTS:
            html = self._html(self.job, report=report)
            stages = [stage.name for stage in (self.cast, self.file, self.enamel, self.polish)]
            for text in (
                self.job.name,
                "SZ-1",
                self.alloy.name,
                "17.5",
                "A. P. 1812",
                "Silver",
                "Anchor",
                "17.05.2030 18:30",
                *stages,
            ):
                self.assertTrue(text in html, text)
            self.assertEqual(html.count("<img"), 3, "barcode, QR and picture")

    def test_neither_price_nor_client_nor_deal_on_it(self):
        for report in REPORTS:
            html = self._html(self.job | self.waiting, report=report)
            for secret in [*TEXTS, self.order.name]:
                self.assertNotIn(secret, html)

    def test_values_are_plain(self):
        """No record gets into the template, from which it could go on to a client."""
        sheet = self.job._prepare_route_sheet()
        for value in [*sheet.values(), *(v for row in sheet["stages"] for v in row.values())]:
            self.assertIsInstance(value, (str, bytes, bool, list, type(None)))

    def test_link_of_the_code_is_absolute(self):
        link = self.job._prepare_route_sheet()["link"]
        self.assertRegex(link, rf"^https?://[^/]+/jewel/job/{self.job.id}$")

    def test_jeweller_prints_his_own_and_no_other(self):
        html = self._html(self.job, self.jeweller)
        self.assertIn("Polishing", html, "stages of others are on the sheet, too")
        for secret in TEXTS:
            self.assertNotIn(secret, html)
        action = self.work.action_jewel_print_route_sheet()
        self.assertEqual(action["report_name"], REPORTS[0])
        self.assertEqual(action["context"]["active_ids"], self.job.ids)
        foreign = self.foreign.workorder_ids[:1].with_user(self.jeweller)
        with self.assertRaises(AccessError):
            foreign.action_jewel_print_route_sheet()
        with self.assertRaises(AccessError):
            self.env["report.jewel_production.route_sheet"].with_user(
                self.jeweller
            )._get_report_values(self.foreign.ids)

    def test_done_stages_are_filled_in_and_skipped_ones_left_out(self):
        self.work.action_jewel_finish()
        self._drag(self.job, self.enamel)
        self._drag(self.job, self.polish)
        self._order_of(self.job, self.polish).action_cancel()
        rows = self.job._prepare_route_sheet()["stages"]
        self.assertEqual([row["stage"] for row in rows], ["Casting", "Filing", "Enamel"])
        self.assertEqual(rows[0]["jeweller"], self.jeweller.name)
        self.assertTrue(rows[0]["date"])

    def test_words_are_in_the_language_of_the_user(self):
        self.head.lang = "ru_RU"
        self.env["ir.ui.view"].flush_model()
        view = self.env.ref("jewel_production.route_sheet_one")
        view.update_field_translations("arch_db", {"ru_RU": {"Signature": "Подпись"}})
        reports = self.env["ir.actions.report"].with_user(self.head).with_context(lang="ru_RU")
        html = reports._render_qweb_html(REPORTS[0], self.job.ids)[0].decode()
        self.assertIn("Подпись", html)

    def test_reports_are_in_the_menu_of_jobs(self):
        bindings = self.env["ir.actions.actions"].get_bindings("mrp.production")
        ids = {row["id"] for row in bindings["report"]}
        for name in ("action_report_route_sheet", "action_report_route_sheet_a4"):
            self.assertIn(self.env.ref(f"jewel_production.{name}").id, ids)


@tagged("post_install", "-at_install")
@capability("F5", "A14")
class TestRouteSheetPdf(IsolationCase, HttpCase):
    @mute_logger("odoo.addons.web.controllers.report")
    def test_pdf_of_two_jobs_has_two_pages_and_no_secret(self):
        self.jeweller.password = "jeweller-password"
        self.authenticate(self.jeweller.login, "jeweller-password")
        jobs = self.job | self.waiting
        ids = ",".join(map(str, jobs.ids))
        context = json.dumps({"force_report_rendering": True})
        for report, size in zip(REPORTS, ((420, 595), (595, 842)), strict=True):
            response = self.url_open(f"/report/pdf/{report}/{ids}?context={context}")
            self.assertEqual(
                response.headers["Content-Type"], "application/pdf", response.text[:99]
            )
            reader = PdfFileReader(io.BytesIO(response.content))
            self.assertEqual(len(reader.pages), 2)
            page = reader.pages[0]
            for real, wanted in zip(page.mediabox[2:], size, strict=True):
                self.assertAlmostEqual(float(real), wanted, delta=2)
            text = "".join(page.extract_text() for page in reader.pages)
            text = "".join(text.split())
            for known in (self.job.name, "A.P.1812", "SZ-1", "Polishing", "Золотобелое585"):
                self.assertIn(known, text)
            for secret in [*TEXTS, self.order.name]:
                self.assertNotIn("".join(secret.split()), text)
