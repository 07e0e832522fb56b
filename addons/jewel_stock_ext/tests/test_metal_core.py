import doctest
from decimal import Decimal
from random import Random

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from .. import metal


@tagged("post_install", "-at_install")
class TestMetalCore(BaseCase):
    def test_examples_of_the_docstrings(self):
        self.assertEqual(doctest.testmod(metal).failed, 0)

    @capability("A47")
    def test_passages_of_the_known_pair_to_the_last_digit(self):
        """Mounting, polishing and setting of one pair, with what was added and came back."""
        grams = Decimal
        passages = [
            metal.Passage(
                grams("16.400"),
                grams("16.980"),
                solder=grams("0.100"),
                findings=grams("1.100"),
                filings=grams("0.480"),
            ),
            metal.Passage(grams("16.980"), grams("16.640"), filings=grams("0.240")),
            metal.Passage(
                grams("16.640"), grams("16.660"), carats=grams("0.20"), filings=grams("0.015")
            ),
        ]
        losses = [passage.loss for passage in passages]
        self.assertEqual(losses, [grams("0.140"), grams("0.100"), grams("0.005")])
        casting = metal.share(grams("1.080"), [grams("16.400")] * 6)
        self.assertEqual(casting, [grams("0.18")] * 6)
        net = passages[-1].weight_out - passages[-1].stones
        self.assertEqual(net, grams("16.620"))
        self.assertEqual(metal.pure(net, grams(585)), grams("9.7227"))
        own = sum(losses) + casting[0]
        self.assertEqual(own, grams("0.425"))
        self.assertEqual(round(own / net * 100, 2), grams("2.56"))

    def test_shares_sum_to_the_whole_whatever_the_masses(self):
        random = Random(4)
        for _round in range(200):
            weights = [Decimal(random.randrange(1, 400000)) / 10000 for _i in range(7)]
            total = Decimal(random.randrange(0, 90000)) / 10000
            parts = metal.share(total, weights)
            self.assertEqual(sum(parts), total)
            whole = sum(weights)
            for part, weight in zip(parts, weights, strict=True):
                self.assertLess(abs(part - total * weight / whole), Decimal("0.0001"))

    def test_pure_metal_is_never_rounded(self):
        random = Random(5)
        for _round in range(200):
            net = Decimal(random.randrange(1, 10**8)) / 10000
            fineness = Decimal(random.randrange(1, 9999)) / 10
            self.assertEqual(metal.pure(net, fineness), net * fineness / 1000)
