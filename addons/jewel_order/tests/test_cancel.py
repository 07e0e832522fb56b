from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import Form, HttpCase, tagged, users

from odoo.addons.jewel_base.tests.common import capability

from ..const import CANCELLABLE, MOVES
from .common import JewelOrderCase


@tagged("post_install", "-at_install")
@capability("C1")
class TestCancel(JewelOrderCase):
    def _order_at(self, key):
        deal = self._create_deal()
        order = self._create_order(deal)
        order.state = "sale"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET jewel_stage_key = %s WHERE id = %s", (key, deal.id)
        )
        deal.invalidate_recordset()
        return order

    def test_only_before_the_piece_is_ready(self):
        for key in MOVES:
            order = self._order_at(key)
            with self.subTest(stage=key):
                if key in CANCELLABLE:
                    order._jewel_cancel(self.reason)
                    self.assertEqual((order.state, order.cancel_reason_id), ("cancel", self.reason))
                else:
                    with self.assertRefused(f"Order {order.name} cannot be cancelled"):
                        order._jewel_cancel(self.reason)
                    self.assertEqual((order.state, len(order.cancel_reason_id)), ("sale", 0))

    def test_no_way_leads_around_the_reason(self):
        order = self._order_at("production")
        for way in (
            order._action_cancel,
            lambda: order.write({"state": "cancel"}),
            lambda: (
                self.env["sale.mass.cancel.orders"]
                .create({"sale_order_ids": order.ids})
                .action_mass_cancel()
            ),
        ):
            with self.assertRefused(f"To cancel order {order.name}, choose the reason"):
                way()
        self.assertEqual(order.action_cancel()["res_model"], "jewel.order.cancel")
        self.assertEqual(order.state, "sale")

    @users("jewel_test_sales_manager")
    def test_manager_cancels_with_the_wizard(self):
        order = self._order_at("prepayment").with_env(self.env)
        action = order.action_cancel()
        wizard = Form(self.env[action["res_model"]].with_context(**action["context"]))
        wizard.reason_id = self.reason.with_env(self.env)
        wizard.note = "Found it cheaper"
        wizard.save().action_cancel()
        self.assertEqual((order.state, order.cancel_reason_id), ("cancel", self.reason))
        self.assertIn("Found it cheaper", order.message_ids[0].body)

    def test_many_at_once_with_one_reason(self):
        orders = self._order_at("new") + self._order_at("production")
        self.env["sale.mass.cancel.orders"].create(
            {"sale_order_ids": orders.ids, "cancel_reason_id": self.reason.id}
        ).action_mass_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(orders.cancel_reason_id, self.reason)

    def test_twice_is_harmless(self):
        order = self._order_at("production")
        self.assertEqual(order._jewel_cancel(self.reason), order)
        other = self.env.ref("jewel_order.cancel_reason_mistake")
        self.assertFalse(order._jewel_cancel(other))
        self.assertEqual(order.cancel_reason_id, self.reason)

    def test_an_order_taken_up_again_needs_a_reason_again(self):
        order = self._order_at("production")
        order._jewel_cancel(self.reason)
        order.action_draft()
        self.assertFalse(order.cancel_reason_id)
        with self.assertRefused("choose the reason"):
            order._action_cancel()

    def test_a_locked_order_stays(self):
        order = self._order_at("production")
        order.locked = True
        with self.assertRefused("locked"):
            order._jewel_cancel(self.reason)
        self.assertEqual(order.state, "sale")

    def test_an_order_without_a_deal_needs_a_reason_only(self):
        order = self._create_order(self.env["crm.lead"])
        order._jewel_cancel(self.reason)
        self.assertEqual(order.state, "cancel")

    def test_an_addon_may_forbid_it(self):
        order = self._order_at("production")
        with (
            patch.object(
                self.env.registry["sale.order"],
                "_check_jewel_cancel",
                side_effect=UserError("Too late"),
            ),
            self.assertRefused("Too late"),
        ):
            order._jewel_cancel(self.reason)
        self.assertFalse(order.cancel_reason_id)

    def test_the_reason_of_the_portal_cannot_be_deleted(self):
        with self.assertRefused("Archive it"):
            self.env.ref("jewel_order.cancel_reason_declined").unlink()


@tagged("post_install", "-at_install")
class TestPortalDecline(HttpCase, JewelOrderCase):
    def test_a_client_declines_on_the_portal(self):
        order = self._create_order(self._create_deal())
        order.write({"state": "sent", "require_signature": True})
        token = order._portal_ensure_token()
        self.authenticate(None, None)
        response = self.url_open(
            f"/my/orders/{order.id}/decline",
            data={
                "access_token": token,
                "decline_message": "Too big",
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.cancel_reason_id, self.env.ref("jewel_order.cancel_reason_declined"))
