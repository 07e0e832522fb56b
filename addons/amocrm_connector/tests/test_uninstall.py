import hashlib
import hmac

from odoo.tests import HttpCase, new_test_user, tagged

from .common import capability


@tagged("post_install", "-at_install")
class TestUninstall(HttpCase):
    """The integration is removed in amoCRM: a signed hook tells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "keeper", groups="base.group_system")
        values = {
            "host": "example.amocrm.ru",
            "auth_type": "oauth",
            "client_id": "c-1",
            "client_secret": "s3cret",
            "access_token": "a",
            "refresh_token": "r",
            "state": "connected",
            "user_id": cls.admin.id,
        }
        cls.account, cls.other = cls.env["amocrm.account"].create(
            [{**values, "amo_account_id": number} for number in ("30000001", "30000002")]
        )

    def uninstall(self, key="s3cret", number="30000001", parameter="client_uuid", **query):
        text = f"c-1|{number}"
        signature = hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
        query = {"account_id": number, parameter: "c-1", "signature": signature, **query}
        pairs = "&".join(f"{name}={value}" for name, value in query.items())
        response = self.url_open(f"/amocrm/uninstall?{pairs}")
        self.env.invalidate_all()
        return response

    @capability("A1")
    def test_tokens_are_forgotten_and_the_administrator_is_told(self):
        for parameter in ("client_uuid", "client_id"):
            self.account.write({"state": "connected", "access_token": "a", "refresh_token": "r"})
            response = self.uninstall(parameter=parameter)
            self.assertEqual((response.status_code, response.text), (200, ""))
            self.assertEqual(self.account.state, "reconnect")
            self.assertFalse(self.account.access_token or self.account.refresh_token)
            self.assertIn("uninstalled", self.account.pause_reason)
            self.assertEqual(self.account.activity_ids.user_id, self.admin)
        self.assertEqual(self.other.state, "connected", "another account is not meant")

    def test_same_hook_twice_says_it_once(self):
        self.uninstall()
        self.assertEqual(self.uninstall().status_code, 200)
        self.assertEqual(len(self.account.activity_ids), 1)

    def test_wrong_signature_does_nothing(self):
        for query in (
            {"key": "guess"},
            {"signature": ""},
            {"signature": "%D0%AF" * 64},
            {"number": "7"},
            {"client_uuid": "c-2"},
            {"account_id": "30000002"},
        ):
            self.assertEqual(self.uninstall(**query).status_code, 403, query)
        self.assertEqual(self.account.state, "connected")
        self.assertTrue(self.account.access_token)
        self.assertEqual(self.url_open("/amocrm/uninstall").status_code, 403)
