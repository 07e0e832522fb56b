from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .. import const
from ..client import OFFICIAL_URL
from .common import SECRET, YookassaCase, capability


@tagged("post_install", "-at_install")
class TestProvider(YookassaCase):
    """Set-up by the administrator."""

    def as_admin(self):
        return self.provider.with_user(self.admin)

    @capability("A21")
    def test_connection_test_shows_the_shop(self):
        self.as_admin().action_yookassa_test()
        provider = self.provider
        self.assertEqual(provider.yookassa_test_result, "ok")
        self.assertFalse(provider.yookassa_test_message)
        self.assertTrue(provider.yookassa_shop_test and provider.yookassa_tested_at)
        self.assertEqual(provider.yookassa_shop_methods, "Card, SBP (Fast Payments)")
        self.assertIn("avanpost", provider.yookassa_shop_fiscal)

    def test_connection_test_says_what_is_wrong(self):
        for change, words in (
            ({"account_id": "7"}, "belongs to shop 7"),
            ({"status": "disabled"}, "switched off"),
            ({"test": False}, "real shop"),
        ):
            with self.subTest(change=change):
                self.yoo.me = change
                self.as_admin().action_yookassa_test()
                self.assertIn(words, self.provider.yookassa_test_message)
        self.yoo.fault("timeout")
        self.as_admin().action_yookassa_test()
        self.assertEqual(self.provider.yookassa_test_result, "unknown")
        self.yoo.shops = {}
        self.as_admin().action_yookassa_test()
        self.assertEqual(self.provider.yookassa_test_result, "rejected")
        self.assertIn("does not know this shop", self.provider.yookassa_test_message)

    def test_address_and_events_to_enter(self):
        self.assertTrue(self.provider.yookassa_webhook_url.endswith("/payment/yookassa/webhook"))
        self.assertEqual(self.provider.yookassa_events.split(", "), list(const.EVENTS))

    def test_moved_or_copied_database_warns(self):
        """Copy of the database: a warning when the server's address has changed."""
        self.as_admin().action_yookassa_test()
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("web.base.url", "https://copy.example")
        self.provider.invalidate_recordset()
        self.assertIn("copy of another", self.provider.yookassa_webhook_warning)

    def test_neutralized_copy_has_no_keys(self):
        """Secrets, copy of the database: neutralize takes them away."""
        tx = self.started()
        self.env.flush_all()
        for query in get_neutralization_queries(["payment_yookassa"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertFalse(self.provider.yookassa_secret_key or self.provider.yookassa_shop_id)
        self.assertFalse(tx.yookassa_next_check_at)

    def test_secret_is_the_administrators_alone(self):
        """Secrets: groups, not copied."""
        accountant = new_test_user(self.env, "count", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.provider.with_user(accountant).read(["yookassa_secret_key"])
        copy = self.provider.copy()
        self.assertFalse(copy.yookassa_secret_key or copy.yookassa_shop_id)
        names = self.env["payment.provider"].with_user(accountant).fields_get()
        self.assertNotIn("yookassa_secret_key", names)

    def test_other_address_of_the_api_only_in_test_mode(self):
        """SSRF by set-up: another address only in test state, only for administrators."""
        self.provider.yookassa_api_url = "http://127.0.0.1:8073/v3"
        self.assertEqual(self.provider._yookassa_get_endpoint(), "http://127.0.0.1:8073/v3")
        with self.assertRaises(ValidationError):
            self.provider.state = "enabled"
        with self.assertRaises(ValidationError):
            self.provider.yookassa_api_url = "file:///etc/passwd"
        self.provider.yookassa_api_url = False
        self.assertEqual(self.provider._yookassa_get_endpoint(), OFFICIAL_URL)
        self.assertEqual(
            self.env["payment.provider"]._fields["yookassa_api_url"].groups, "base.group_system"
        )

    def test_cannot_be_enabled_without_keys(self):
        other = self.provider.copy()
        with self.assertRaises(ValidationError):
            other.state = "test"

    def test_responsible_must_see_transactions(self):
        user = new_test_user(self.env, "nobody", groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.provider.yookassa_responsible_id = user

    @capability("A21")
    def test_default_methods_are_switched_on(self):
        other = self.env["payment.provider"].create({"name": "Y", "code": "yookassa"})
        self.assertEqual(other._get_default_payment_method_codes(), const.DEFAULT_METHODS)
        self.assertTrue(self.sbp.active and self.card.active)
        self.assertEqual(self.provider._get_supported_currencies().mapped("name"), ["RUB"])

    def test_two_companies_pay_into_their_own_shops(self):
        """Wrong shop: each transaction goes by the keys of its own provider."""
        self.yoo.shops["200"] = "other"
        self.yoo.test_shops.add("200")
        other = self.provider.copy()
        other.write({"yookassa_shop_id": "200", "yookassa_secret_key": "other", "state": "test"})
        self.started()
        theirs = self.started(provider_id=other.id)
        shops = [entry["shop"] for entry in self.yoo.sent("POST", "/payments")]
        self.assertEqual(shops, ["100500", "200"])
        self.yoo.pay(theirs.yookassa_object_id)
        self.look(theirs)
        self.assertEqual(theirs.state, "done")

    def test_one_payment_belongs_to_one_transaction(self):
        """Replay on another deal: unique index on (provider, payment id)."""
        first, second = self.started(), self.started()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second.yookassa_object_id = first.yookassa_object_id
            self.env.flush_all()

    def test_log_of_a_payment_holds_no_secret(self):
        """Secrets: not in logs."""
        with self.assertLogs("odoo.addons.payment_yookassa", "DEBUG") as logs:
            self.yoo.fault("timeout", "/payments/")
            tx = self.started()
            self.look(tx)
        self.assertNotIn(SECRET, "\n".join(logs.output))
