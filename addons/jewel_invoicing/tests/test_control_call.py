from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestControlCall(JewelInvoicingCase):
    def _wait(self, request):
        request.remind_at = fields.Datetime.now() - timedelta(hours=1)
        self._run_cron("remind")

    def _calls(self, request):
        call = self.env.ref("jewel_invoicing.mail_activity_control_call")
        return request.activity_ids.filtered(lambda one: one.activity_type_id == call)

    @capability("A24", "C15")
    def test_the_manager_of_an_unpaid_invoice_is_asked_to_call_once(self):
        request = self._open()
        self._run_cron("remind")
        self.assertFalse(self._calls(request), "its time has not come")
        self._wait(request)
        self._wait(request)
        call = self._calls(request)
        self.assertEqual(len(call), 1)
        self.assertEqual(call.user_id, self.manager)
        self.assertIn("122,500", call.summary)
        self.assertEqual(request.status, "overdue")

    @capability("A24")
    def test_the_result_of_the_call_is_kept(self):
        request = self._open()
        self._wait(request)
        self._calls(request).action_feedback(feedback="Pays on Friday")
        self.assertIn("Pays on Friday", "".join(request.message_ids.mapped("body")))
        self._wait(request)
        self.assertTrue(self._calls(request), "he is called again when he has not paid")

    @capability("A24")
    def test_the_client_is_reminded_when_the_workshop_wants_it(self):
        domain = [("recipient_ids", "in", self.client_partner.ids)]
        letters = self.env["mail.mail"].search(domain)
        quiet = self._open()
        self._wait(quiet)
        self.assertFalse(self.env["mail.mail"].search(domain) - letters)
        self.company.pay_reminder_mail = True
        self._wait(quiet)
        letter = self.env["mail.mail"].search(domain) - letters
        self.assertIn(quiet.pay_url, letter.body_html)
        self.assertEqual(letter.recipient_ids, self.client_partner)

    def test_a_letter_that_cannot_be_made_keeps_nobody_from_his_call(self):
        self.company.pay_reminder_mail = True
        request = self._open()
        templates = self.env.registry["mail.template"]
        with (
            patch.object(templates, "send_mail", side_effect=ValueError("a broken letter")),
            mute_logger("odoo.addons.jewel_invoicing.models.jewel_pay_request_notice"),
        ):
            self._wait(request)
        self.assertEqual(len(self._calls(request)), 1)
        self.assertGreater(request.remind_at, fields.Datetime.now())
        self.assertNotIn("A reminder was sent", "".join(request.message_ids.mapped("body")))

    def test_one_reminder_that_fails_does_not_stop_the_others(self):
        first, last = self._open(), self._open(deal=self._create_deal(expected_revenue=1000))
        requests = self.env.registry["jewel.pay.request"]
        original = requests._schedule_control_call

        def stumble(request):
            if request.id == first.id:
                raise ValueError("a fault")
            original(request)

        (first + last).remind_at = fields.Datetime.now() - timedelta(hours=1)
        with (
            patch.object(requests, "_schedule_control_call", stumble),
            mute_logger("odoo.addons.jewel_invoicing.models.jewel_pay_request_cron"),
        ):
            self._run_cron("remind")
        self.assertFalse(self._calls(first) or first.reminded_at, "it is tried again")
        self.assertEqual(len(self._calls(last)), 1)

    def test_payment_closes_the_call(self):
        request = self._open()
        self._wait(request)
        self._pay(request)
        self.assertFalse(self._calls(request))

    @capability("A23", "C15")
    def test_the_list_tells_what_has_become_of_each(self):
        request = self.deal._create_pay_request("prepayment")
        requests = self.env["jewel.pay.request"]
        self.assertEqual(request.status, "draft")
        request.action_open()
        self.assertEqual(request.status, "sent")
        request._note_view()
        self.assertEqual(request.status, "seen")
        tx = self._press(request)
        tx._set_pending()
        self.assertEqual(request.status, "waiting")
        self.assertIn(request, requests.search([("is_being_paid", "=", True)]))
        tx._set_done()
        tx._post_process()
        self.assertEqual(request.status, "paid")
        self.assertNotIn(request, requests.search([("is_being_paid", "=", True)]))
