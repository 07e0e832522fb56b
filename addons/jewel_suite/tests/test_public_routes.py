import json
import re
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_invoicing.tests.common import JewelInvoicingCase

from . import rights

TABLES = (
    "jewel_pay_request",
    "jewel_sales_receipt",
    "payment_transaction",
    "account_payment",
    "amocrm_account",
    "amocrm_event",
    "crm_lead",
    "sale_order",
    "res_partner",
)
PARAMETERS = ("ref", "sign", "option", "account_id", "client_uuid", "signature", "db", "lang")
ODD = ("\0", "a\0b", "../../etc/passwd", "%00", "-1", "9" * 40, "'; --", "\u202e", "\U0001f48d")
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"), max_size=60))
NUMBERS = st.sampled_from((0, 1, 2**31, 2**63, 10**30))
BODIES = st.one_of(
    TEXTS.map(str.encode),
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.booleans() | NUMBERS | TEXTS,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(("type", "event", "object", "id", "metadata")), inner, max_size=4
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
)
TYPES = st.sampled_from(
    ("application/json", "application/x-www-form-urlencoded", "multipart/form-data", "a/b", "")
)


@tagged("post_install", "-at_install")
@capability("A2")
class TestPublicRoutes(HttpCase, JewelInvoicingCase):
    """What a stranger reaches without a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pay_request = cls._open()
        cls.token = cls.pay_request.sudo().token
        cls.secrets = (cls.token, cls.client_partner.name, "9990001122", "122,500", "122500")

    def _get_routes(self):
        """(path with its converters, endpoint) of all that needs no login."""
        routes = http._generate_routing_rules(sorted(self.registry._init_modules), nodb_only=False)
        return [(path, end) for path, end in routes if end.routing["auth"] in ("public", "none")]

    def _get_own_paths(self):
        start = tuple(f"odoo.addons.{prefix}" for prefix in rights.OWN_MODULES)
        return [path for path, end in self._get_routes() if end.__module__.startswith(start)]

    def _snapshot(self):
        self.env.flush_all()
        texts = []
        for table in TABLES:
            self.env.cr.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")
            texts.append((table, *self.env.cr.fetchone()))
        return texts

    def test_every_public_route_is_in_the_document(self):
        document = rights.DOCUMENT.read_text(encoding="utf-8")
        said = set(re.findall(r"^\| `(/\S+)` \|", document, re.MULTILINE))
        self.assertEqual(set(self._get_own_paths()), said)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_http", "werkzeug")
    def test_noise_changes_nothing_and_learns_nothing(self):
        before = self._snapshot()
        for path in self._get_own_paths():
            with self.subTest(route=path):
                self._fuzz(path)
        self.env.invalidate_all()
        self.assertEqual(self._snapshot(), before)
        self.assertFalse(self.pay_request.first_viewed_at)

    def _fuzz(self, route):
        @settings(
            max_examples=25,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(data=st.data())
        def send(data):
            path = re.sub(
                r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>",
                lambda part: (
                    str(data.draw(NUMBERS))
                    if part[1] == "int"
                    else quote(data.draw(TEXTS), safe="") or "-"
                ),
                route,
            )
            method = data.draw(st.sampled_from(("GET", "HEAD", "POST", "PUT", "OPTIONS")))
            answer = self.url_open(
                path,
                method=method,
                params=data.draw(st.dictionaries(st.sampled_from(PARAMETERS), TEXTS, max_size=3)),
                data=data.draw(BODIES) if method in ("POST", "PUT") else None,
                headers={
                    "Content-Type": data.draw(TYPES),
                    "Authorization": data.draw(st.sampled_from(("", "Bearer", "Bearer \xff", "x"))),
                },
                allow_redirects=False,
            )
            # The state of the suite is told by 503; every other answer of 5xx is a crash.
            if not (route == "/jewel/health" and answer.status_code == 503):
                self.assertLess(answer.status_code, 500, path)
            for secret in self.secrets:
                self.assertNotIn(secret, answer.text)

        send()

    def test_pages_of_core_tell_nothing(self):
        """Pages of Odoo without parameters, as a stranger opens them."""
        for path, end in self._get_routes():
            routing = end.routing
            methods = routing.get("methods") or ("GET",)
            if "<" in path or routing["type"] != "http" or "GET" not in methods:
                continue
            if path.startswith(("/websocket", "/web/database", "/web/tests")):
                continue
            with self.subTest(route=path), mute_logger("odoo.http", "werkzeug"):
                answer = self.url_open(path, allow_redirects=False)
                for secret in self.secrets:
                    self.assertNotIn(secret, answer.text)

    def test_a_token_that_is_nearly_right_opens_nothing(self):
        near = (self.token[:-1], self.token + "=", self.token.swapcase(), f"{self.token}%00")
        for token in near:
            for path in ("", "/logo", "/picture/1"):
                answer = self.url_open(f"/pay/{token}{path}")
                self.assertEqual(answer.status_code, 404, token)
                for secret in self.secrets[1:]:
                    self.assertNotIn(secret, answer.text)

    def test_a_reference_that_no_database_can_hold(self):
        """A notification that knows the name of this database, with a NUL or half a character."""
        database = self.env["payment.transaction"].sudo()._yookassa_database()
        for reference in ("a\0b", "\ud800", ["x"], {"a": 1}, None, 10**30):
            found = {
                "id": "22e12f66-000f-5000-8000-18db351245c7",
                "metadata": {"database": database, "reference": reference},
            }
            body = {"type": "notification", "event": "payment.succeeded", "object": found}
            answer = self.url_open("/payment/yookassa/webhook", data=json.dumps(body).encode())
            self.assertIn(answer.status_code, (400, 503), reference)

    def test_headers_of_what_a_client_sees(self):
        for path in (f"/pay/{self.token}", "/pay/unknown"):
            headers = self.url_open(path).headers
            policy = headers["Content-Security-Policy"]
            for words in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
                self.assertIn(words, policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["Cache-Control"], "no-store")

    def test_headers_of_every_other_page(self):
        headers = self.url_open("/web/login").headers
        self.assertEqual(headers["X-Frame-Options"], "SAMEORIGIN")
        self.assertEqual(headers["Referrer-Policy"], "strict-origin-when-cross-origin")

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_guessing_a_password_is_slowed_down(self):
        """Odoo's own brake is on: after some failures the right password waits, too."""
        self.addCleanup(lambda: vars(self.registry).pop("_login_failures", None))
        user = new_test_user(self.env, "jewel_guessed", "base.group_user", password="Right-1-Right")
        self.assertTrue(self._log_in(user.login, "Right-1-Right"))
        after = self.env["ir.config_parameter"].sudo().get_param("base.login_cooldown_after")
        for _guess in range(int(after)):
            self.assertFalse(self._log_in(user.login, "wrong"))
        self.assertFalse(self._log_in(user.login, "Right-1-Right"))

    def _log_in(self, login, password):
        params = {"db": self.env.cr.dbname, "login": login, "password": password}
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        answer = self.url_open("/web/session/authenticate", data=body.encode(), headers=headers)
        return "result" in answer.json()

    def test_a_password_has_eight_letters(self):
        """Whoever sets it: an administrator, the person himself, a client who was invited."""
        user = new_test_user(self.env, "jewel_short", "base.group_portal", password="Right-1-Right")
        with self.assertRefused("at least 8"):
            user.password = "Short-1"
        with self.assertRefused("at least 8"):
            user.with_user(user).change_password("Right-1-Right", "Short-1")
        user.partner_id.signup_prepare()
        page = f"/web/reset_password?token={user.partner_id._generate_signup_token()}"
        self.assertIn('minlength="8"', self.url_open(page).text)

    def test_second_factor_is_there(self):
        self.assertEqual(self.env.ref("base.module_auth_totp").state, "installed")
