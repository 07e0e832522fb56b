from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestPortal(HttpCase, JewelInvoicingCase):
    def setUp(self):
        super().setUp()
        user = new_test_user(self.env, login="portal_client", groups="base.group_portal")
        self.client_partner.write({"name": "Client Zvezdochetov"})
        user.partner_id.parent_id = self.client_partner
        self.mine = self._open()
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.foreign = self._open(
            deal=self._create_deal(stage="prepayment", partner_id=stranger.id, expected_revenue=777)
        )
        self._pay(self.mine)
        self._pay(self.foreign)
        self.authenticate("portal_client", "portal_client")

    @capability("E18")
    def test_a_client_sees_his_own_invoices_and_payments(self):
        page = self.url_open("/my/pay-requests").text
        self.assertIn(self.mine.name, page)
        self.assertIn(self.mine.sudo().token, page)
        self.assertNotIn(self.foreign.name, page)
        self.assertNotIn(self.foreign.sudo().token, page)
        page = self.url_open("/my/payments").text
        self.assertIn("122,500.00", page)
        self.assertNotIn(self.foreign.name, page)

    def test_the_home_page_counts_them(self):
        answer = self.url_open(
            "/my/counters",
            json={"params": {"counters": ["pay_request_count", "jewel_payment_count"]}},
        ).json()["result"]
        self.assertEqual(answer, {"pay_request_count": 1, "jewel_payment_count": 1})

    def test_the_pages_want_a_login(self):
        self.logout()
        for path in ("/my/pay-requests", "/my/payments"):
            self.assertIn("/web/login", self.url_open(path, allow_redirects=False).text)

    def test_what_belongs_to_a_deal_is_paid_by_the_link_alone(self):
        order, invoice = self.mine.order_id, self.mine.move_id
        orders = f"/my/orders/{order.id}/transaction", order._portal_ensure_token()
        invoices = f"/invoice/transaction/{invoice.id}", invoice._portal_ensure_token()
        count = self.env["payment.transaction"].search_count([])
        for path, token in (orders, invoices):
            params = {
                "access_token": token,
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "token_id": None,
                "amount": 1.0,
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": "https://evil.example/",
            }
            answer = self.url_open(path, json={"params": params}).json()
            self.assertIn("pay by the link", answer["error"]["data"]["message"], path)
        self.assertEqual(self.env["payment.transaction"].search_count([]), count)
