"""The plan of the demo year: no database is looked at."""

import doctest
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from odoo.tests import BaseCase, tagged

from ..demo_year import catalogue, planner, worktime

UNTIL = datetime(2026, 11, 27, 15, 40)


@tagged("post_install", "-at_install")
class TestDemoPlan(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deals = planner.make(UNTIL)
        cls.won = [deal for deal in cls.deals if deal.outcome == "won"]

    def test_working_hours(self):
        self.assertFalse(doctest.testmod(worktime).failed)

    def test_same_seed_same_year(self):
        self.assertEqual(planner.make(UNTIL), self.deals)
        self.assertNotEqual(planner.make(UNTIL, seed=7), self.deals)

    def test_months_have_their_season(self):
        counts = Counter((deal.created.year, deal.created.month) for deal in self.deals)
        self.assertEqual(len(counts), 12)
        for (_year, month), count in counts.items():
            factor = planner.SEASON.get(month, 1)
            if month != UNTIL.month:
                self.assertTrue(60 * factor <= count <= 90 * factor, f"month {month}: {count}")
        self.assertLess(max(deal.created for deal in self.deals), UNTIL)

    def test_managers_convert_as_they_do(self):
        for manager, (share, won) in catalogue.MANAGERS.items():
            own = [deal for deal in self.deals if deal.manager == manager]
            self.assertAlmostEqual(len(own) / len(self.deals), share, delta=0.05)
            rate = sum(deal.outcome == "won" for deal in own) / len(own)
            self.assertAlmostEqual(rate, won, delta=0.06, msg=manager)

    def test_seven_of_ten_are_silver(self):
        silver = sum(deal.model.is_silver for deal in self.deals) / len(self.deals)
        self.assertAlmostEqual(silver, 0.70, delta=0.04)
        self.assertEqual({deal.model for deal in self.deals}, set(catalogue.MODELS))

    def test_moments_of_a_deal_are_in_order(self):
        for deal in self.won:
            first, rest, *_refunds = deal.payments
            moments = [deal.created, deal.answered, deal.offered, first.at, deal.produced]
            for passage in deal.passages:
                moments += [passage.start, passage.end]
            moments += [deal.handed_over, deal.shipped, deal.delivered]
            self.assertEqual(moments, sorted(moments), deal.number)
            self.assertLessEqual(deal.handed_over, rest.at)
            self.assertLessEqual(rest.at, deal.delivered)

    def test_work_lies_within_working_hours(self):
        for deal in self.won:
            for passage in deal.passages:
                self.assertTrue(worktime.is_working(passage.start), passage)
                self.assertTrue(worktime.is_working(passage.end), passage)

    def test_nobody_is_at_two_pieces_at_once(self):
        spans = defaultdict(list)
        for deal in self.won:
            for passage in deal.passages:
                if passage.stage != "hallmark":
                    spans[passage.who].append((passage.start, passage.end))
        for who, own in spans.items():
            for (_begin, end), (begin, _end) in pairwise(sorted(own)):
                self.assertLessEqual(end, begin, who)

    def test_money_adds_up_to_the_kopeck(self):
        for deal in self.deals:
            if deal.outcome == "won":
                came = sum(one.amount for one in deal.payments if one.part != "refund")
                self.assertEqual(came, deal.price)
                self.assertEqual(deal.payments[0].amount * 2, deal.price)
            elif deal.outcome == "cancelled":
                self.assertEqual(deal.payments[0].amount, deal.payments[1].amount)
            else:
                self.assertFalse(deal.payments)

    def test_grams_add_up_and_one_master_is_careless(self):
        since = UNTIL - timedelta(days=catalogue.CARELESS_DAYS)
        shares = defaultdict(list)
        for deal in self.won:
            weighed = [passage for passage in deal.passages if passage.weight_in]
            for before, after in pairwise(weighed):
                self.assertEqual(before.weight_out, after.weight_in)
            metal = 1 if deal.model.is_silver else 0 if deal.model.alloy[:2] == "au" else 2
            stones = Decimal(0)
            for passage in weighed:
                norm = Decimal(planner.NORMS[passage.stage][metal])
                share = passage.loss / ((passage.weight_in - stones) * norm / 100)
                late = passage.who == catalogue.CARELESS and passage.start >= since
                # Short weights on a scale of a milligram say little of a share.
                if passage.stage in ("mounting", "polishing"):
                    shares[late].append(share)
                stones += passage.stones
        self.assertLess(max(shares[False]), 1)
        self.assertAlmostEqual(float(sum(shares[False]) / len(shares[False])), 0.84, delta=0.04)
        self.assertGreater(sum(shares[True]) / len(shares[True]), Decimal("1.15"))
