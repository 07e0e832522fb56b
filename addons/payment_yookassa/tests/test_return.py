from urllib.parse import urlsplit

from odoo.tests import HttpCase, tagged

from .common import YookassaMixin


@tagged("post_install", "-at_install")
class TestReturn(YookassaMixin, HttpCase):
    """The payer comes back from YooKassa's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_shop()

    def come_back(self, tx, **changes):
        [entry] = [
            entry
            for entry in self.yoo.sent("POST", "/payments")
            if entry["body"]["metadata"]["reference"] == tx.reference
        ]
        address = urlsplit(entry["body"]["confirmation"]["return_url"])
        query = address.query
        for old, new in changes.get("replace", ()):
            query = query.replace(old, new)
        self.env.flush_all()
        answer = self.url_open(f"{address.path}?{query}", allow_redirects=False)
        self.env.invalidate_all()
        return answer

    def test_return_asks_yookassa(self):
        tx = self.started()
        self.come_back(tx)
        self.assertEqual(tx.state, "pending")
        self.yoo.pay(tx.yookassa_object_id)
        answer = self.come_back(tx)
        self.assertEqual(tx.state, "done")
        self.assertEqual(urlsplit(answer.headers["Location"]).path, "/payment/status")

    def test_return_without_an_answer_still_leads_on(self):
        tx = self.started()
        self.yoo.fault("timeout", "/payments/")
        self.assertEqual(self.come_back(tx).status_code, 303)

    def test_unknown_and_wrong_signature_look_the_same(self):
        """IDOR: a reference alone shows nothing, unknown and wrong get the same 404."""
        tx = self.started()
        calls = len(self.yoo.journal)
        for replace in (
            [("sign=", "sign=0")],
            [(f"ref={tx.reference}", "ref=D-none")],
            [("sign", "other")],
        ):
            self.assertEqual(self.come_back(tx, replace=replace).status_code, 404)
        self.assertEqual(len(self.yoo.journal), calls)

    def test_other_browser_gets_the_page_of_the_document(self):
        tx = self.started(landing_route="/my/orders/1")
        self.assertTrue(self.come_back(tx).headers["Location"].endswith("/my/orders/1"))

    def test_foreign_landing_page_is_not_followed(self):
        """Landing page: never from the browser."""
        for route in ("https://evil.example/", "//evil.example", "/\\evil.example"):
            tx = self.started(landing_route=route)
            with self.subTest(route=route):
                location = self.come_back(tx).headers["Location"]
                self.assertEqual(urlsplit(location).path, "/payment/status")

    def test_get_makes_no_payment(self):
        """Link previews: GET has no effects on a transaction that was not begun."""
        tx = self.new_tx()
        sign = tx._yookassa_sign_reference(tx.reference)
        self.env.flush_all()
        self.url_open(
            f"/payment/yookassa/return?ref={tx.reference}&sign={sign}", allow_redirects=False
        )
        self.assertFalse(self.yoo.journal)

    def test_return_address_holds_nothing_of_the_client(self):
        tx = self.started()
        [entry] = self.yoo.sent("POST", "/payments")
        address = entry["body"]["confirmation"]["return_url"]
        for personal in (self.client.name, "amount", str(tx.id) + "&"):
            self.assertNotIn(personal, address)
