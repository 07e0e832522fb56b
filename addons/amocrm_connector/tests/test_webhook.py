import time

import requests

from odoo.tests import HttpCase, tagged

from ..controllers.main import MAX_REQUEST
from ..models.amocrm_account_webhook import key_hash
from .common import capability, hook

KEY = "a-long-random-secret"


@tagged("post_install", "-at_install")
class TestWebhook(HttpCase):
    """The inbox takes a hook in milliseconds and calls nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["amocrm.account"].create(
            {"host": "example.amocrm.ru", "webhook_key_hash": key_hash(KEY), "state": "connected"}
        )

    def post(self, body, key=KEY, **headers):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.url_open(
            f"/amocrm/webhook/{key}", data=body, headers={**kind, **headers}, method="POST"
        )

    def events(self):
        self.env.invalidate_all()
        return self.env["amocrm.event"].search([("account_id", "=", self.account.id)])

    @capability("A1", "D32")
    def test_hook_is_kept_as_it_came_and_the_inbox_is_woken(self):
        cron = self.env.ref("amocrm_connector.cron_inbox")
        waiting = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        body = hook("leads", "add", 32966269, name="Кольцо & <b>")
        response = self.post(body, **{"X-Amocrm-Requestid": "4f1c"})
        self.assertEqual((response.status_code, response.text), (200, ""))
        event = self.events()
        self.assertEqual(event.body, body)
        self.assertEqual(event.request_number, "4f1c")
        self.assertEqual(event.state, "new")
        now_waiting = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(now_waiting, waiting + 1)

    @capability("A1")
    def test_few_queries_and_no_bindings_touched(self):
        self.post(hook("leads", "add", 1))
        bindings = self.env["amocrm.binding"].search_count([])
        before, started = self.cr.sql_log_count, time.monotonic()
        self.post(hook("leads", "add", 2))
        elapsed = time.monotonic() - started
        self.assertLessEqual(self.cr.sql_log_count - before, 7)
        self.assertLess(elapsed, 1)
        self.assertEqual(self.env["amocrm.binding"].search_count([]), bindings)
        self.assertFalse(self.env["amocrm.call"].search_count([]))

    def test_key_itself_is_not_stored(self):
        self.assertNotIn(KEY, str(self.account.read()))

    # === WHAT IS NO HOOK === #

    @capability("A1", "D32")
    def test_bad_hooks_are_refused_and_do_no_work(self):
        self.account.amo_account_id = "30000001"
        good = hook("leads", "add", 1)
        many = "&".join(f"leads[add][{number}][id]=1" for number in range(10_000))
        huge = f"leads[add][0][name]={'x' * 5_000_000}"
        cases = {
            "unknown key": (404, good, {"key": "guess"}),
            "the hash for the key": (404, good, {"key": key_hash(KEY)}),
            "another account": (204, good.replace("30000001", "7"), {}),
            "5 MB": (413, huge, {}),
            "5 MB with an unknown key": (404, huge, {"key": "guess"}),
            "10,000 keys": (413, many, {}),
            "broken encoding of a value": (204, good.encode() + b"&leads[add][0][name]=%FF%FE", {}),
            "broken encoding of a key": (204, b"%FF%FE=1&" + good.encode(), {}),
            "raw bytes": (400, b"\xff\xfe=\xfa", {}),
            "JSON": (415, '{"leads": 1}', {"Content-Type": "application/json"}),
            "text": (415, "hello", {"Content-Type": "text/plain"}),
            "no type": (415, good, {"Content-Type": ""}),
            "empty": (400, "", {}),
            "nothing but signs": (400, "&&&", {}),
        }
        for name, (status, body, options) in cases.items():
            with self.subTest(name), self.assertLogs("odoo.addons.amocrm_connector") as log:
                self.assertEqual(self.post(body, **options).status_code, status)
            self.assertNotRegex(" ".join(log.output), "leads|hello|30000001|guess|FF|xxx", name)
        self.assert_no_work()

    def assert_no_work(self):
        self.assertFalse(self.events())
        self.assertFalse(self.env["amocrm.call"].search([]))
        self.assertFalse(self.env["amocrm.mark"].search([]))

    def test_multipart_is_no_hook(self):
        url = f"/amocrm/webhook/{KEY}"
        boundary = {"Content-Type": "multipart/form-data"}
        statuses = [
            self.url_open(url, data={"leads[add][0][id]": "1"}, files={"f": b"x"}).status_code,
            self.url_open(url, files={str(part): b"x" for part in range(1500)}).status_code,
            self.url_open(url, data="no boundary", headers=boundary).status_code,
        ]
        self.assertEqual(statuses, [415, 413, 415])
        self.assert_no_work()

    def test_other_methods_are_refused(self):
        for method in ("GET", "PUT", "DELETE"):
            response = self.url_open(f"/amocrm/webhook/{KEY}", method=method)
            self.assertEqual(response.status_code, 405, method)
        self.assert_no_work()

    def test_too_large_to_be_read_at_all(self):
        try:
            status = self.post("a=" + "x" * (MAX_REQUEST + 1)).status_code
        except requests.ConnectionError:
            status = 413  # hung up before all was sent
        self.assertEqual(status, 413)
        self.assert_no_work()

    def test_names_of_our_own_arguments_in_the_body_change_nothing(self):
        for name in ("key", "self", "db", "debug", "context", "session_id", "csrf_token"):
            body = f"{name}=x&{hook('leads', 'add', 1)}"
            self.assertEqual(self.post(body).status_code, 200, name)
        self.assertEqual(set(self.events().mapped("account_id")), {self.account})

    def test_escaped_address_in_a_field_is_no_broken_encoding(self):
        body = hook("leads", "add", 1, name="https://example.com/?q=%D0%BA+%25 скидка 100%")
        self.assertEqual(self.post(body).status_code, 200)
        self.assertEqual(self.events().body, body)

    def test_strange_keys_are_kept_and_not_understood(self):
        for body in (b"]]=1&[=2", "a[" * 60 + "=1"):
            self.assertEqual(self.post(body).status_code, 200)
        events = self.events()
        for event in events:
            event._process()
        self.assertEqual(events.mapped("state"), ["failed", "failed"])

    def test_no_session_is_opened(self):
        self.assertNotIn(
            "session_id", self.post(hook("leads", "add", 1)).headers.get("Set-Cookie", "")
        )
