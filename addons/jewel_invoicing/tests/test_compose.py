import base64

from odoo.tests import Form, HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_order.tests.common import picture

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestCompose(HttpCase, JewelInvoicingCase):
    @capability("A15")
    def test_every_deal_has_two_links_of_its_own(self):
        deals = self._create_deal() + self._create_deal()
        urls = deals.mapped("prepayment_compose_url") + deals.mapped("balance_compose_url")
        self.assertEqual(len(set(urls)), 4)
        copy = deals[0].copy()
        self.assertNotIn(copy.prepayment_compose_url, urls)

    def _follow(self, url, login):
        self.authenticate(login, login)
        path = url.split("/", 3)[3]
        return self.url_open(f"/{path}", allow_redirects=False)

    @capability("A15")
    def test_a_link_makes_one_request_and_opens_it_again(self):
        for part in ("prepayment", "balance"):
            url = self.deal[f"{part}_compose_url"]
            first = self._follow(url, self.manager.login)
            again = self._follow(url, self.manager.login)
            made = self.deal.pay_request_ids.filtered(lambda one, part=part: one.part == part)
            self.assertEqual(len(made), 1)
            self.assertEqual(first.status_code, 303)
            self.assertTrue(first.headers["Location"].endswith(f"/odoo/pay-requests/{made.id}"))
            self.assertEqual(again.headers["Location"], first.headers["Location"])
            self.assertEqual(made.compose_url, url)

    def test_the_link_wants_a_login_and_the_right_person(self):
        url = self.deal.prepayment_compose_url
        path = url.split("/", 3)[3]
        self.assertIn("/web/login", self.url_open(f"/{path}", allow_redirects=False).text)
        for role in ("jeweller", "storekeeper", "accountant"):
            answer = self._follow(url, self.users[role].login)
            unknown = self._follow("http://x/jewel/invoice/nobody", self.users[role].login)
            self.assertEqual((answer.status_code, unknown.status_code), (404, 404))
        self.assertFalse(self.deal.pay_request_ids)

    @capability("A16")
    def test_the_manager_sets_composition_description_picture_and_price(self):
        request = self.deal.with_user(self.manager)._create_pay_request("prepayment")
        image = base64.b64encode(picture())
        with Form(request) as form:
            with form.line_ids.edit(0) as line:
                line.name = "Ring «North», white gold"
                line.price_unit = 200000
                line.image = image
            with form.line_ids.new() as line:
                line.name = "Box of oak"
                line.price_unit = 5000
            self.assertEqual(form.amount_total, 102500)
        request.action_open()
        order = self.deal.order_ids
        self.assertEqual(order.amount_total, 205000)
        self.assertEqual(self.deal.expected_revenue, 205000)
        self.assertIn("Ring «North», white gold", order.order_line.mapped("item_description"))
        self.assertIn("Box of oak", order.order_line.mapped("name"))
        self.assertTrue(request.line_ids[0].image)

    @capability("A16")
    def test_prices_of_orders_that_are_there_follow_the_manager(self):
        first = self._create_order(self.deal, price_unit=100000)
        self._create_order(self.deal, price_unit=50000)
        request = self.deal.with_user(self.manager)._create_pay_request("prepayment")
        self.assertEqual(request.amount_lines, self.deal.amount_deal)
        line = request.line_ids.filtered(lambda one: one.sale_line_id.order_id == first)
        line.price_unit = 111111.11
        request.action_open()
        self.assertEqual(first.amount_total, 111111.11)
        self.assertEqual(request.amount_lines, self.deal.amount_deal)
        self.assertEqual(len(self.deal.order_ids), 2)

    def test_what_the_pieces_cost_together_need_not_divide_by_their_number(self):
        order = self._create_order(
            self.deal, price_unit=9259.26, discount=10, product_uom_qty=3, tax_ids=False
        )
        request = self.deal.with_user(self.manager)._create_pay_request("prepayment")
        self.assertEqual((order.amount_total, request.amount_lines), (25000, 25000))
        request.action_open()
        self.assertEqual(order.order_line.discount, 10, "what is agreed on is not priced anew")
        with Form(request.copy()) as form, form.line_ids.edit(0) as line:
            line.name = "Three rings"
            line.quantity = 2
            self.assertEqual(line.amount, 16666.67)

    @capability("A18")
    def test_the_link_is_ready_for_mail_and_messages(self):
        request = self._open()
        self.assertRegex(request.pay_url, r"/pay/[\w-]{32}$")
        self.assertIn("%2Fpay%2F" + request.sudo().token, request.sms_url)
        self.assertTrue(request.sms_url.startswith("sms:+79990001122?body="))
        action = request.action_send_mail()
        composer = Form(
            self.env["mail.compose.message"].with_user(self.manager).with_context(action["context"])
        ).save()
        self.assertIn(request.pay_url, composer.body)
        composer.action_send_mail()
        self.assertIn(self.client_partner, request.message_ids.partner_ids)
