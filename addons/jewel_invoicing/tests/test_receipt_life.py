from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .receipt_common import SalesReceiptCase


@tagged("post_install", "-at_install")
class TestReceiptLife(SalesReceiptCase):
    @capability("A33")
    def test_the_link_appears_in_the_deal_on_shipping(self):
        deal = self.deal.with_user(self.manager)
        self.assertFalse(deal.receipt_url)
        deal._jewel_set_stage("shipping")
        receipt = self.deal.receipt_ids
        self.assertRegex(deal.receipt_url, r"/jewel/receipt/[\w-]{30,}$")
        self.assertEqual(deal.receipt_id, receipt)
        self.assertEqual((receipt.state, receipt.user_id), ("issued", self.manager))
        self.assertEqual(receipt.address, "Москва, Tajnaya 13")
        self.assertEqual(receipt.phone, "+79990001122")
        self.assertEqual(deal.action_open_receipt()["url"], deal.receipt_url)

    def test_it_is_issued_once(self):
        receipt = self._ship()
        self.assertEqual(self.deal._issue_receipt(), receipt)
        self.deal._post_jewel_stage("shipping")
        self.assertEqual(self.deal.receipt_ids, receipt)

    def test_a_deal_that_goes_back_makes_it_void_and_the_next_has_a_number_of_its_own(self):
        first = self._ship()
        version = first._print()
        self.deal.with_user(self.manager)._jewel_set_stage("ready")
        self.assertEqual((first.state, version.void_reason), ("void", "void"))
        self.assertFalse(self.deal.receipt_url)
        with self.assertRefused("is void and is not printed"):
            first._print()
        second = self._ship()
        self.assertNotEqual(second.name, first.name)
        self.assertEqual(self.deal.receipt_id, second)

    def test_a_lost_deal_makes_it_void(self):
        deal = self._create_deal(stage="ready", expected_revenue=100)
        receipt = self._ship(deal)
        deal.with_user(self.manager).action_set_lost()
        self.assertEqual(receipt.state, "void")

    def test_cancelled_orders_leave_nothing_to_print(self):
        receipt = self._ship()
        receipt._print()
        order = self.deal.order_ids
        for step in ("ready", "production"):
            self.deal.with_user(self.manager)._jewel_set_stage(step)
        order._jewel_cancel(self.reason)
        self.deal.with_user(self.manager)._jewel_set_stage("ready")
        again = self._ship()
        with self.assertRefused("goods: add them to an order"):
            again._print()

    def test_a_completed_deal_is_delivered_and_comes_back_as_it_is(self):
        receipt = self._ship()
        self.deal.with_user(self.manager)._jewel_set_stage("done")
        self.assertEqual(receipt.state, "delivered")
        self.deal.with_user(self.manager)._jewel_set_stage("shipping")
        self.assertEqual((self.deal.receipt_ids, receipt.state), (receipt, "delivered"))
        receipt.with_user(self.manager).action_undo_delivery()
        self.assertEqual((receipt.state, receipt.closed_at), ("issued", False))

    def test_the_day_is_that_of_the_workshop(self):
        night = datetime(2026, 11, 25, 21, 30)  # half past midnight in Moscow
        with freeze_time(night), patch.object(self.env.cr, "now", lambda: night):
            receipt = self._ship()
            self.assertEqual(str(receipt.date), "2026-11-26")
            version = receipt._print()
        self.assertEqual(version.content["date"], "26.11.2026")
        sheet = receipt._prepare_sheet(version.content, version)
        self.assertEqual(sheet["printed"], "26.11.2026 00:30")

    def test_what_buttons_do_is_not_written_by_hand(self):
        receipt = self._ship().with_user(self.manager)
        for vals in ({"state": "delivered"}, {"name": "1"}, {"closed_at": Datetime.now()}):
            with self.assertRaises(AccessError):
                receipt.write(vals)
        receipt.write({"intercom": "code 1"})

    def test_a_void_receipt_is_not_delivered(self):
        receipt = self._ship()
        self.deal.with_user(self.manager)._jewel_set_stage("ready")
        with self.assertRaises(UserError):
            receipt.with_user(self.manager).action_deliver()
