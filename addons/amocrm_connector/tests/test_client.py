import requests

from odoo.tests import BaseCase, tagged

from ..client import AmocrmClient
from ..exceptions import (
    AmocrmBlocked,
    AmocrmRejected,
    AmocrmUnauthorized,
    AmocrmUnavailable,
    AmocrmUnpaid,
)
from .stub_amocrm import reply


class Script:
    """A session that gives the answers of a script and keeps what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def request(self, method, url, **options):
        self.asked.append((method, url, options))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@tagged("post_install", "-at_install")
class TestClient(BaseCase):
    """Every answer of amoCRM has one meaning."""

    def client(self, *answers, **options):
        self.script = Script(*answers)
        return AmocrmClient(
            "https://example.amocrm.ru/", lambda: "t", session=self.script, **options
        )

    def test_answer_is_parsed_and_nothing_is_none(self):
        client = self.client(reply(200, {"id": 1}), reply(204), reply(202))
        self.assertEqual([client.get("/x") for _call in range(3)], [{"id": 1}, None, None])

    def test_token_goes_to_the_account_and_redirects_are_not_followed(self):
        client = self.client(reply(200, {}))
        client.get("/x")
        _method, url, options = self.script.asked[0]
        self.assertEqual(url, "https://example.amocrm.ru/x")
        self.assertEqual(options["headers"]["Authorization"], "Bearer t")
        self.assertFalse(options["allow_redirects"])
        self.assertTrue(options["timeout"])

    def test_what_is_worth_trying_again(self):
        html_login = reply(200, b"<html>log in</html>")
        broken = reply(200, {})
        broken._content = b'{"id": '
        moved = reply(302)
        for answer in (
            requests.ConnectTimeout(),
            requests.ConnectionError(),
            requests.exceptions.ChunkedEncodingError(),
            *(reply(status, b"<html>") for status in (429, 500, 502, 503, 504)),
            html_login,
            broken,
            moved,
        ):
            with self.subTest(answer=answer), self.assertRaises(AmocrmUnavailable):
                self.client(answer).get("/x")

    def test_waiting_time_is_read_wherever_it_is(self):
        body = reply(429, {"retry_after": 300}, problem=True)
        header = reply(429, b"slow down")
        header.headers["Retry-After"] = "7"
        for answer, seconds in ((body, 300), (header, 7), (reply(429, b"slow down"), None)):
            with self.assertRaises(AmocrmUnavailable) as caught:
                self.client(answer).get("/x")
            self.assertEqual(caught.exception.retry_after, seconds)
            self.assertTrue(caught.exception.too_fast)

    def test_what_somebody_must_look_at(self):
        error = {"code": "InvalidType", "path": "price", "detail": "Not an int."}
        groups = [{"request_id": "0", "errors": [error]}, "nonsense"]
        answer = reply(400, {"title": "Bad", "validation-errors": groups}, problem=True)
        with self.assertRaises(AmocrmRejected) as caught:
            self.client(answer).patch("/x", {})
        self.assertEqual(caught.exception.errors, [{"request_id": "0", **error}])
        for answer in (
            reply(403, {"title": "Forbidden"}, problem=True),
            reply(404, b"<html>"),
            reply(422, {}, problem=True),
        ):
            with self.assertRaises(AmocrmRejected):
                self.client(answer).get("/x")

    def test_what_stops_the_account(self):
        for answer, error in (
            (reply(401, {}, problem=True), AmocrmUnauthorized),
            (reply(402, {}, problem=True), AmocrmUnpaid),
            (reply(403, b"<html>nginx</html>"), AmocrmBlocked),
        ):
            with self.assertRaises(error):
                self.client(answer).get("/x")

    def test_pages_end_by_link_by_204_and_by_a_short_page(self):
        def page(count, following):
            links = {"next": {"href": "x"}} if following else {}
            return reply(200, {"_links": links, "_embedded": {"leads": [{}] * count}})

        for answers, total in (
            ((page(250, True), page(3, False)), 253),
            ((page(250, True), reply(204)), 250),
            ((page(250, False), page(1, False)), 251),
            ((reply(204),), 0),
        ):
            client = self.client(*answers)
            self.assertEqual(len(list(client.pages("/x", {}, "leads"))), total)
            self.assertFalse(self.script.answers)

    def test_every_call_is_logged_once_also_without_answer(self):
        log = []
        client = self.client(
            reply(200, {"a": 1}), requests.ReadTimeout(), log=lambda *entry: log.append(entry)
        )
        client.get("/x", {"q": 1})
        with self.assertRaises(AmocrmUnavailable):
            client.get("/y")
        self.assertEqual([(entry[1], entry[2]) for entry in log], [("/x", 200), ("/y", 0)])
