from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestLostDeal(JewelInvoicingCase):
    """Nobody is asked for money for what he has given up."""

    def setUp(self):
        super().setUp()
        self.lost = self.deal.with_user(self.manager)

    def _remind(self, request):
        request.remind_at = fields.Datetime.now() - timedelta(hours=1)
        self._run_cron("remind")

    def test_its_link_is_closed_and_nobody_is_reminded(self):
        request = self._open()
        self._remind(request)
        self.assertTrue(request.activity_ids)
        self.lost.action_set_lost()
        self.assertEqual((request.state, request._get_page_state()), ("cancelled", "cancelled"))
        self.assertFalse(request._can_be_paid())
        self.assertFalse(request.activity_ids)
        self._remind(request)
        self.assertFalse(request.activity_ids)

    def test_the_call_about_an_expired_request_is_closed(self):
        request = self._open()
        self._remind(request)
        request.sudo()._set_state("expired")
        self.lost.action_set_lost()
        self.assertFalse(request.activity_ids)

    def test_a_restored_deal_gets_a_new_link(self):
        request = self._open()
        self.lost.action_set_lost()
        self.lost.action_restore()
        new = self.env["jewel.pay.request"].browse(self.lost.action_open_prepayment()["res_id"])
        new.with_user(self.manager).action_open()
        self.assertNotEqual(new, request)
        self.assertTrue(new._can_be_paid())

    def test_a_lost_deal_sends_no_link(self):
        draft = self.lost._create_pay_request("prepayment")
        self.lost.action_set_lost()
        with self.assertRefused("restore it"):
            draft.action_open()
        self.assertEqual(draft.state, "draft")

    def test_a_deal_is_not_lost_while_its_client_pays(self):
        self._press(self._open())._set_pending()
        with self.assertRefused("is paying"):
            self.lost.action_set_lost()

    def test_a_payment_that_nobody_can_complete_keeps_no_deal(self):
        tx = self._press(self._open())
        tx._set_pending()
        self._make_older(tx, hours=2)
        self.lost.action_set_lost()
        self.assertFalse(self.lost.active)

    def test_a_hold_keeps_the_deal_until_it_is_decided(self):
        tx = self._press(self._open())
        tx.provider_id.support_manual_capture = "full_only"
        tx._set_authorized()
        self._make_older(tx, hours=2)
        with self.assertRefused("is paying"):
            self.lost.action_set_lost()

    def test_money_that_comes_after_all_is_registered(self):
        self.lost.action_set_lost()
        wizard = self.env["jewel.pay.register"].with_user(self.manager)
        wizard.create({"deal_id": self.deal.id, "amount": 1000}).action_register()
        self.assertEqual(self.deal.amount_paid, 1000)

    def test_money_that_came_stays_with_the_lost_deal(self):
        paid = self._open()
        self._pay(paid)
        reason = self.env["jewel.cancel.reason"].search([], limit=1)
        self.deal.order_ids.sudo()._jewel_cancel(reason)
        self.lost.action_set_lost()
        self.assertEqual((paid.state, self.deal.amount_paid), ("paid", 122500))

    def test_no_letter_goes_for_a_cancelled_order(self):
        self.company.pay_reminder_mail = True
        request = self._open()
        reason = self.env["jewel.cancel.reason"].search([], limit=1)
        self.deal.order_ids.sudo()._jewel_cancel(reason)
        self.assertEqual(request._get_page_state(), "changed")
        domain = [("recipient_ids", "in", self.client_partner.ids)]
        letters = self.env["mail.mail"].search(domain)
        self._remind(request)
        self.assertFalse(self.env["mail.mail"].search(domain) - letters)
