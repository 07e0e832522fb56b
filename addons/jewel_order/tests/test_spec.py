from unittest.mock import patch

from odoo.tests import Form, tagged, users

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelOrderCase

TEXTS = ("item_description", "composition", "item_size", "engraving")


@tagged("post_install", "-at_install")
@capability("C2", "C4", "D25")
class TestSpec(JewelOrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls._create_deal(
            collection_id=cls.env.ref("jewel_base.collection_rarity").id,
            composition="1 sapphire",
            item_size="16.5",
            engraving="A & B",
            item_deadline="2030-01-15 12:00:00",
        )
        cls.hook = "_post_item_spec_changed"

    def _spec(self, record):
        return record._item_spec_snapshot(record._item_spec_fields())

    def test_a_line_takes_the_whole_specification_of_its_deal(self):
        line = self._create_order(self.deal).order_line
        self.assertEqual(self._spec(line), self._spec(self.deal))

    def test_a_line_with_a_specification_of_its_own_keeps_it(self):
        line = self._create_order(self.deal, engraving="C & D").order_line
        self.assertEqual(self._spec(line)["engraving"], "C & D")
        self.assertFalse(line.composition)

    def test_services_and_notes_have_no_specification(self):
        delivery = self.env["product.product"].create({"name": "Delivery", "type": "service"})
        order = self._create_order(self.deal, delivery)
        order.order_line = [(0, 0, {"display_type": "line_note", "name": "Call before"})]
        self.assertFalse(any(line._has_item_spec() for line in order.order_line))

    def test_an_order_that_is_given_to_a_deal_later_takes_its_specification(self):
        order = self._create_order(self.env["crm.lead"])
        self.assertFalse(order.order_line._has_item_spec())
        order.opportunity_id = self.deal
        self.assertEqual(self._spec(order.order_line), self._spec(self.deal))

    def test_a_line_added_to_a_confirmed_order_is_specified_before_it_exists(self):
        order = self._create_order(self.deal)
        self.deal._jewel_set_stage("production")
        product = self.env["product.product"].create({"name": "One more"})
        with patch.object(self.env.registry["sale.order.line"], self.hook) as hook:
            order.order_line = [(0, 0, {"product_id": product.id})]
            hook.assert_not_called()
        self.assertEqual(self._spec(order.order_line[-1]), self._spec(self.deal))

    def test_change_of_the_deal_reaches_the_lines_that_had_its_value(self):
        follows = self._create_order(self.deal).order_line
        own = self._create_order(self.deal).order_line
        own.engraving = "C & D"
        self.deal.write({"engraving": "E & F", "item_size": "17"})
        self.assertEqual((follows.engraving, follows.item_size), ("E & F", "17"))
        self.assertEqual((own.engraving, own.item_size), ("C & D", "17"))

    def test_cancelled_orders_are_left_alone(self):
        order = self._create_order(self.deal)
        order._jewel_cancel(self.reason)
        self.deal.engraving = "E & F"
        self.assertEqual(order.order_line.engraving, "A & B")

    def test_hook_of_the_line_is_called_once_with_what_changed(self):
        line = self._create_order(self.deal).order_line
        with patch.object(self.env.registry["sale.order.line"], self.hook) as hook:
            self.deal.write({"engraving": "E & F", "item_size": "16.5", "name": "Other"})
            hook.assert_called_once_with(("engraving",))
            self.deal.engraving = "E & F"
            line.item_description = line.item_description
            hook.assert_called_once()

    @users("jewel_test_sales_manager")
    def test_manager_changes_a_deal_whose_order_belongs_to_another(self):
        order = self._create_order(self.deal)
        order.user_id = self.users["director"]
        self.deal.with_env(self.env).alloy_id = self.env.ref("jewel_base.alloy_pt950")
        self.assertEqual(order.order_line.alloy_id, self.env.ref("jewel_base.alloy_pt950"))

    def test_every_field_of_the_specification_is_carried_and_followed(self):
        line = self._create_order(self.deal).order_line
        self.deal.write(
            {
                "jewel_type_id": self.env.ref("jewel_base.type_brooch").id,
                "collection_id": False,
                "alloy_id": self.env.ref("jewel_base.alloy_ag925").id,
                "item_deadline": "2031-02-01 09:30:00",
                "sketch_ids": [(6, 0, self._create_sketch().ids)],
                **{fname: f"New {fname}" for fname in TEXTS},
            }
        )
        self.assertEqual(self._spec(line), self._spec(self.deal))

    def test_values_are_shown_as_people_read_them(self):
        deal = self.deal.with_context(lang="en_US", tz="Europe/Moscow")
        self.assertEqual(deal._item_spec_display("alloy_id"), "Золото белое 585")
        self.assertIn("3:00", deal._item_spec_display("item_deadline"))
        self.assertEqual(deal._item_spec_display("sketch_ids"), "")
        deal.engraving = False
        self.assertEqual(deal._item_spec_display("engraving"), "")

    @users("jewel_test_sales_manager")
    def test_ready_model_fills_what_the_deal_does_not_say(self):
        model = (
            self.env["product.product"]
            .sudo()
            .create(
                {
                    "name": "Anchor",
                    "jewel_type_id": self.env.ref("jewel_base.type_cufflinks").id,
                    "alloy_id": self.env.ref("jewel_base.alloy_ag925").id,
                }
            )
        )
        form = Form(self.env["crm.lead"].with_context(default_type="opportunity"))
        form.name = "New deal"
        form.alloy_id = self.alloy.with_env(self.env)
        form.product_id = model.with_env(self.env)
        self.assertEqual(form.jewel_type_id.name, "Запонки")
        self.assertEqual(form.alloy_id, self.alloy)
