"""Arithmetic of a sales receipt, without a database."""

import doctest
import unittest
from decimal import Decimal

from odoo.tests import BaseCase

from .. import sales_receipt
from ..sales_receipt import Money, needs_identification


class TestReceiptCore(BaseCase):
    def test_examples(self):
        result = unittest.TestResult()
        doctest.DocTestSuite(sales_receipt).run(result)
        self.assertFalse(result.failures + result.errors)
        self.assertTrue(result.testsRun)

    def test_kopecks_are_exact(self):
        money = Money(Decimal("0.30"), Decimal("0.10") + Decimal("0.20"))
        self.assertEqual((money.due, money.collect, money.give_back), (0, 0, 0))

    def test_nothing_is_collected_twice(self):
        money = Money(Decimal("100.00"), Decimal("100.01"))
        self.assertEqual((money.collect, money.give_back), (0, Decimal("0.01")))

    def test_limits(self):
        limits = {"cash_limit": Decimal(60000), "card_limit": Decimal(400000)}
        for total, is_cash, is_card, asked in (
            ("60000.00", True, True, False),
            ("60000.01", True, False, True),
            ("60000.01", False, True, False),
            ("400000.00", False, True, False),
            ("400000.01", False, True, True),
            ("999999.00", False, False, False),
        ):
            with self.subTest(total=total, cash=is_cash, card=is_card):
                self.assertEqual(
                    needs_identification(Decimal(total), is_cash, is_card, **limits), asked
                )
