import time

from odoo.tests import HttpCase, tagged

from .. import webhook_body
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
        return self.url_open(f"/amocrm/webhook/{key}", data=body, headers={**kind, **headers})

    def events(self):
        self.env.invalidate_all()
        return self.env["amocrm.event"].search([("account_id", "=", self.account.id)])

    @capability("A1")
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

    def test_unknown_key(self):
        self.assertEqual(self.post(hook("leads", "add", 1), key="guess").status_code, 404)
        self.assertEqual(self.post(hook("leads", "add", 1), key=key_hash(KEY)).status_code, 404)
        self.assertFalse(self.events())

    def test_key_itself_is_not_stored(self):
        self.assertNotIn(KEY, str(self.account.read()))

    def test_not_a_form(self):
        for body, kind in (('{"leads": 1}', "application/json"), ("hello", "text/plain")):
            response = self.post(body, **{"Content-Type": kind})
            self.assertEqual(response.status_code, 400)
        self.assertFalse(self.events())

    def test_larger_than_anything_amocrm_sends(self):
        size = webhook_body.MAX_BYTES + 1
        self.assertEqual(self.post(f"leads[add][0][id]={'1' * size}").status_code, 413)
        self.assertFalse(self.events())

    def test_broken_encoding_and_ten_thousand_keys_are_kept_and_not_understood(self):
        many = "&".join(f"a[{number}]=1" for number in range(10_000))
        for body in (b"leads[add][0][name]=%FF%FE&leads[add][0][id]=7", many, b"]]=1&[=2"):
            self.assertEqual(self.post(body).status_code, 200)
        events = self.events()
        self.assertEqual(len(events), 3)
        for event in events:
            event._process()
        self.assertEqual(sorted(events.mapped("state")), ["done", "failed", "failed"])

    def test_no_session_is_opened(self):
        self.assertNotIn(
            "session_id", self.post(hook("leads", "add", 1)).headers.get("Set-Cookie", "")
        )
