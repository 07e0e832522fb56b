from datetime import datetime, timedelta

import requests

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..exceptions import (
    AmocrmMoved,
    AmocrmRejected,
    AmocrmUnauthorized,
    AmocrmUnavailable,
)
from .common import OauthMixin, capability
from .stub_amocrm import StubAmocrm, jwt, reply


@tagged("post_install", "-at_install")
class TestTokens(OauthMixin, TransactionCase):
    """Tokens that live once, accounts that move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()

    def connect(self, **values):
        self.account.write(
            {
                "host": "example.amocrm.ru",
                "state": "connected",
                "access_token": "access-0",
                "refresh_token": "refresh-0",
                "token_expires_at": fields.Datetime.now() + timedelta(hours=1),
                **values,
            }
        )
        self.env.flush_all()

    def ask(self):
        """A call as the background work makes it."""
        with self.registry.cursor() as cr:
            result = self.account.with_env(self.env(cr=cr))._client().get("/api/v4/account")
        self.env.invalidate_all()
        return result

    def test_token_about_to_expire_is_renewed_first(self):
        self.connect(token_expires_at=fields.Datetime.now() + timedelta(minutes=1))
        self.assertTrue(self.ask())
        self.assertEqual(self.account.access_token, "access-1")
        self.assertEqual(self.account.refresh_token, "refresh-1")

    def test_refused_token_is_renewed_once_and_the_call_repeated(self):
        self.connect()
        self.amo.fault(401, path="account")
        self.assertTrue(self.ask())
        self.assertEqual(self.account.access_token, "access-1")

    def test_second_refusal_is_final(self):
        self.connect()
        self.amo.fault(401, path="account")
        self.amo.fault(401, path="account")
        with self.assertRaises(AmocrmUnauthorized):
            self.ask()

    def test_dead_refresh_token_is_final(self):
        self.connect(refresh_token="used up")
        self.amo.fault(401, path="account")
        with self.assertRaises(AmocrmUnauthorized):
            self.ask()
        self.assertEqual(len(self.amo.called("POST")), 1, "no loop")

    def test_long_lived_token_is_not_renewed(self):
        self.connect(auth_type="long_lived")
        self.amo.fault(401, path="account")
        with self.assertRaises(AmocrmUnauthorized):
            self.ask()
        self.assertFalse(self.amo.called("POST"))

    def test_who_comes_second_takes_the_new_pair(self):
        self.connect()
        with self.registry.cursor() as cr:
            account = self.account.with_env(self.env(cr=cr))
            first = account._renew_access("access-0")[0]
            second = account._renew_access("access-0")[0]
        self.assertEqual((first, second), ("access-1", "access-1"))
        self.assertEqual(len(self.amo.called("POST")), 1)

    def test_secrets_are_for_administrators(self):
        self.connect()
        names = (
            "access_token",
            "refresh_token",
            "client_secret",
            "webhook_key_hash",
            "oauth_state",
        )
        for name in names:
            self.assertEqual(self.account._fields[name].groups, "base.group_system")
            self.assertFalse(self.account._fields[name].copy)
        self.assertFalse(self.account.copy().access_token)

    def test_authorize_names_what_is_missing(self):
        self.account.client_secret = False
        with self.assertRaisesRegex(UserError, "enter the ID and the secret key"):
            self.account.action_authorize()

    # === ANSWERS THAT GET LOST === #

    @capability("A1")
    def test_renewal_whose_answer_is_lost_before_amocrm_did_it_is_repeated(self):
        self.connect()
        self.amo.fault(401, path="account")
        self.amo.fault("timeout", path="access_token")
        self.assertTrue(self.ask())
        self.assertEqual(self.account.access_token, "access-1")

    def test_renewal_whose_answer_is_lost_after_amocrm_did_it_needs_reconnecting(self):
        self.connect()
        self.amo.fault(401, path="account")
        self.amo.fault("timeout", path="access_token", after=True)
        with self.assertRaises(AmocrmUnauthorized):
            self.ask()
        self.assertEqual(len(self.amo.called("POST")), 2, "once more, and no loop")

    def test_amocrm_down_while_renewing_is_no_reason_to_reconnect(self):
        for fault in (requests.ConnectionError("down"), 503, 429):
            self.connect()
            self.amo.faults = [(401, "account", None, False)]
            self.amo.fault(fault, path="access_token")
            self.amo.fault(fault, path="access_token")
            with self.assertRaises(AmocrmUnavailable):
                self.ask()
            self.assertEqual(self.account.refresh_token, "refresh-0")

    # === MOVED ACCOUNTS === #

    def connect_with_jwt(self, **claims):
        token = jwt(**{"api_domain": "api-b.amocrm.ru", **claims})
        self.connect(access_token=token)

    @capability("A1")
    def test_moved_account_is_found_whatever_its_old_host_says(self):
        for says in (401, 404, reply(301), "html"):
            self.amo = StubAmocrm()
            self.connect_with_jwt()
            self.amo.move_to("renamed.amocrm.ru", old_host_says=says)
            self.assertEqual(self.ask()["id"], 30000001)
            self.assertEqual(self.account.host, "renamed.amocrm.ru")
            self.assertTrue(self.account.reference_wanted)

    def test_path_that_is_not_found_asks_for_a_move_once(self):
        """amoCRM answers 204 for what is gone; 404 may mean the account, or a part it lacks."""
        self.connect_with_jwt()
        self.amo.fault(404, path="catalogs")
        self.amo.fault(404, path="catalogs")
        with self.registry.cursor() as cr:
            client = self.account.with_env(self.env(cr=cr))._client()
            for _time in range(2):
                with self.assertRaises(AmocrmRejected):
                    client.get("/api/v4/catalogs")
        self.assertEqual(len(self.amo.called("GET", "current/subdomain")), 1)

    def test_write_to_an_address_that_is_not_found_is_kept_for_the_new_one(self):
        self.connect_with_jwt()
        self.amo.move_to("renamed.amocrm.ru", old_host_says=404)
        with self.registry.cursor() as cr:
            client = self.account.with_env(self.env(cr=cr))._client()
            with self.assertRaises(AmocrmMoved):
                client.post("/api/v4/tasks", [{"text": "Call"}])
            self.assertEqual(client.base_url, "https://renamed.amocrm.ru")

    def test_hint_of_a_token_never_leads_to_a_strange_host(self):
        for domain in ("evil.com", "api.amocrm.ru.evil.com", 7, "localhost"):
            self.connect_with_jwt(api_domain=domain)
            self.amo.move_to("renamed.amocrm.ru")
            with self.assertRaises(AmocrmUnauthorized):
                self.ask()
            self.assertEqual(self.account.host, "example.amocrm.ru")

    def test_answer_that_names_a_strange_host_is_not_believed(self):
        self.connect_with_jwt()
        self.amo.move_to("evil.com")
        with self.assertRaises(AmocrmUnauthorized):
            self.ask()
        self.assertEqual(self.account.host, "example.amocrm.ru")
        self.assertFalse(self.amo.called("POST", "access_token")[1:], "and gets no refresh token")

    def test_write_to_the_old_address_is_not_repeated_at_once(self):
        """Nobody knows whether it was done: the next try looks first, at the new address."""
        self.connect_with_jwt()
        self.amo.move_to("renamed.amocrm.ru", old_host_says="html")
        with self.registry.cursor() as cr:
            client = self.account.with_env(self.env(cr=cr))._client()
            with self.assertRaises(AmocrmMoved):
                client.post("/api/v4/tasks", [{"text": "Call"}])
            self.assertEqual(client.base_url, "https://renamed.amocrm.ru")
        self.assertFalse(self.amo.tasks)

    # === LONG-LIVED TOKENS === #

    def end_of(self, days):
        return int((datetime.now() + timedelta(days=days)).timestamp())

    def warnings(self):
        return self.account.activity_ids.filtered(lambda activity: "ends soon" in activity.summary)

    @capability("A1")
    def test_end_of_a_long_lived_token_is_shown_and_told_once(self):
        self.connect(auth_type="long_lived", access_token=jwt(exp=self.end_of(10)))
        self.account.write({"token_expires_at": False, "access_token": jwt(exp=self.end_of(10))})
        self.assertFalse(self.account.token_expires_at, "what is said explicitly stands")
        self.account.access_token = jwt(exp=self.end_of(10))
        self.assertEqual((self.account.token_expires_at - datetime.now()).days, 9)
        for _day in range(3):
            self.env["amocrm.account"]._cron_warn_of_tokens()
        self.assertEqual(self.warnings().user_id, self.admin)
        self.assertEqual(len(self.warnings()), 1)
        self.account.access_token = jwt(exp=self.end_of(9))
        self.env["amocrm.account"]._cron_warn_of_tokens()
        self.assertEqual(len(self.warnings()), 2, "the next token is another matter")

    def test_far_or_unreadable_end_is_not_told(self):
        self.connect(auth_type="long_lived")
        for token in (jwt(exp=self.end_of(30)), jwt(), "opaque"):
            self.account.access_token = token
            self.env["amocrm.account"]._cron_warn_of_tokens()
        self.assertFalse(self.warnings())
