from odoo.tests import HttpCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ReceiptCase


@tagged("post_install", "-at_install")
class TestPage(HttpCase, ReceiptCase):
    def _read(self, request):
        self.env.flush_all()
        text = self.url_open(f"/pay/{request.sudo().token}").text
        self.env.invalidate_all()
        return text

    def test_checking_asks_yookassa_at_once_but_not_all_the_time(self):
        request = self._open(deal=self._create_priced_deal(1000))
        tx = self._press(request)
        path = f"/payments/{tx.yookassa_object_id}"
        self.assertIn("We are checking", self._read(request))
        self.assertEqual(len(self.yoo.sent("GET", path)), 1)
        self._read(request)
        self.assertEqual(len(self.yoo.sent("GET", path)), 1)
        self.yoo.pay(tx.yookassa_object_id)
        tx.yookassa_asked_at = False
        self.assertIn("Paid, thank you", self._read(request))
        self.assertEqual(tx.state, "done")

    def test_a_payment_that_yookassa_still_has_is_live_for_as_long_as_it_is_looked_up(self):
        request = self._open(deal=self._create_priced_deal(1000))
        tx = self._press(request)
        for hours, is_live in ((5, True), (26, False)):
            self._make_older(tx, hours=hours)
            self.assertEqual(tx._is_live(), is_live, hours)

    def test_no_answer_leaves_the_page_as_it_is(self):
        request = self._open(deal=self._create_priced_deal(1000))
        tx = self._press(request)
        self.yoo.fault("timeout", "/payments", method="GET")
        self.assertIn("We are checking", self._read(request))
        self.assertEqual(tx.state, "pending")

    def test_a_payment_that_died_there_is_followed_by_a_new_one(self):
        request = self._open(deal=self._create_priced_deal(1000))
        tx = self._press(request)
        self.yoo.cancel(tx.yookassa_object_id)
        self.assertIn("Pay ", self._read(request))
        self.assertEqual(tx.state, "cancel")

    @capability("F16")
    def test_thanks_show_numbers_and_a_link(self):
        request = self._open(deal=self._create_priced_deal(1000))
        self._pay(request)
        row = request.sudo().transaction_ids.yookassa_receipt_ids
        page = self._read(request)
        self.assertIn(f"FPD {row.fiscal_attribute}", page)
        self.assertIn(row.fiscal_document_number, request.with_user(self.manager).fiscal_receipts)
        self.provider.yookassa_receipt_link = "https://ofd.example/{fn}/{fd}/{fp}"
        page = self._read(request)
        self.assertIn(f'href="{row.link}"', page)

    def test_portal_shows_them_to_their_client_alone(self):
        request = self._open(deal=self._create_priced_deal(1000))
        self._pay(request)
        portal = self.env.ref("base.group_portal").ids
        users = self.env["res.users"].with_context(no_reset_password=True)
        values = {"password": "portal-client", "group_ids": [(6, 0, portal)]}
        users.create({"login": "p-client", "partner_id": self.client_partner.id, **values})
        users.create({"login": "p-other", "name": "Other", **values})
        for login, sees in (("p-client", True), ("p-other", False)):
            with self.subTest(login=login):
                self.authenticate(login, "portal-client")
                page = self.url_open("/my/pay-requests").text
                self.assertEqual("Receipt of the payment" in page, sees)
