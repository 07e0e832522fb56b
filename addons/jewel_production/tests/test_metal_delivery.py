from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .metal import MetalWorkCase


@tagged("post_install", "-at_install")
class TestMetalDelivery(MetalWorkCase):
    """From the master to the client by Odoo's own moves; each gram is somebody's all the time."""

    def _finish(self, job, weight):
        self._note_result(job)
        job.sudo().final_weight = weight
        job.with_user(self.head).action_jewel_handover()

    def _deliver(self, job):
        """The order's own delivery, validated by the storekeeper."""
        picking = job.sudo().deal_id.order_ids.picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing"
        )
        picking.action_assign()
        picking.with_user(self.keeper).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _take_back(self, delivery):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_ids=delivery.ids, active_id=delivery.id, active_model=delivery._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.action_assign()
        back.with_user(self.keeper).button_validate()
        self.assertEqual(back.state, "done")

    @capability("E12")
    def test_a_sold_piece_takes_its_metal_to_the_customer_and_brings_it_back(self):
        job = self._cast_six()[1][0]
        self._pass(job, self.mounting, self.jeweller, "16,4", "16,3", metal_filings=0.1)
        self._pass(job, self.polish, self.colleague, "16,3", "16,3")
        self._pass(job, self.setting, self.setter, "16,3", "16,3")
        customer = self.env.ref("stock.stock_location_customers")
        before = self._has(customer)
        self._finish(job, 16.3)
        self.assertEqual(float(self._has(self.finished)), 16.3, "in stock before delivery")
        delivery = self._deliver(job)
        self.assertEqual(float(self._has(self.finished)), 0)
        self.assertEqual(float(self._has(customer) - before), 16.3)
        sale = job.sudo().metal_entry_ids.sorted("id")[-1]
        self.assertEqual((sale.operation, sale.user_id), ("sale", self.keeper))
        self._take_back(delivery)
        self.assertEqual(float(self._has(self.finished)), 16.3)
        self.assertEqual(self._has(customer), before)
        self.assertTrue(self.env["jewel.metal.check"]._jewel_check_ledger().is_right)

    def test_a_job_that_is_delivered_in_parts_takes_its_metal_along_in_parts(self):
        customer = self.env.ref("stock.stock_location_customers")
        before = self._has(customer)
        job = self._finish_three()
        first = self._deliver_some(job, 1)
        self.assertEqual(float(self._has(customer) - before), 3.3333)
        self._deliver_some(job, 2)
        self.assertEqual(float(self._has(customer) - before), 10)
        self.assertEqual(float(self._has(self.finished)), 0, "the last one takes what is left")
        self._take_back(first)
        self.assertEqual(float(self._has(self.finished)), 3.3333)

    def test_serial_numbers_of_one_job_are_delivered_with_their_metal_once(self):
        customer = self.env.ref("stock.stock_location_customers")
        before = self._has(customer)
        job = self._finish_three(tracking="serial")
        self._deliver(job)
        self.assertEqual(float(self._has(customer) - before), 10)
        self.assertEqual(float(self._has(self.finished)), 0)

    def _finish_three(self, **vals):
        """A job of three pieces that weigh 10 g together, handed over to stock."""
        self.company.jewel_route_id = self._create_route(self.mounting)
        self.mounting.is_weighed = False
        self._issue(20, self.jeweller)
        deal = self._create_deal()
        self._create_order((self._create_model(alloy_id=self.alloy.id, **vals), 3), deal=deal)
        deal._jewel_set_stage("production")
        job = deal.job_ids
        self.assertEqual(job.product_qty, 3)
        order = self._order_of(job, self.mounting, self.jeweller)
        order.action_jewel_start()
        order.action_jewel_finish()
        self._finish(job, 10)
        self.assertEqual(float(self._has(self.finished)), 10)
        return job

    def _deliver_some(self, job, quantity):
        """Some of the pieces that wait for delivery; the rest stays a backorder."""
        picking = job.sudo().deal_id.order_ids.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        picking.action_assign()
        picking.move_ids.quantity = quantity
        picking.move_ids.picked = True
        picking.with_user(self.keeper).with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def test_a_piece_that_nobody_has_weighed_leaves_who_worked_on_it(self):
        self.company.jewel_route_id = self._create_route(self.mounting)
        self.mounting.is_weighed = False
        self._issue(20, self.jeweller)
        job = self._create_job()
        order = self._order_of(job, self.mounting, self.jeweller)
        order.action_jewel_start()
        order.action_jewel_finish()
        self._finish(job, 12.5)
        self.assertEqual(float(self._has(self.benches[self.jeweller])), 7.5)
        self.assertEqual(float(self._has(self.finished)), 12.5)
