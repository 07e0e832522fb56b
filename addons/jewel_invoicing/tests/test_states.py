from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..const import MOVES
from .common import JewelInvoicingCase

STATES = sorted(MOVES)


@tagged("post_install", "-at_install")
class TestStates(JewelInvoicingCase):
    @capability("A17")
    def test_sending_fixes_the_amount_and_the_time(self):
        request = self._open()
        self.assertEqual(request.state, "open")
        self.assertEqual(request.amount_total, 122500)
        self.assertEqual(request.terms, "Ready in three weeks.")
        self.assertEqual((request.expires_at - request.sent_at).days, self.company.pay_valid_days)
        request.line_ids.price_unit = 1
        self.assertEqual(request.amount_total, 122500)

    def test_nothing_is_sent_without_client_price_or_lines(self):
        cases = (
            (self._create_deal(partner_id=False, expected_revenue=5), "set its client"),
            (self._create_deal(expected_revenue=0), "asks for nothing"),
        )
        for deal, words in cases:
            with self.assertRefused(words):
                self._open(deal=deal)
        request = self.deal._create_pay_request("prepayment")
        request.line_ids.unlink()
        with self.assertRefused("has no lines"):
            request.action_open()

    def test_no_more_is_asked_than_is_left(self):
        with self.assertRefused("more than is left to pay: 245,000.00"):
            self._open(amount_total=245000.01)

    def test_a_request_that_was_sent_is_not_deleted(self):
        with self.assertRefused("cancel it instead"):
            self._open().unlink()

    def test_time_runs_out_unless_money_is_on_its_way(self):
        late, paying = self._open(), self._open("other", amount_total=10)
        self._press(paying)._set_pending()
        (late + paying).write({"expires_at": fields.Datetime.now() - timedelta(minutes=1)})
        self._run_cron("expire")
        self.assertEqual((late.state, paying.state), ("expired", "open"))

    def test_each_request_is_committed_before_the_next(self):
        requests = self._open() + self._open("other", amount_total=10)
        requests.expires_at = fields.Datetime.now() - timedelta(minutes=1)
        seen = []

        def note(_cron, processed=0, *, remaining=None):
            expired = requests.filtered(lambda one: one.state == "expired")
            seen.append((processed, remaining, len(expired)))
            return len(seen) < 2  # no time for the second one

        with patch.object(self.registry["ir.cron"], "_commit_progress", note):
            self.env["jewel.pay.request"]._cron_expire()
        self.assertEqual(seen[0][2], 0)
        self.assertGreaterEqual(seen[0][1], 2)
        self.assertEqual((seen[1][0], len(seen)), (1, 2))

    def test_money_on_its_way_keeps_a_request_from_being_cancelled(self):
        request = self._open()
        self._press(request)._set_pending()
        with self.assertRefused("is paying"):
            request.action_cancel()

    def test_one_click_makes_a_new_request_in_place_of_an_old_one(self):
        request = self._open()
        self.deal.order_ids.order_line.price_unit = 300000
        self.assertTrue(request.is_changed)
        new = self.env["jewel.pay.request"].browse(request.action_renew()["res_id"])
        self.assertEqual((request.state, new.state), ("cancelled", "draft"))
        self.assertEqual(new.amount_lines, self.deal.amount_deal)
        self.assertFalse(new.is_changed)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(st.sampled_from(STATES), max_size=8))
    def test_any_row_of_events_keeps_to_the_table(self, steps):
        request = self.deal._create_pay_request("prepayment")
        for step in steps:
            before = request.state
            allowed = step == before or step in MOVES[before]
            try:
                moved = request._set_state(step)
            except UserError:
                self.assertFalse(allowed)
                self.assertEqual(request.state, before)
            else:
                self.assertTrue(allowed)
                self.assertEqual(request.state, step)
                self.assertEqual(bool(moved), step != before)
                self.assertFalse(request._set_state(step), "the same event twice does nothing")
