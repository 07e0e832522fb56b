from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_finmonitor.statement import Unreadable

from ..registry import month_query, payment_row, refund_row


def item(value="60000.00", moment="2026-10-31T21:00:00.000Z", **values):
    amount = {"value": value, "currency": "RUB"}
    return {"id": "2d", "amount": amount, "captured_at": moment, "created_at": moment, **values}


@tagged("post_install", "-at_install")
class TestRegistry(BaseCase):
    def test_fee_is_what_the_shop_does_not_get(self):
        row = payment_row(1, item(income_amount={"value": "58320.01", "currency": "RUB"}))
        self.assertEqual((row.amount, row.fee), (Decimal("60000.00"), Decimal("1679.99")))
        self.assertEqual(payment_row(1, item()).fee, 0)

    def test_days_are_those_of_moscow(self):
        self.assertEqual(payment_row(1, item()).date, date(2026, 11, 1))
        row = payment_row(1, item(moment="2026-10-31T20:59:59.999Z"))
        self.assertEqual(row.date, date(2026, 10, 31))
        query = month_query("captured_at", date(2026, 10, 1), date(2026, 10, 31))
        self.assertEqual(
            (query["captured_at.gte"], query["captured_at.lt"]),
            ("2026-09-30T21:00:00.000Z", "2026-10-31T21:00:00.000Z"),
        )

    def test_refund_is_negative_and_has_no_fee(self):
        row = refund_row(1, item("0.01"))
        self.assertEqual((row.amount, row.fee), (Decimal("-0.01"), 0))

    def test_what_cannot_be_read_is_refused(self):
        for broken in (item(moment=None), item(moment="yesterday"), item("much")):
            with self.assertRaises(Unreadable):
                payment_row(3, broken)
