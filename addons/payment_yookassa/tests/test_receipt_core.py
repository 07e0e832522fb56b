import doctest
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .. import receipt
from ..receipt import Line, ReceiptError

QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOW = date(2026, 11, 26)
MONEY = st.decimals(Decimal("0.01"), Decimal("900000"), places=2)
LINES = st.lists(
    st.builds(
        Line,
        name=st.text(max_size=300),
        quantity=st.decimals(Decimal("0.001"), Decimal(20), places=3),
        amount=st.decimals(Decimal("0"), Decimal("900000"), places=2),
        percent=st.sampled_from((None, Decimal(0), Decimal(10), Decimal(22), Decimal(5))),
    ),
    min_size=1,
    max_size=30,
).filter(lambda lines: any(line.amount for line in lines))


def load_tests(_loader, tests, _pattern):
    tests.addTests(doctest.DocTestSuite(receipt))
    return tests


@tagged("post_install", "-at_install")
class TestReceiptCore(BaseCase):
    """Items, sums, codes and addressees of a fiscal receipt."""

    @QUIET
    @given(LINES, MONEY, st.sampled_from(receipt.PAYMENT_MODES))
    def test_items_make_the_sum_to_the_kopeck(self, lines, total, mode):
        rows = receipt.items(lines, total, mode, NOW)
        self.assertEqual(receipt.items_total(rows), total)
        for row in rows:
            self.assertTrue(1 <= len(row["description"]) <= 128)
            self.assertGreater(Decimal(row["amount"]["value"]), 0)
            self.assertRegex(row["amount"]["value"], r"^\d+\.\d\d$")
            self.assertGreater(Decimal(row["quantity"]), 0)

    @QUIET
    @given(st.lists(MONEY, min_size=1, max_size=20), MONEY)
    def test_no_share_is_a_kopeck_away_from_its_part(self, amounts, total):
        shares = receipt.share(amounts, total)
        self.assertEqual(sum(shares), total)
        for amount, part in zip(amounts, shares, strict=True):
            self.assertLess(abs(part - amount * total / sum(amounts)), Decimal("0.01"))

    def test_codes_of_all_rates(self):
        codes = {None: (1, 1), 0: (2, 2), 10: (3, 5), 5: (7, 9), 7: (8, 10), 22: (11, 12)}
        for percent, expected in codes.items():
            percent = percent if percent is None else Decimal(percent)
            found = [receipt.vat_code(percent, mode, NOW) for mode in ("full_payment", "advance")]
            self.assertEqual(tuple(found), expected)
        old = date(2025, 12, 31)
        self.assertEqual(receipt.vat_code(Decimal(20), "full_payment", old), 4)
        self.assertEqual(receipt.vat_code(Decimal(20), "full_prepayment", old), 6)

    def test_rates_of_another_day_are_refused(self):
        cases = ((20, date(2026, 1, 1)), (22, date(2025, 12, 31)), (5, date(2024, 12, 31)))
        for percent, day in cases:
            with self.subTest(percent=percent), self.assertRaises(ReceiptError) as caught:
                receipt.vat_code(Decimal(percent), "full_payment", day)
            self.assertEqual(caught.exception.reason, "rate_date")
        with self.assertRaises(ReceiptError):
            receipt.vat_code(Decimal(18), "full_payment", NOW)

    def test_whole_quantity_stays_when_the_price_divides(self):
        line = Line("Запонки", Decimal(2), Decimal("31000.00"), Decimal(22))
        [row] = receipt.items([line], Decimal("31000.00"), "full_payment", NOW)
        self.assertEqual((row["quantity"], row["amount"]["value"]), ("2", "15500.00"))
        [row] = receipt.items([line], Decimal("10000.01"), "partial_prepayment", NOW)
        self.assertEqual((row["quantity"], row["amount"]["value"]), ("1", "10000.01"))
        self.assertEqual(row["description"], "Запонки × 2")
        self.assertEqual(row["vat_code"], 12)

    def test_more_items_than_the_receipt_holds(self):
        lines = [Line(f"Бусина {number}", Decimal(1), Decimal(1), None) for number in range(81)]
        with self.assertRaises(ReceiptError) as caught:
            receipt.items(lines, Decimal(81), "full_payment", NOW)
        self.assertEqual(caught.exception.reason, "many")
        self.assertEqual(
            len(receipt.items(lines, Decimal(81), "full_payment", NOW, "register")), 81
        )

    def test_addressee(self):
        self.assertEqual(
            receipt.customer("a@b.ru", "89100000001", "Анна  Петрова", "500100732259"),
            {"email": "a@b.ru", "full_name": "Анна Петрова", "inn": "500100732259"},
        )
        phone = receipt.customer("", "8 910 000-00-01", sending="register")
        self.assertEqual(phone, {"phone": "79100000001"})
        for email, number, sending in (
            ("", "89100000001", "yookassa"),
            ("broken", "", "register"),
            ("", "123", "register"),
        ):
            with self.subTest(email=email, number=number), self.assertRaises(ReceiptError):
                receipt.customer(email, number, sending=sending)

    def test_settlements_must_make_the_sum(self):
        rows = [{"amount": {"value": "100.00"}, "quantity": "1"}]
        with self.assertRaises(ReceiptError):
            receipt.settlements([("prepayment", Decimal(99))], rows)
        with self.assertRaises(ReceiptError):
            receipt.settlements([("gift", Decimal(100))], rows)
