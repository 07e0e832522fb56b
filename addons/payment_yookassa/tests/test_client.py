import json
import logging
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

from yookassa import Configuration

from odoo.tests import TransactionCase, tagged

from ..client import OFFICIAL_URL, Client, is_id
from ..exceptions import YookassaRejected, YookassaUnknown
from .common import SECRET, SHOP

PAYMENT = "/payments/2e3f0f6c-000f-5000-8000-1d5d8b1f7a11"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append(
            {"path": self.path, "headers": dict(self.headers), "body": self._body()}
        )
        if self.server.silence:
            time.sleep(self.server.silence)
        status, text, headers = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET

    def _body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestClient(TransactionCase):
    """The door against a real server on this machine, for what a stub of the session hides."""

    @contextmanager
    def server(self, status=200, text="{}", silence=0, headers=None):
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = True
        server.answer, server.silence, server.seen = (status, text, headers or {}), silence, []
        server.url = f"http://127.0.0.1:{server.server_port}/v3"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
            server.server_close()

    def client(self, server, timeout=(1, 1), shop=SHOP, secret=SECRET):
        return Client(server.url, shop, secret, timeout)

    def test_answer_is_the_raw_dict(self):
        with self.server(text='{"id": "1", "brand_new_field": {"a": 1}}') as server:
            answer = self.client(server).call("GET", PAYMENT)
        self.assertEqual(answer["brand_new_field"], {"a": 1})

    def test_body_is_sent_as_it_is(self):
        body = {"amount": {"value": "1.00", "currency": "RUB"}, "expires_at": "x", "new": [1]}
        with self.server() as server:
            self.client(server).call("POST", "/payments", body, "key-1")
            [seen] = server.seen
        self.assertEqual(json.loads(seen["body"]), body)
        self.assertEqual(seen["headers"]["Idempotence-Key"], "key-1")

    def test_two_companies_in_two_threads_keep_their_keys(self):
        """Credentials are not shared by the process, unlike those of the SDK."""
        Configuration.configure("global", "global")
        self.addCleanup(setattr, Configuration, "account_id", None)
        self.addCleanup(setattr, Configuration, "secret_key", None)
        companies = self.env["res.company"].create([{"name": "One"}, {"name": "Two"}])
        with self.server() as server:
            clients = [
                self.env["payment.provider"]
                .create(
                    {
                        "name": "Yoo",
                        "code": "yookassa",
                        "company_id": company.id,
                        "yookassa_shop_id": f"shop{number}",
                        "yookassa_secret_key": f"key{number}",
                        "yookassa_api_url": server.url,
                    }
                )
                ._yookassa_client()
                for number, company in enumerate(companies)
            ]
            expected = {
                f"/v3/me?n={n}": c.basic_auth(f"shop{n}", f"key{n}") for n, c in enumerate(clients)
            }
            threads = [
                threading.Thread(target=client.call, args=("GET", f"/me?n={number}"))
                for number, client in enumerate(clients)
                for _repeat in range(10)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
            self.assertEqual(len(server.seen), 20)
            for seen in server.seen:
                self.assertEqual(seen["headers"]["Authorization"], expected[seen["path"]])
        self.assertEqual(Configuration.account_id, "global")

    def test_silent_server_is_left_in_time(self):
        with self.server(silence=3) as server:
            begun = time.monotonic()
            with self.assertRaises(YookassaUnknown):
                self.client(server, timeout=(1, 0.3)).call("GET", PAYMENT)
            self.assertLess(time.monotonic() - begun, 2)

    def test_nothing_is_repeated_by_itself(self):
        for status in (202, 500, 503, 429):
            with self.subTest(status=status), self.server(status, '{"type": "error"}') as server:
                with self.assertRaises(YookassaUnknown):
                    self.client(server).call("POST", "/payments", {}, "k")
                self.assertEqual(len(server.seen), 1)

    def test_connection_refused_is_unknown(self):
        with self.server() as server:
            client = self.client(server)
        with self.assertRaisesRegex(YookassaUnknown, "ConnectionError"):
            client.call("GET", PAYMENT)

    def test_page_for_people_is_unknown(self):
        for status in (200, 403, 502):
            with self.subTest(status=status), self.server(status, "<html>") as server:
                with self.assertRaises(YookassaUnknown):
                    self.client(server).call("GET", PAYMENT)

    def test_list_instead_of_object_is_unknown(self):
        with self.server(text="[]") as server, self.assertRaises(YookassaUnknown):
            self.client(server).call("GET", PAYMENT)

    def test_wait_that_yookassa_asks_for_is_told(self):
        text = '{"type": "processing", "retry_after": 1800}'
        with self.server(202, text) as server, self.assertRaises(YookassaUnknown) as caught:
            self.client(server).call("POST", "/payments", {}, "k")
        self.assertEqual(caught.exception.retry_after, 1.8)

    def test_refusals_say_what_yookassa_said(self):
        text = json.dumps(
            {"type": "error", "code": "invalid_request", "description": "No", "parameter": "amount"}
        )
        for status in (400, 401, 403, 404, 410):
            with self.subTest(status=status), self.server(status, text) as server:
                with self.assertRaises(YookassaRejected) as caught:
                    self.client(server).call("GET", PAYMENT)
                error = caught.exception
                self.assertEqual((error.status, error.parameter), (status, "amount"))

    def test_redirect_is_not_followed(self):
        with (
            self.server() as other,
            self.server(302, "", headers={"Location": f"{other.url}/me"}) as server,
        ):
            with self.assertRaises(YookassaUnknown):
                self.client(server).call("POST", "/payments", {}, "k")
            self.assertFalse(other.seen)

    def test_ids_of_other_shapes_reach_no_path(self):
        """Request forging by id."""
        for path in (
            "/payments/../refunds/x",
            "/payments/2e3f0f6c-000f-5000-8000-1d5d8b1f7a1/capture",
            "/webhooks",
            PAYMENT + "\n",
            "/payments?a=b#c",
        ):
            with self.subTest(path=path), self.assertRaises(ValueError):
                Client(OFFICIAL_URL, SHOP, SECRET).call("GET", path)
        self.assertFalse(is_id("../refunds/x") or is_id(None) or is_id("2E3F0F6C"))

    def test_post_without_key_is_a_mistake(self):
        for key in (None, "", "x" * 65, "a b"):
            with self.subTest(key=key), self.assertRaises(ValueError):
                Client(OFFICIAL_URL, SHOP, SECRET).call("POST", "/payments", {}, key)

    def test_secret_is_nowhere_in_log_and_errors(self):
        """Secrets: not in logs, even where the SDK would log them."""
        logger = logging.getLogger("odoo.addons.payment_yookassa.test")
        with (
            patch.object(Configuration, "logger", logger),
            self.assertLogs(level="DEBUG") as logs,
            self.server(500, "oops") as server,
        ):
            logger.info("begin")
            with self.assertRaises(YookassaUnknown) as caught:
                self.client(server).call("POST", "/payments", {"a": "phone"}, "k")
        basic = Client.basic_auth(SHOP, SECRET)
        for text in (*logs.output, repr(caught.exception)):
            for secret in (SECRET, basic, "phone"):
                self.assertNotIn(secret, text)
