import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .isolation import TEXTS, IsolationCase


@tagged("post_install", "-at_install")
@capability("A14", "C3")
class TestBenchRoutes(IsolationCase, HttpCase):
    """The same secrets, asked for over HTTP."""

    def setUp(self):
        super().setUp()
        self.jeweller.password = "jeweller-password"
        self.authenticate(self.jeweller.login, "jeweller-password")

    def assertTellsNothing(self, response):
        for secret in [*TEXTS, self.order.name]:
            self.assertNotIn(secret, response.text, response.url)
            self.assertNotIn(json.dumps(secret), response.text, response.url)

    @mute_logger("odoo.http", "odoo.addons.web.controllers.report")
    def test_get_routes(self):
        for path in (
            *(f"/web/content/{file.id}" for file in self.secret_files),
            *(f"/web/image/{file.id}" for file in self.secret_files),
            f"/web/content/sale.order/{self.order.id}/note",
            f"/web/image/res.partner/{self.secret_client.id}/avatar_128",
            f"/web/image/mrp.production/{self.foreign.id}/cover_image",
            f"/web/image/crm.lead/{self.secret_deal.id}/cover_image",
            f"/report/html/sale.report_saleorder/{self.order.id}",
            f"/report/html/mrp.report_mrporder/{self.job.id}",
            f"/report/html/stock.report_deliveryslip/{self.order.picking_ids.id}",
            f"/json/mrp.production/{self.job.id}",
            f"/odoo/mrp.production/{self.job.id}",
            f"/my/orders/{self.order.id}",
        ):
            with self.subTest(path):
                self.assertTellsNothing(self.url_open(path))

    def test_picture_of_his_job_is_served(self):
        response = self.url_open(f"/web/image/mrp.production/{self.job.id}/cover_image")
        self.assertEqual(response.headers["Content-Type"].partition("/")[0], "image")

    @mute_logger("odoo.http")
    def test_threads(self):
        for model, record in (
            ("mrp.production", self.job),
            ("sale.order", self.order),
            ("crm.lead", self.secret_deal),
            ("res.partner", self.secret_client),
        ):
            thread = {"thread_model": model, "thread_id": record.id}
            for route, params in (
                ("/mail/thread/messages", thread),
                ("/mail/thread/recipients", thread),
                (
                    "/mail/data",
                    {
                        "fetch_params": [
                            [
                                "mail.thread",
                                {
                                    **thread,
                                    "request_list": [
                                        "followers",
                                        "attachments",
                                        "activities",
                                        "suggestedRecipients",
                                    ],
                                },
                            ]
                        ]
                    },
                ),
                ("/discuss/search", {"term": "Zver"}),
            ):
                with self.subTest(route, model=model):
                    response = self.url_open(route, json={"params": params})
                    self.assertTellsNothing(response)

    @mute_logger("odoo.http")
    def test_calls_and_exports(self):
        for method, args in (
            ("web_read", [self.job.ids, {"deal_id": {"fields": {"name": {}}}}]),
            (
                "web_read",
                [
                    self.job.ids,
                    {"workorder_ids": {"fields": {"production_id": {"fields": {"origin": {}}}}}},
                ],
            ),
            ("search_read", [[], ["origin"]]),
            ("get_formview_action", [self.job.ids]),
            ("get_views", [[[False, "form"], [False, "list"], [False, "search"]]]),
        ):
            with self.subTest(method):
                body = {
                    "params": {
                        "model": "mrp.production",
                        "method": method,
                        "args": args,
                        "kwargs": {},
                    }
                }
                self.assertTellsNothing(self.url_open("/web/dataset/call_kw", json=body))
