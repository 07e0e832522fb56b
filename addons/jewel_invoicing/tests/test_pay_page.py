import base64
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_order.tests.common import picture

from .common import JewelInvoicingCase

KB = 1024


@tagged("post_install", "-at_install")
class TestPayPage(HttpCase, JewelInvoicingCase):
    def _get(self, request, path=""):
        return self.url_open(f"/pay/{request.sudo().token}{path}")

    @capability("A19")
    def test_the_client_sees_what_he_pays_for_before_he_pays(self):
        request = self.deal._create_pay_request("prepayment")
        request.line_ids.write(
            {
                "name": "Ring «North»",
                "image": base64.b64encode(picture()),
                "item_size": "17.5",
                "engraving": "A+B",
            }
        )
        request.action_open()
        page = self._get(request).text
        for words in ("Ring «North»", "17.5", "A+B", self.alloy.name, "Ready in three weeks."):
            self.assertIn(words, page)
        self.assertIn("cannot be returned", page)
        for amount in ("245,000.00", "122,500.00"):
            self.assertIn(amount, page)
        source = re.search(r'src="(/pay/[^"]+/picture/\d+)"', page)[1]
        image = self.url_open(source)
        self.assertEqual(image.headers["Content-Type"].split("/")[0], "image")

    @capability("A19")
    def test_the_page_is_light_and_all_its_own(self):
        self.company.write({"pay_greeting": "Good day!", "pay_contacts": "+7 495 000-00-00"})
        page = self._get(self._open())
        sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        files = [one for one in sources if "/static/" in one]
        self.assertTrue(all(one.startswith(("/", "data:,")) for one in sources), sources)
        weight = len(page.content) + sum(len(self.url_open(one).content) for one in files)
        self.assertLess(weight, 150 * KB)
        self.assertLess(weight, 20 * KB, "a phone on a slow line")
        policy = page.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("no-store", page.headers["Cache-Control"])

    def test_a_company_without_a_logo_shows_its_name(self):
        request = self._open()
        self.company.logo = False
        self.assertIn("<strong>Workshop</strong>", self._get(request).text)
        self.company.logo = base64.b64encode(picture("blue"))
        page = self._get(request).text
        self.assertIn("/logo", page)
        self.assertNotIn("<strong>Workshop</strong>", page)

    @capability("A19")
    def test_looking_changes_nothing(self):
        request = self._open()
        count = self.env["payment.transaction"].search_count([])
        self._get(request)
        self.url_open(f"/pay/{request.sudo().token}", method="HEAD")
        request.invalidate_recordset()
        self.assertFalse(request.first_viewed_at)
        self.assertEqual(self.env["payment.transaction"].search_count([]), count)

    def test_the_script_of_the_page_tells_that_it_was_seen(self):
        request = self._open()
        page = self._get(request).text
        csrf = re.search(r'data-csrf="([^"]+)"', page)[1]
        address = f"/pay/{request.sudo().token}/seen"
        self.assertEqual(self.url_open(address, data={"x": "1"}).status_code, 400)
        self.assertEqual(self.url_open(address, data={"csrf_token": csrf}).status_code, 204)
        request.invalidate_recordset()
        self.assertTrue(request.first_viewed_at)

    def test_a_colleague_who_looks_is_not_the_client(self):
        request = self._open()
        self.authenticate(self.manager.login, self.manager.login)
        csrf = re.search(r'data-csrf="([^"]+)"', self._get(request).text)[1]
        address = f"/pay/{request.sudo().token}/seen"
        self.assertEqual(self.url_open(address, data={"csrf_token": csrf}).status_code, 204)
        request.invalidate_recordset()
        self.assertFalse(request.first_viewed_at)

    def test_an_unknown_link_a_draft_and_a_wrong_picture_look_alike(self):
        draft = self.deal._create_pay_request("prepayment")
        sent, other = self._open(), self._open("other", amount_total=5)
        strip = re.compile(r'nonce="[^"]+"').sub
        unknown, of_draft = self.url_open("/pay/nobody-knows-this"), self._get(draft)
        self.assertEqual((unknown.status_code, of_draft.status_code), (404, 404))
        self.assertEqual(strip("", unknown.text), strip("", of_draft.text))
        self.assertNotIn("Zvezdochetov", unknown.text)
        path = f"/picture/{other.line_ids.id}"
        self.assertEqual(self._get(sent, path).status_code, 404)

    @capability("A19")
    def test_every_state_is_said_plainly(self):
        request = self._open()
        self.assertIn("How would you like to pay?", self._get(request).text)
        goods = self.deal.order_ids.order_line
        goods.price_unit = 300000
        self.assertIn("The order has changed", self._get(request).text)
        goods.price_unit = 245000
        request.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        page = self._get(request).text
        self.assertIn("The time to pay is over", page)
        self.assertNotIn("<form", page)
        request.expires_at = fields.Datetime.now() + timedelta(days=1)
        tx = self._press(request)
        tx._set_pending()
        page = self._get(request).text
        self.assertIn("We are checking the payment", page)
        self.assertIn('http-equiv="refresh"', page)
        tx._set_done()
        tx._post_process()
        page = self._get(request).text
        self.assertIn("Paid, thank you!", page)
        self.assertNotIn("<form", page)

    def test_a_cancelled_request_says_so(self):
        request = self._open()
        request.action_cancel()
        self.assertIn("The invoice was cancelled", self._get(request).text)

    def test_what_arrives_elsewhere_makes_a_request_out_of_date(self):
        request = self._open("balance")
        other = self._open("other", amount_total=200000)
        self._pay(other)
        self.assertIn("The order has changed", self._get(request).text)

    def test_the_page_asks_at_most_forty_questions(self):
        request = self._open()
        self._get(request)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._get(request)
        self.assertLessEqual(self.env.cr.sql_log_count - before, 40)

    def test_the_page_speaks_the_clients_language(self):
        self.client_partner.lang = "ru_RU"
        page = self._get(self._open()).text
        self.assertIn('lang="ru"', page)
        self.assertIn("Оплатить", page)
