import re
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestPayPress(HttpCase, JewelInvoicingCase):
    def _press_button(self, request, **values):
        token = request.sudo().token
        page = self.url_open(f"/pay/{token}").text
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)
        option = re.search(r'name="option"[^>]*value="([^"]+)"', page)
        data = {
            "csrf_token": csrf and csrf[1],
            "option": option and option[1],
            **values,
        }
        answer = self.url_open(f"/pay/{token}/pay", data=data, allow_redirects=False)
        request.invalidate_recordset()
        return answer

    def _led_to(self, answer):
        """Where the page that answers a press leads on to, by itself and by its button."""
        page = html.fromstring(answer.content)
        address = page.xpath("//meta[@http-equiv='refresh']/@content")[0].removeprefix("0;url=")
        self.assertEqual(page.xpath("//a[@class='button']/@href"), [address])
        return address

    def _form_action(self, answer):
        policy = answer.headers["Content-Security-Policy"]
        return re.search(r"form-action ([^;]*);", policy)[1]

    @capability("A20")
    def test_the_client_chooses_a_way_and_goes_to_the_provider(self):
        request = self._open()
        answer = self._press_button(request)
        tx = request.transaction_ids
        self.assertEqual(self._led_to(answer), "https://provider.example/pay?reference=1")
        self.assertEqual((tx.amount, tx.partner_id), (122500, self.client_partner))
        self.assertEqual(tx.landing_route, f"/pay/{request.sudo().token}")
        self.assertTrue(tx.reference.startswith(request.name))
        self.assertTrue(request.first_viewed_at)

    def test_the_browser_decides_nothing_about_the_money(self):
        request = self._open()
        self._press_button(
            request, amount="1.00", landing_route="https://evil.example/", currency_id="1"
        )
        tx = request.transaction_ids
        self.assertEqual(tx.amount, 122500)
        self.assertEqual(tx.currency_id, request.currency_id)
        self.assertEqual(tx.landing_route, f"/pay/{request.sudo().token}")

    def test_a_press_without_the_forms_own_token_is_refused(self):
        request = self._open()
        self.assertEqual(self._press_button(request, csrf_token="forged").status_code, 400)
        self.assertFalse(request.transaction_ids)

    def test_a_foreign_provider_cannot_be_chosen(self):
        request = self._open()
        answer = self._press_button(request, option="999999-999999")
        self.assertIn("Choose a way of payment", answer.text)
        self.assertFalse(request.transaction_ids)

    def test_pressing_again_takes_up_the_same_payment(self):
        request = self._open()
        first = self._led_to(self._press_button(request))
        request.transaction_ids._set_pending()
        self.assertEqual(self._led_to(self._press_button(request)), first)
        self.assertEqual(len(request.transaction_ids), 1)

    def test_an_old_try_is_followed_by_a_fresh_one(self):
        request = self._open()
        self._press_button(request)
        old = request.transaction_ids
        self._make_older(old, hours=2)
        self._press_button(request)
        self.assertEqual(len(request.transaction_ids), 2)

    def test_an_old_payment_that_its_provider_still_has_is_gone_on_with(self):
        request = self._open()
        self._press_button(request)
        old = request.transaction_ids
        old._set_pending()
        self._make_older(old, hours=20)
        with patch.object(type(old), "_is_followed", lambda tx: tx.state == "pending"):
            self._press_button(request)
        self.assertEqual(request.transaction_ids, old)

    def test_a_payment_of_another_sum_than_is_left_is_not_gone_on_with(self):
        request = self._open()
        self._press_button(request)
        old = request.transaction_ids
        old._set_pending()
        cash = self.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", self.company.id)], limit=1
        )
        request._book_by_hand(2500, cash, fields.Date.today(), "cash")
        self._press_button(request)
        new = request.transaction_ids - old
        self.assertEqual((old.state, new.amount), ("cancel", 120000))

    def test_a_changed_deal_may_only_go_on_with_the_payment_under_way(self):
        request = self._open()
        self._press_button(request)
        first = request.transaction_ids
        first._set_pending()
        order = request.deal_id.order_ids
        order.order_line[0].copy({"order_id": order.id})  # goods that no request asks for
        self.assertTrue(request.is_changed)
        self.assertTrue(request._can_be_paid())
        self._make_older(first, hours=2)
        self.assertFalse(request._can_be_paid())

    def test_a_failed_try_is_followed_by_a_fresh_one(self):
        request = self._open()
        self._press_button(request)
        request.transaction_ids._set_error("declined")
        self._press_button(request)
        self.assertEqual(len(request.transaction_ids), 2)

    def test_what_may_not_be_paid_is_not(self):
        changed, expired, cancelled, paid = (
            self._open(deal=self._create_deal(stage="prepayment", expected_revenue=1000))
            for _count in range(4)
        )
        answers = {}
        for request in (changed, expired, cancelled, paid):
            token = request.sudo().token
            page = self.url_open(f"/pay/{token}").text
            answers[request] = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        changed.deal_id.order_ids.order_line.price_unit = 1
        expired.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        cancelled.action_cancel()
        self._pay(paid)
        for request, csrf in answers.items():
            before = request.sudo().transaction_ids
            answer = self.url_open(
                f"/pay/{request.sudo().token}/pay",
                data={"csrf_token": csrf},
                allow_redirects=False,
            )
            request.invalidate_recordset()
            self.assertEqual(answer.headers["Location"].rsplit("/pay/")[1], request.sudo().token)
            self.assertEqual(request.sudo().transaction_ids, before)

    def test_a_provider_that_wants_a_form_posted_gets_a_button(self):
        self.provider.redirect_form_view_id.arch = (
            '<form action="https://provider.example/form" method="post">'
            '<input type="hidden" name="reference" value="1"/></form>'
        )
        answer = self._press_button(self._open())
        self.assertIn('action="https://provider.example/form"', answer.text)
        self.assertIn('form="redirect"', answer.text)
        self.assertEqual(self._form_action(answer), "'self' https://provider.example")

    def test_forms_of_the_page_go_nowhere_else(self):
        request = self._open()
        page = self.url_open(f"/pay/{request.sudo().token}")
        self.assertEqual(self._form_action(page), "'self'")
        self.assertEqual(self._form_action(self._press_button(request)), "'self'")

    def test_a_form_to_this_very_machine_is_for_tests_alone(self):
        self.provider.redirect_form_view_id.arch = (
            '<form action="http://127.0.0.1:8073/form" method="post"/>'
        )
        policies = []
        for state in ("test", "enabled"):
            self.provider.state = state
            policies.append(self._form_action(self._press_button(self._open())))
        self.assertEqual(policies, ["'self' http://127.0.0.1:8073", "'self'"])

    def test_without_a_provider_the_page_says_how_to_pay(self):
        self.provider.state = "disabled"
        request = self._open()
        page = self.url_open(f"/pay/{request.sudo().token}").text
        self.assertIn("is not open just now", page)
        self.assertNotIn("<form", page)
