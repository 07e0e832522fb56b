"""Rules of reconciliation, without a database."""

import doctest
import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from .. import fees, matching
from ..matching import Entry, match


def rules(stated, booked, days=3):
    pairs, doubts = match(stated, booked, days)
    return {one.key: (other.key, rule) for one, other, rule in pairs}, doubts


class TestMatching(BaseCase):
    def test_examples(self):
        for module in (matching, fees):
            result = unittest.TestResult()
            doctest.DocTestSuite(module).run(result)
            self.assertFalse(result.failures + result.errors)
            self.assertTrue(result.testsRun)

    def test_identifier_pairs_whatever_the_sum(self):
        pairs, _ = rules([Entry("s", 100, 1, ("x",))], [Entry("b", 90, 50, ("x",))])
        self.assertEqual(pairs, {"s": ("b", "id")})

    def test_refund_named_by_its_payment_is_not_the_payment(self):
        stated = [Entry("refund", -100, 2, ("x",))]
        self.assertEqual(rules(stated, [Entry("b", 100, 1, ("x",))])[0], {})

    def test_number_in_the_purpose(self):
        stated = [Entry("s", 100, 1, text="Оплата по счету р2026-00012, без НДС")]
        booked = [
            Entry("a", 100, 1, numbers=("P2026-00011",)),
            Entry("b", 100, 1, numbers=("P2026-00012",)),
            Entry("c", 200, 1, numbers=("P2026-00012",)),
        ]
        self.assertEqual(rules(stated, booked)[0], {"s": ("b", "purpose")})

    def test_payer_then_the_only_one(self):
        stated = [
            Entry("s", 100, 5, name="ВОЛКОВ ИВАН"),
            Entry("t", 100, 5, name="Платёжный агент"),
        ]
        booked = [Entry("a", 100, 4, name="Иван Волков"), Entry("b", 100, 6, name="Кто-то")]
        self.assertEqual(rules(stated, booked)[0], {"s": ("a", "name"), "t": ("b", "sum_date")})

    def test_several_of_one_sum_are_a_persons_choice(self):
        booked = [Entry("a", 100, 4), Entry("b", 100, 6)]
        pairs, doubts = rules([Entry("s", 100, 5)], booked)
        self.assertFalse(pairs)
        self.assertEqual([one.key for one in doubts["s"]], ["a", "b"])
        pairs, _ = rules([Entry("s", 100, 5), Entry("t", 100, 5)], booked[:1])
        self.assertFalse(pairs, "two lines for one payment: which is it?")

    def test_days_apart(self):
        for days, found in ((3, True), (4, False)):
            pairs, _ = rules([Entry("s", 100, 10)], [Entry("b", 100, 10 + days)])
            self.assertEqual(bool(pairs), found)

    @given(st.data())
    def test_nobody_is_paired_twice_and_only_an_identifier_pairs_other_sums(self, data):
        entry = st.builds(
            Entry,
            key=st.just(0),
            kopecks=st.integers(-3, 3).map(lambda number: number * 100),
            day=st.integers(1, 9),
            refs=st.lists(st.sampled_from("abc"), max_size=2).map(tuple),
            numbers=st.lists(st.sampled_from(["P-1", "P-2"]), max_size=1).map(tuple),
            name=st.sampled_from(["", "Иван", "Анна"]),
            text=st.sampled_from(["", "счет P-1", "счет P-2"]),
        )
        stated, booked = (data.draw(st.lists(entry, max_size=8)) for _side in range(2))
        for number, one in enumerate(stated + booked):
            one.key = number
        pairs, doubts = match(stated, booked)
        ones = [one.key for one, _other, _rule in pairs]
        others = [other.key for _one, other, _rule in pairs]
        self.assertEqual(len(set(ones)), len(ones))
        self.assertEqual(len(set(others)), len(others))
        self.assertFalse(set(ones) & doubts.keys())
        for one, other, rule in pairs:
            self.assertTrue(rule == "id" or one.kopecks == other.kopecks)
