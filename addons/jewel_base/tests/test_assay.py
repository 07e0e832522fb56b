import doctest
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from .. import assay, money, notation

GRAMS = st.decimals(min_value=0, max_value=100_000, places=4)
FINENESS = st.decimals(min_value=0, max_value=1000, places=1)


@tagged("post_install", "-at_install")
class TestAssay(BaseCase):
    def test_examples_in_the_docstrings_hold(self):
        for module in (assay, money, notation):
            self.assertFalse(doctest.testmod(module).failed, module.__name__)

    def test_worked_example_of_a_pair_of_cuff_links(self):
        # montage, polishing, setting: in, added, out, scrap and filings -> loss
        steps = [
            ("16.400", "1.200", "16.980", "0.480", "0.140"),
            ("16.980", "0", "16.640", "0.240", "0.100"),
            ("16.640", "0.040", "16.660", "0.015", "0.005"),
        ]
        losses = [
            assay.loss(D(metal_in), D(out), added=D(added), scrap=D(scrap))
            for metal_in, added, out, scrap, _loss in steps
        ]
        self.assertEqual(losses, [D(step[-1]) for step in steps])
        self.assertEqual(sum(losses), D("0.245"))
        net = assay.net_weight(D("16.660"), carats=D("0.20"))
        self.assertEqual(net, D("16.620"))
        self.assertEqual(assay.pure_weight(net, 585), D("9.7227"))
        share = D("1.080") / 6
        self.assertEqual(round(assay.loss_percent(sum(losses) + share, net), 2), D("2.56"))
        self.assertEqual(assay.loss_percent(D("1.080"), D("180.000")), D("0.6"))

    def test_assay_that_finds_more_gives_a_surplus(self):
        self.assertEqual(assay.surplus(D("150.00"), 500, D("149.48"), 530), D("4.2244"))

    def test_price_of_pure_metal_in_an_alloy(self):
        vectors = [
            ("10419.09", "585", "6095.17"),
            ("10419.09", "750", "7814.32"),
            ("10419.09", "375", "3907.16"),
            ("144.43", "925", "133.60"),
            ("4073.30", "950", "3869.64"),
        ]
        for price, fineness, expected in vectors:
            self.assertEqual(
                money.kopecks(assay.price_of_alloy(D(price), D(fineness))), D(expected)
            )

    def test_vat_sits_inside_the_price(self):
        self.assertEqual(money.vat_inside(D("245000.00"), 22), D("44180.33"))

    def test_a_float_is_no_weight(self):
        with self.assertRaisesRegex(TypeError, "weight()"):
            assay.pure_weight(16.62, 585)

    def test_fineness_beyond_a_thousand_is_refused(self):
        with self.assertRaisesRegex(ValueError, "0 and 1000"):
            assay.pure_weight(D(1), 1001)

    @given(st.lists(GRAMS, max_size=30), FINENESS)
    def test_pure_metal_of_parts_is_pure_metal_of_the_whole(self, parts, fineness):
        whole = assay.pure_weight(sum(parts, D(0)), fineness)
        self.assertEqual(sum((assay.pure_weight(part, fineness) for part in parts), D(0)), whole)

    @given(GRAMS, GRAMS, GRAMS, GRAMS, GRAMS)
    def test_no_gram_disappears(self, metal_in, added, out, scrap, filings):
        lost = assay.loss(metal_in, out, added=added, scrap=scrap, filings=filings)
        self.assertEqual(metal_in + added, out + scrap + filings + lost)

    @given(GRAMS, GRAMS, st.decimals(min_value=0, max_value=100, places=2))
    def test_loss_over_the_norm_is_never_negative_nor_more_than_the_loss(self, lost, base, norm):
        self.assertTrue(0 <= assay.over_norm(lost, base, norm) <= lost)

    @given(GRAMS)
    def test_a_weight_survives_the_way_through_a_float(self, grams):
        self.assertEqual(assay.weight(float(grams)), grams)
