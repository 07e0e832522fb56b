from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestHandover(ProductionCase):
    def _create_finished_job(self, **vals):
        job = self._create_job(**vals)
        self._work_through(job)
        return job.with_user(self.head)

    @capability("A8", "A11", "B16")
    def test_hand_over_closes_the_job_to_the_minute(self):
        job = self._create_finished_job()
        with freeze_time("2030-03-05 14:32:00"):
            job.action_jewel_handover()
        self.assertEqual(job.state, "done")
        self.assertEqual(fields.Datetime.to_string(job.date_finished), "2030-03-05 14:32:00")

    @capability("A8")
    def test_start_is_the_minute_of_the_first_work(self):
        job = self._create_job()
        with freeze_time("2030-03-01 09:17:00"):
            self._order_of(job, self.cast, self.jeweller).action_jewel_start()
        with freeze_time("2030-03-02 10:00:00"):
            self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
            self._order_of(job, self.file, self.jeweller).action_jewel_start()
        self.assertEqual(fields.Datetime.to_string(job.date_start), "2030-03-01 09:17:00")

    @capability("A11")
    def test_piece_is_in_stock_and_reserved_for_its_order(self):
        job = self._create_finished_job()
        job.action_jewel_handover()
        quant = self.env["stock.quant"].search(
            [("product_id", "=", job.product_id.id), ("location_id", "=", job.location_dest_id.id)]
        )
        self.assertEqual((quant.quantity, quant.reserved_quantity), (1, 1))
        delivery = job.sudo().sale_line_id.order_id.picking_ids
        self.assertEqual((delivery.state, delivery.move_ids.quantity), ("assigned", 1))

    @capability("A11")
    def test_deal_is_ready_when_its_last_job_is_in(self):
        deal = self._create_deal()
        model = self._create_model()
        self._create_order((model, 1), (model, 1), deal=deal)
        deal._jewel_set_stage("production")
        first, second = deal.job_ids
        for job in (first, second):
            self._work_through(job)
        first.with_user(self.head).action_jewel_handover()
        self.assertEqual(deal.jewel_stage_key, "production")
        second.with_user(self.head).action_jewel_handover()
        self.assertEqual(deal.jewel_stage_key, "ready")
        self.assertEqual(len(deal.activity_ids), 1)

    def test_cancelled_last_job_sets_the_deal_ready(self):
        deal = self._create_deal()
        model = self._create_model()
        self._create_order((model, 1), (model, 1), deal=deal)
        deal._jewel_set_stage("production")
        first, second = deal.job_ids
        self._work_through(first)
        first.with_user(self.head).action_jewel_handover()
        second.with_user(self.head).action_cancel()
        self.assertEqual(deal.jewel_stage_key, "ready")

    def test_deal_that_has_left_production_is_left_alone(self):
        job = self._create_finished_job()
        job.sudo().deal_id._jewel_set_stage("prepayment")
        job.action_jewel_handover()
        self.assertEqual((job.state, job.deal_id.sudo().jewel_stage_key), ("done", "prepayment"))

    def test_second_hand_over_is_harmless(self):
        job = self._create_finished_job()
        with freeze_time("2030-03-05 14:32:00"):
            job.action_jewel_handover()
        with patch.object(self.registry["mrp.production"], "_jewel_close") as close:
            job.action_jewel_handover()
        close.assert_not_called()
        self.assertEqual(len(job.sudo().deal_id.activity_ids), 1)
        self.assertEqual(fields.Datetime.to_string(job.date_finished), "2030-03-05 14:32:00")

    @capability("A11")
    def test_open_stages_are_named_and_nothing_happens(self):
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
        done = self._create_finished_job(name="Done")
        with self.assertRaisesRegex(
            UserError, f"{job.name}, finish its stages first: Filing, Enamel, Polishing"
        ):
            (done | job).with_user(self.head).action_jewel_handover()
        self.assertEqual((job.state, done.state), ("progress", "to_close"))

    @capability("A11", "C3")
    def test_only_the_head_hands_over(self):
        job = self._create_finished_job()
        for role in ("jeweller", "sales_manager", "storekeeper", "accountant", "planner"):
            with self.subTest(role), self.assertRaises(AccessError):
                job.with_user(self.users[role]).action_jewel_handover()
        self.assertEqual(job.state, "to_close")

    def test_what_was_made_is_not_rewritten(self):
        job = self._create_finished_job()
        job.engraving = "A. P."
        job.action_jewel_handover()
        for vals in ({"engraving": "Later"}, {"date_deadline": "2020-01-01"}):
            with self.assertRaisesRegex(UserError, f"{job.name} cannot be changed any more"):
                job.write(vals)
        self.assertEqual(job.engraving, "A. P.")

    def test_cancelled_job_has_nothing_to_hand_over(self):
        job = self._create_job().with_user(self.head)
        job.action_cancel()
        with self.assertRaisesRegex(UserError, "is cancelled"):
            job.action_jewel_handover()

    def test_job_that_core_would_not_close_is_reported(self):
        job = self._create_finished_job()
        with (
            patch.object(self.registry["mrp.production"], "button_mark_done", return_value={}),
            self.assertRaisesRegex(UserError, "could not be closed"),
        ):
            job.action_jewel_handover()

    def test_components_are_consumed(self):
        silver = self.env["product.product"].create(
            {
                "name": "Silver",
                "is_storable": True,
                "uom_id": self.env.ref("uom.product_uom_gram").id,
            }
        )
        location = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(silver, location, 20)
        model = self._create_model()
        model.bom_ids.bom_line_ids = [
            Command.create({"product_id": silver.id, "product_qty": 18.4567})
        ]
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(job.state, "done")
        self.assertAlmostEqual(silver.qty_available, 1.5433, 6)

    def test_tracked_piece_gets_its_numbers(self):
        for tracking, expected in (("serial", 2), ("lot", 1)):
            with self.subTest(tracking):
                model = self._create_model(tracking, tracking=tracking)
                order = self._create_order((model, 2))
                order.action_confirm()
                job = order.order_line.job_ids
                self._work_through(job)
                job.with_user(self.head).action_jewel_handover()
                self.assertEqual((job.state, len(job.lot_producing_ids)), ("done", expected))
                self.assertEqual(model.qty_available, 2)

    @capability("B16")
    def test_job_is_late_or_in_time_by_its_actual_end(self):
        deadline = fields.Datetime.now() + timedelta(days=3)
        job = self._create_finished_job(item_deadline=deadline)
        job.action_jewel_handover()
        self.assertFalse(job.is_late)
        late = self._create_finished_job(name="Late", item_deadline=deadline - timedelta(days=4))
        late.action_jewel_handover()
        self.assertEqual((late.is_late, late.risk), (True, "late"))

    def test_deal_is_not_set_ready_by_hand_while_a_job_is_open(self):
        job = self._create_job()
        with self.assertRaisesRegex(UserError, f"hand over its jobs first: {job.name}"):
            job.deal_id.with_user(self.manager)._jewel_set_stage("ready")
