from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase

AMOUNTS = st.integers(min_value=1, max_value=10**9).map(lambda kopecks: kopecks / 100)
TRY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)


@tagged("post_install", "-at_install")
@capability("C1")
class TestPrice(JewelOrderCase):
    """An order made from a deal costs what the deal says, to the kopeck, with any taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        country = cls.company.account_fiscal_country_id or cls.env.ref("base.ru")
        cls.company.account_fiscal_country_id = country
        cls.tax_group = cls.env["account.tax.group"].create(
            {"name": "VAT", "country_id": country.id}
        )
        cls.product = cls.type_ring._get_custom_product()
        cls.product.taxes_id = False

        cls.taxes = cls._create_taxes()

    @classmethod
    def _create_taxes(cls):
        def tax(amount, included=False, **values):
            return cls.env["account.tax"].create(
                {
                    "name": f"Tax {next(names)}",
                    "amount": amount,
                    "price_include_override": "tax_included" if included else "tax_excluded",
                    "type_tax_use": "sale",
                    "tax_group_id": cls.tax_group.id,
                    "country_id": cls.company.account_fiscal_country_id.id,
                    **values,
                }
            )

        names = count(1)
        return {
            "no tax": cls.env["account.tax"],
            "22 % inside": tax(22, included=True),
            "22 % on top": tax(22),
            "20 % on top": tax(20),
            "two on top": tax(22) + tax(5),
            "tax on tax": tax(10, include_base_amount=True, sequence=1) + tax(22, sequence=2),
        }

    def _deal_order(self, amount):
        deal = self._create_deal(expected_revenue=amount)
        deal._jewel_set_stage("production")
        return deal.order_ids

    def assertCosts(self, order, amount):
        same = order.currency_id.compare_amounts
        self.assertEqual(same(order.amount_total, amount), 0, (order.amount_total, amount))
        self.assertEqual(same(order.amount_untaxed + order.amount_tax, amount), 0)
        line = order.order_line
        if not any(line.tax_ids.mapped("price_include")):
            self.assertEqual(same(line.price_unit * line.product_uom_qty, line.price_subtotal), 0)

    def test_order_costs_what_the_deal_says_with_any_taxes(self):
        for name, taxes in self.taxes.items():
            self.product.taxes_id = taxes
            for rounding in ("round_per_line", "round_globally"):
                self.company.tax_calculation_rounding_method = rounding
                with self.subTest(taxes=name, rounding=rounding):
                    order = self._deal_order(245000.10)
                    self.assertCosts(order, 245000.10)
                    self.assertEqual(order.order_line.tax_ids, taxes)

    def test_amounts_that_rounding_would_move_by_a_kopeck(self):
        order = self._create_order(self._create_deal(), self.product)
        for rounding in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = rounding
            for name in ("20 % on top", "two on top", "tax on tax"):
                order.order_line.tax_ids = self.taxes[name]
                for amount in (0.03, 0.09, 2.21, 5, 12345.67, 84987.75, 99999.99, 266406.78):
                    order._jewel_set_exact_total(amount)
                    self.assertCosts(order, amount)

    @TRY
    @given(amount=AMOUNTS, rounding=st.sampled_from(["round_per_line", "round_globally"]))
    def test_no_amount_is_out_of_reach(self, amount, rounding):
        self.company.tax_calculation_rounding_method = rounding
        order = self._create_order(self._create_deal(), self.product)
        for name in ("20 % on top", "22 % on top", "two on top", "tax on tax"):
            order.order_line.tax_ids = self.taxes[name]
            order._jewel_set_exact_total(amount)
            self.assertCosts(order, amount)

    def test_tax_inside_the_price_leaves_the_price_as_people_know_it(self):
        self.product.taxes_id = self.taxes["22 % inside"]
        order = self._deal_order(245000)
        self.assertEqual(order.order_line.price_unit, 245000)
        self.assertEqual(order.currency_id.compare_amounts(order.amount_tax, 44180.33), 0)

    def test_pieces_that_cost_together_what_does_not_divide_by_their_number(self):
        for name, taxes in self.taxes.items():
            order = self._create_order(self._create_deal(), self.product, product_uom_qty=3)
            order.order_line.tax_ids = taxes
            order._jewel_set_exact_total(25000)
            with self.subTest(taxes=name):
                self.assertEqual(order.currency_id.compare_amounts(order.amount_total, 25000), 0)

    def test_price_of_the_deal_survives_a_change_of_quantity(self):
        order = self._deal_order(1000)
        order.order_line.product_uom_qty = 2
        self.assertEqual(order.order_line.price_unit, 1000)

    def test_discounts_of_the_pricelist_do_not_touch_it(self):
        self.product.list_price = 5000
        order = self._deal_order(1234.56)
        self.assertEqual((order.amount_total, order.order_line.discount), (1234.56, 0))

    def test_price_is_in_the_currency_of_the_company(self):
        others = self.env.ref("base.EUR") + self.env.ref("base.USD") - self.company.currency_id
        others.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": others[0].id}
        )
        self.client_partner.property_product_pricelist = pricelist
        order = self._deal_order(1000)
        self.assertEqual(order.currency_id, self.company.currency_id)
        self.assertCosts(order, 1000)

    def test_ready_model_of_a_deal_without_a_price_costs_its_list_price(self):
        model = self.env["product.product"].create(
            {"name": "Anchor", "list_price": 28900, "taxes_id": False}
        )
        deal = self._create_deal(product_id=model.id)
        deal._jewel_set_stage("production")
        self.assertCosts(deal.order_ids, 28900)
