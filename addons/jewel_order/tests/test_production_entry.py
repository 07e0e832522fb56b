from unittest.mock import patch

from odoo.tests import tagged, users

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase


@tagged("post_install", "-at_install")
@capability("C1", "C2")
class TestProductionEntry(JewelOrderCase):
    def test_deal_without_an_order_gets_one_from_its_specification(self):
        deal = self._create_deal(expected_revenue=195000)
        deal._jewel_set_stage("production")
        order = deal.order_ids
        self.assertEqual(order.mapped("state"), ["sale"])
        self.assertEqual((order.partner_id, order.user_id), (self.client_partner, self.manager))
        line = order.order_line
        self.assertEqual(line.product_id.jewel_type_id, self.type_ring)
        self.assertEqual((line.alloy_id, line.item_description), (self.alloy, "Thin ring"))

    @users("jewel_test_sales_manager")
    def test_manager_starts_production_with_his_own_rights(self):
        deal = self._create_deal().with_env(self.env)
        deal._jewel_set_stage("production")
        self.assertEqual(deal.order_ids.state, "sale")

    def test_orders_that_are_there_are_confirmed_all(self):
        deal = self._create_deal()
        orders = self._create_order(deal) + self._create_order(deal)
        orders[1].state = "sent"
        deal._jewel_set_stage("production")
        self.assertEqual(deal.order_ids, orders)
        self.assertEqual(orders.mapped("state"), ["sale", "sale"])

    def test_each_order_of_a_deal_keeps_its_own_state(self):
        deal = self._create_deal()
        first = self._create_order(deal)
        deal._jewel_set_stage("production")
        second = self._create_order(deal)
        self.assertEqual((first.state, second.state), ("sale", "draft"))
        first._jewel_cancel(self.reason)
        second.action_confirm()
        self.assertEqual((first.state, second.state), ("cancel", "sale"))
        self.assertEqual(deal.jewel_order_count, 2)

    def test_without_a_client_nothing_is_begun(self):
        deal = self._create_deal(name="Anchor", partner_id=False)
        with self.assertRefused("To start production of deal Anchor, set its client"):
            deal._jewel_set_stage("production")
        self.assertEqual((deal.jewel_stage_key, len(deal.order_ids)), ("new", 0))

    def test_an_order_that_cannot_be_confirmed_leaves_the_deal_where_it_was(self):
        deal = self._create_deal()
        orders = self._create_order(deal) + self._create_order(deal)
        confirm = self.env.registry["sale.order"]._confirmation_error_message
        with (
            patch.object(
                self.env.registry["sale.order"],
                "_confirmation_error_message",
                lambda order: "Broken" if order == orders[1] else confirm(order),
            ),
            self.assertRefused("Broken"),
        ):
            deal._jewel_set_stage("production")
        self.assertEqual(deal.jewel_stage_key, "new")
        self.assertEqual(orders.mapped("state"), ["draft", "draft"])

    def test_entering_twice_makes_one_order(self):
        deal = self._create_deal()
        deal._jewel_set_stage("production")
        deal._jewel_set_stage("production")
        deal._jewel_ensure_orders()
        deal._jewel_set_stage("prepayment")
        deal._jewel_set_stage("production")
        self.assertEqual((len(deal.order_ids), len(deal.order_ids.order_line)), (1, 1))

    def test_a_deal_whose_only_order_was_cancelled_gets_a_new_one(self):
        deal = self._create_deal()
        deal._jewel_set_stage("production")
        deal.order_ids._jewel_cancel(self.reason)
        deal._jewel_set_stage("prepayment")
        deal._jewel_set_stage("production")
        self.assertEqual(sorted(deal.order_ids.mapped("state")), ["cancel", "sale"])

    def test_an_empty_quotation_is_filled(self):
        deal = self._create_deal(expected_revenue=500)
        order = self._create_order(deal)
        order.order_line.unlink()
        deal._jewel_set_stage("production")
        self.assertEqual(deal.order_ids, order)
        self.assertEqual((order.state, order.amount_total), ("sale", 500))

    def test_orders_of_another_manager_are_confirmed_too(self):
        other = self._create_role_user("sales_manager", login="jewel_test_other_manager")
        deal = self._create_deal()
        order = self._create_order(deal)
        order.user_id = other
        deal.with_user(self.manager)._jewel_set_stage("production")
        self.assertEqual(order.state, "sale")

    def test_ready_model_is_ordered_as_it_is(self):
        model = self.env["product.product"].create({"name": "Anchor", "list_price": 28900})
        deal = self._create_deal(product_id=model.id)
        deal._jewel_set_stage("production")
        self.assertEqual(deal.order_ids.order_line.product_id, model)

    def test_piece_by_the_clients_drawing_carries_the_drawing(self):
        deal = self._create_deal(sketch_ids=[(6, 0, self._create_sketch().ids)])
        deal._jewel_set_stage("production")
        line = deal.order_ids.order_line
        self.assertEqual(line.product_id, self.type_ring._get_custom_product())
        self.assertTrue(line.cover_image)

    def test_made_to_order_product_is_made_once_when_first_needed(self):
        brooch = self.env["jewel.product.type"].create({"name": "Tiara"})
        product = brooch.with_user(self.manager)._get_custom_product()
        self.assertEqual(product.name, "Tiara made to order")
        self.assertEqual(product.uom_id, brooch.uom_id)
        self.assertEqual(brooch._get_custom_product(), product)
        product.product_tmpl_id.sudo().active = False
        self.assertTrue(brooch._get_custom_product().active)

    def test_a_deal_without_a_type_is_made_too(self):
        deal = self._create_deal(jewel_type_id=False)
        deal._jewel_set_stage("production")
        self.assertEqual(deal.order_ids.state, "sale")

    def test_a_workshop_that_deleted_our_types_can_still_sell(self):
        shipped = self.env.ref("jewel_base.type_custom")
        products = self.env["product.template"].search([("jewel_type_id", "=", shipped.id)])
        products.jewel_type_id = False
        shipped.unlink()
        types = self.env["jewel.product.type"]
        self.assertEqual(types._get_any_type(), types.search([], limit=1))
        types.search([]).active = False
        self.assertEqual(types.with_user(self.manager)._get_any_type().name, "Custom piece")

    def test_order_confirmed_by_hand_takes_its_deal_along(self):
        deal = self._create_deal(partner_id=False)
        order, other = self._create_order(deal), self._create_order(deal)
        order.action_confirm()
        self.assertEqual(deal.jewel_stage_key, "production")
        self.assertEqual(deal.partner_id, self.client_partner)
        self.assertEqual(other.state, "sale")

    def test_one_more_order_brings_a_ready_deal_back_to_production(self):
        deal = self._create_deal()
        deal._jewel_set_stage("production")
        with patch.object(self.env.registry["crm.lead"], "_check_jewel_stage"):
            deal._jewel_set_stage("ready")
        self._create_order(deal).action_confirm()
        self.assertEqual(deal.jewel_stage_key, "production")

    def test_order_without_a_deal_is_confirmed_as_ever(self):
        order = self._create_order(self.env["crm.lead"])
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    @users("jewel_test_sales_manager")
    def test_button_makes_one_more_quotation(self):
        deal = self._create_deal(expected_revenue=1000).with_env(self.env)
        order = self.env["sale.order"].browse(deal.action_jewel_new_order()["res_id"])
        self.assertEqual((order.state, order.amount_total), ("draft", 1000))
        self.assertEqual(order.order_line.item_description, "Thin ring")
        deal.action_jewel_new_order()
        self.assertEqual(len(deal.order_ids), 2)

    @users("jewel_test_sales_manager")
    def test_button_asks_for_the_client_first(self):
        deal = self._create_deal(partner_id=False).with_env(self.env)
        self.assertEqual(deal.action_jewel_new_order()["res_model"], "crm.quotation.partner")
