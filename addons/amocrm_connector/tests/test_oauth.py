from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import OauthMixin, capability


@tagged("post_install", "-at_install")
class TestOauth(OauthMixin, HttpCase):
    """Connecting by consent, and tokens that live once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(cls.env, "maria", groups="sales_team.group_sale_salesman")

    def consent(self):
        """Query of the address to which the administrator is sent."""
        url = self.account.action_authorize()["url"]
        self.assertTrue(url.startswith("https://www.amocrm.ru/oauth?"))
        return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}

    def come_back(self, **query):
        self.env.flush_all()
        self.authenticate("keeper", "keeper")
        pairs = "&".join(f"{key}={value}" for key, value in query.items())
        response = self.url_open(f"/amocrm/oauth?{pairs}", allow_redirects=False)
        self.env.invalidate_all()
        return response

    @capability("A1")
    def test_consent_connects(self):
        query = self.consent()
        self.assertEqual(query["client_id"], "c-1")
        response = self.come_back(
            code="good-code", referer="example.amocrm.ru", state=query["state"], client_id="c-1"
        )
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self.account.state, "connected")
        self.assertEqual(self.account.host, "example.amocrm.ru")
        self.assertEqual(self.account.access_token, "access-1")
        sent = self.amo.called("POST", "access_token")[0][3]
        self.assertEqual(sent["redirect_uri"], f"{self.base_url()}/amocrm/oauth")

    def test_state_works_once(self):
        query = self.consent()
        answer = {"code": "good-code", "referer": "example.amocrm.ru", "state": query["state"]}
        self.come_back(**answer)
        self.assertEqual(self.come_back(**answer).status_code, 400)
        self.assertEqual(len(self.amo.called("POST")), 1)

    def test_forged_referer_gets_no_secret(self):
        for referer in ("evil.com", "example.amocrm.ru.evil.com", "example.amocrm.ru:8443", "a/b"):
            query = self.consent()
            response = self.come_back(code="good-code", referer=referer, state=query["state"])
            self.assertEqual(response.status_code, 400, referer)
        self.assertFalse(self.amo.calls)

    def test_foreign_or_late_state_is_refused(self):
        query = self.consent()
        answer = {"code": "good-code", "referer": "example.amocrm.ru"}
        self.assertEqual(self.come_back(**answer, state="guess").status_code, 400)
        self.account.oauth_until = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self.come_back(**answer, state=query["state"]).status_code, 400)
        self.assertFalse(self.amo.calls)

    def test_install_begun_inside_amocrm_needs_an_open_window(self):
        answer = {"code": "good-code", "referer": "example.amocrm.ru", "client_id": "c-1"}
        self.assertEqual(self.come_back(**answer, from_widget=1).status_code, 400)
        self.consent()
        self.assertEqual(self.come_back(**answer, from_widget=1).status_code, 303)

    def test_only_administrators_come_in(self):
        query = self.consent()
        self.authenticate("maria", "maria")
        url = f"/amocrm/oauth?code=good-code&referer=example.amocrm.ru&state={query['state']}"
        self.assertEqual(self.url_open(url).status_code, 403)

    def test_refused_consent_is_told_in_words(self):
        query = self.consent()
        response = self.come_back(error="access_denied", state=query["state"])
        self.assertEqual(response.status_code, 303)
        self.assertIn("access was refused on amoCRM's page", self.account.connect_error)
        self.assertEqual(self.account.state, "draft")
        self.assertFalse(self.amo.calls)
        self.assertEqual(self.come_back(code="good-code", state=query["state"]).status_code, 400)
        self.consent()
        self.assertFalse(self.account.connect_error, "the next try begins without the old words")
