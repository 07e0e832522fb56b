from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged, users

from odoo.addons.jewel_base.tests.common import capability

from ..const import MOVES
from .common import JewelOrderCase


@tagged("post_install", "-at_install")
@capability("C1")
class TestDealStage(JewelOrderCase):
    def setUp(self):
        super().setUp()
        self.deals = self.env.registry["crm.lead"]

    def _at(self, key):
        """A deal that stands at ``key``, brought there past the door."""
        deal = self._create_deal()
        stage = self.env.ref(f"jewel_order.stage_{key}")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET stage_id = %s, jewel_stage_key = %s WHERE id = %s",
            (stage.id, key, deal.id),
        )
        deal.invalidate_recordset()
        return deal

    def test_the_door_allows_the_moves_of_the_table_and_no_other(self):
        for from_key, allowed in MOVES.items():
            for to_key in MOVES:
                deal = self._at(from_key)
                with (
                    self.subTest(move=f"{from_key} -> {to_key}"),
                    patch.object(self.deals, "_post_jewel_stage") as hook,
                ):
                    if to_key in allowed:
                        deal._jewel_set_stage(to_key)
                        hook.assert_called_once_with(to_key)
                    elif to_key == from_key:
                        self.assertFalse(deal._jewel_set_stage(to_key))
                        hook.assert_not_called()
                    else:
                        with self.assertRaises(UserError):
                            deal._jewel_set_stage(to_key)
                        hook.assert_not_called()
                    expected = to_key if to_key in allowed else from_key
                    self.assertEqual(deal.jewel_stage_key, expected)

    def test_a_refusal_names_the_deal_both_stages_and_the_way_out(self):
        deal = self._create_deal(name="Anchor")
        with self.assertRaises(UserError) as refusal:
            deal._jewel_set_stage("ready")
        self.assertEqual(
            str(refusal.exception),
            "Deal Anchor is at «New Request» and cannot move to «Piece Ready»."
            " From here it can go to: «Prepayment», «In Production».",
        )

    @users("jewel_test_sales_manager")
    def test_a_drag_on_the_board_goes_through_the_same_door(self):
        deal = self._create_deal().with_env(self.env)
        with self.assertRefused("cannot move to «Completed»"):
            deal.write({"stage_id": self.env.ref("jewel_order.stage_done").id})
        with patch.object(self.deals, "_post_jewel_stage") as hook:
            deal.write({"stage_id": self.env.ref("jewel_order.stage_prepayment").id})
            hook.assert_called_once_with("prepayment")

    def test_a_deal_cannot_simply_be_called_won(self):
        with self.assertRefused("cannot move to «Completed»"):
            self._create_deal().action_set_won()

    def test_one_write_moves_each_deal_by_its_own_stage(self):
        deals = self._create_deal() + self._create_deal("prepayment") + self._create_deal()
        with patch.object(self.deals, "_post_jewel_stage") as hook:
            moved = deals._jewel_set_stage("prepayment")
            self.assertEqual(hook.call_count, 2)
        self.assertEqual(moved, deals[0] + deals[2])

    def test_one_forbidden_deal_stops_all(self):
        deals = self._create_deal() + self._at("done")
        with self.assertRaises(UserError):
            deals._jewel_set_stage("prepayment")
        self.assertEqual(deals.mapped("jewel_stage_key"), ["new", "done"])

    def test_a_stage_without_a_key_is_a_halt_and_no_way_around(self):
        halt = self.env["crm.stage"].create({"name": "Thinking"})
        deal = self._at("ready")
        deal.stage_id = halt
        self.assertEqual(deal.jewel_stage_key, "ready")
        with self.assertRefused("is at «Piece Ready»"):
            deal._jewel_set_stage("new")
        with patch.object(self.deals, "_post_jewel_stage") as hook:
            deal._jewel_set_stage("ready")
            hook.assert_not_called()  # it had been ready already
        self.assertEqual(deal.stage_id, self.env.ref("jewel_order.stage_ready"))

    def test_an_ordinary_deal_may_join_at_any_step(self):
        deal = self._create_deal(stage_id=self.env["crm.stage"].create({"name": "Other"}).id)
        self.assertFalse(deal.jewel_stage_key)
        deal._jewel_set_stage("shipping")
        self.assertEqual(deal.jewel_stage_key, "shipping")

    def test_a_deal_made_in_a_stage_enters_it(self):
        with patch.object(self.deals, "_post_jewel_stage") as hook:
            self._create_deal("shipping")
            hook.assert_called_once_with("shipping")

    def test_an_addon_may_refuse_a_stage(self):
        deal = self._create_deal()
        with patch.object(self.deals, "_check_jewel_stage", side_effect=UserError("Not today")):
            with self.assertRefused("Not today"):
                deal._jewel_set_stage("prepayment")
        self.assertEqual(deal.jewel_stage_key, "new")

    def test_a_step_without_a_stage_is_explained(self):
        self.env.ref("jewel_order.stage_shipping").jewel_key = False
        with self.assertRefused("No stage of the pipeline .* «Shipping»"):
            self._at("ready")._jewel_set_stage("shipping")

    def test_a_deal_with_work_going_on_is_not_closed_as_lost(self):
        deal = self._create_deal()
        deal._jewel_set_stage("production")
        order = deal.order_ids
        with self.assertRefused(f"cancel its confirmed orders first: {order.name}"):
            deal.action_set_lost()
        with self.assertRefused(
            f"To delete deal .* cancel its confirmed orders first: {order.name}"
        ):
            deal.unlink()
        order._jewel_cancel(self.reason)
        deal.action_set_lost()
        self.assertEqual(deal.won_status, "lost")

    def test_progress_of_all_deals_is_seen_in_one_place(self):
        late = self._create_deal(item_deadline="2020-01-01 12:00:00")
        self._create_deal(item_deadline="2099-01-01 12:00:00")
        domain = [("item_deadline", "<", "now"), ("user_id", "=", self.manager.id)]
        deals = self.env["crm.lead"].with_user(self.users["director"])
        self.assertEqual(deals.search(domain), late)
        counts = dict(
            deals._read_group([("user_id", "=", self.manager.id)], ["jewel_stage_key"], ["__count"])
        )
        self.assertEqual(counts, {"new": 2})
