import requests

from odoo.tests import tagged

from .common import AmocrmCase, capability, hook
from .stub_amocrm import reply

TRACE = {"title": "ErrInternalServer", "status": 500, "detail": "x", "trace_id": "t-1"}
PROBLEM = {"title": "Problem", "status": 0, "detail": "Because"}


def problem(status, **values):
    return reply(status, {**PROBLEM, "status": status, **values}, problem=True)


def text(status, words=b"Too Many Requests", **headers):
    response = reply(status, words)
    response.headers.update({"Content-Type": "text/plain", **headers})
    return response


def broken():
    response = reply(200, {})
    response._content = b'{"id": 7, "na'
    return response


# What amoCRM answers to the reading of a deal, and what comes of it: for the record ("later": its
# mark stays and it is tried again; "shown": its error stands there until somebody looks), for the
# queue ("goes on", "waits", "stops") and for the person ("nothing", "activity").
CASES = {
    "400 validation": (lambda: problem(400), "shown", "goes on", "nothing"),
    "401": (lambda: problem(401), "later", "stops", "activity"),
    "402": (lambda: problem(402), "later", "waits", "activity"),
    "403 JSON, no right": (lambda: problem(403), "shown", "goes on", "nothing"),
    "403 page, address blocked": (lambda: reply(403, b"<html>nginx"), "later", "waits", "activity"),
    "404": (lambda: problem(404), "shown", "goes on", "nothing"),
    "404 page": (lambda: reply(404, b"<html>"), "shown", "goes on", "nothing"),
    "405": (lambda: problem(405), "shown", "goes on", "nothing"),
    "415": (lambda: problem(415), "shown", "goes on", "nothing"),
    "422": (lambda: problem(422), "shown", "goes on", "nothing"),
    "429 JSON, a long time": (lambda: problem(429, retry_after=300), "later", "waits", "nothing"),
    "429 JSON, a moment": (lambda: problem(429, retry_after=9), "later", "goes on", "nothing"),
    "429 plain text": (lambda: text(429), "later", "goes on", "nothing"),
    "429 with a header": (lambda: text(429, **{"Retry-After": "90"}), "later", "waits", "nothing"),
    "500 with trace": (lambda: reply(500, TRACE, problem=True), "later", "goes on", "nothing"),
    "502": (lambda: reply(502, b"<html>bad gateway"), "later", "goes on", "nothing"),
    "503": (lambda: reply(503, b"<html>"), "later", "goes on", "nothing"),
    "504": (lambda: reply(504, b"<html>"), "later", "goes on", "nothing"),
    "200 login page": (lambda: reply(200, b"<html>log in"), "later", "goes on", "nothing"),
    "200 broken JSON": (broken, "later", "goes on", "nothing"),
    "301": (lambda: reply(301), "later", "goes on", "nothing"),
    "timeout": (lambda: requests.ReadTimeout(), "later", "goes on", "nothing"),
    "reset": (lambda: requests.ConnectionError(), "later", "goes on", "nothing"),
}


@tagged("post_install", "-at_install")
class TestErrors(AmocrmCase):
    """Every class of error of amoCRM: what becomes of the record, the queue and the person."""

    def read_failing(self, *failures):
        """One deal cannot be read; the next one is read after it."""
        deal, next_deal = self.add_full_deal(name="First"), self.add_full_deal(name="Next")
        for failure in failures:
            self.amo.fault(failure, path=f"leads/{deal['id']}$")
        self.receive(hook("leads", "add", deal["id"]), hook("leads", "add", next_deal["id"]))
        self.run_crons(ignore_waiting=False)
        return self.binding_of("leads", deal), next_deal

    def _record(self, binding):
        return "later" if binding.stale else "shown" if binding.error else "done"

    def _queue(self, next_deal):
        if self.account.state == "reconnect":
            return "stops"
        return "waits" if self.account.is_paused else "goes on" if self.lead_of(next_deal) else "?"

    def _person(self):
        return "activity" if self.account.activity_ids else "nothing"

    @capability("A1")
    def test_record_queue_and_person(self):
        for name, (failure, *expected) in CASES.items():
            with self.subTest(name):
                self._begin_anew()
                binding, next_deal = self.read_failing(failure())
                came = [self._record(binding), self._queue(next_deal), self._person()]
                self.assertEqual(came, expected)
                self.assertTrue(binding.error or self.account.pause_reason)
                self._heal()
                self.assertTrue(binding.res_id, "nothing is lost: it arrives when all is well")
                self.assertFalse(binding.error)

    def _begin_anew(self):
        self.account.activity_ids.unlink()
        self.account.write(
            {
                "state": "connected",
                "paused_until": False,
                "pause_reason": False,
                "failures_in_row": 0,
            }
        )

    def _heal(self):
        """amoCRM is well again, and somebody has looked at what needs a look."""
        self.account.write({"state": "connected", "paused_until": False})
        shown = self.env["amocrm.binding"].search([("error", "!=", False)])
        shown.filtered(lambda binding: not binding.stale).action_retry()
        self.run_crons()

    def test_third_429_in_a_row_pauses_for_minutes(self):
        self.account.failures_in_row = 2
        self.read_failing(text(429))
        self.assertTrue(self.account.is_paused)
        self.assertIn("429", self.account.pause_reason)

    def test_third_page_in_a_row_says_that_the_address_is_wrong(self):
        self.account.failures_in_row = 2
        self.read_failing(reply(302))
        self.assertTrue(self.account.is_paused)
        self.assertIn("was renamed or moved", self.account.pause_reason)
        self.assertTrue(self.account.activity_ids)

    def test_success_ends_a_row_of_failures(self):
        self.account.failures_in_row = 2
        self.import_deal(self.add_full_deal())
        self.assertFalse(self.account.failures_in_row)

    def test_blocked_account_asks_nothing_more(self):
        self.read_failing(reply(403, b"<html>nginx"))
        asked = len(self.amo.calls)
        self.run_crons(ignore_waiting=False)
        self.poll()
        self.assertEqual(len(self.amo.calls), asked)

    def test_person_is_told_once_however_long_it_lasts(self):
        for _time in range(3):
            self.account.paused_until = False
            self.read_failing(problem(401))
        self.assertEqual(len(self.account.activity_ids), 1)
