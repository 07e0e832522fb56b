from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..verification import Expected, amount_of, find_mismatches

GOOD = {
    "id": "p-1",
    "amount": {"value": "60000.00", "currency": "RUB"},
    "recipient": {"account_id": "100500"},
    "test": True,
    "metadata": {"reference": "D-1"},
}
EXPECTED = Expected(
    amount=Decimal("60000"),
    currency="RUB",
    object_id="p-1",
    shop_id="100500",
    test=True,
    reference="D-1",
)


def names(data, expected=EXPECTED):
    return [name for name, _found, _expected in find_mismatches(data, expected)]


class TestVerification(BaseCase):
    def test_same_fits(self):
        self.assertEqual(names(GOOD), [])

    def test_each_difference_is_named(self):
        for name, change in (
            ("amount", {"amount": {"value": "60000.01", "currency": "RUB"}}),
            ("currency", {"amount": {"value": "60000.00", "currency": "USD"}}),
            ("id", {"id": "p-2"}),
            ("shop", {"recipient": {"account_id": "100501"}}),
            ("test", {"test": False}),
            ("reference", {"metadata": {"reference": "D-2"}}),
        ):
            with self.subTest(name=name):
                self.assertEqual(names({**GOOD, **change}), [name])

    def test_a_float_is_no_amount(self):
        self.assertIn("amount", names({**GOOD, "amount": {"value": 60000.0, "currency": "RUB"}}))

    def test_true_is_not_the_number_one(self):
        self.assertEqual(names({**GOOD, "test": None}), ["test"])

    @given(
        st.recursive(
            st.none() | st.booleans() | st.text() | st.floats(),
            lambda inner: st.dictionaries(st.sampled_from(sorted(GOOD)), inner),
        ).filter(lambda data: isinstance(data, dict))
    )
    def test_garbage_never_fits_and_never_crashes(self, data):
        self.assertTrue(find_mismatches(data, EXPECTED))

    @given(st.sampled_from(["NaN", "Infinity", "-1.00", "1e2", "", "١٠٠", "60000,00"]))
    def test_odd_numbers_do_not_fit(self, value):
        self.assertIn("amount", names({**GOOD, "amount": {"value": value, "currency": "RUB"}}))

    def test_part_of_a_hold_fits_but_not_more(self):
        held = Expected(amount=Decimal("100"), currency="RUB", part_is_enough=True)
        for value, fits in (("100.00", True), ("0.01", True), ("0.00", False), ("100.01", False)):
            with self.subTest(value=value):
                data = {"amount": {"value": value, "currency": "RUB"}}
                self.assertEqual(not names(data, held), fits)

    def test_amount_of_nothing(self):
        self.assertEqual(amount_of({"amount": None}), (None, None))
