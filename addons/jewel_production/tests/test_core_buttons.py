"""Odoo's own buttons on a job: they neither pass the checks of the workshop by nor lose a piece."""

from odoo.exceptions import AccessError, RedirectWarning
from odoo.fields import Command
from odoo.tests import tagged

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestCoreButtons(ProductionCase):
    def _create_pieces(self, quantity, **vals):
        order = self._create_order((self._create_model(), quantity))
        order.order_line.write(vals)
        order.action_confirm()
        return order.order_line.job_ids

    def _split(self, job, *amounts):
        job = job.with_user(self.head)
        return job._split_productions({job: list(amounts)})

    # === PRODUCE === #

    def test_produce_asks_for_what_hand_over_asks_for(self):
        job = self._create_job()
        with self.assertRefused("finish its stages first"):
            job.with_user(self.head).button_mark_done()
        self._work_through(job)
        job.final_weight = 0
        with self.assertRaisesRegex(RedirectWarning, "enter the final weight"):
            job.with_user(self.head).button_mark_done()
        with self.assertRaises(AccessError):
            job.with_user(self.users["planner"]).button_mark_done()
        self.assertEqual(job.state, "to_close")

    def test_produce_sets_the_deal_ready_like_hand_over(self):
        job = self._create_job()
        self._work_through(job)
        job.with_user(self.head).button_mark_done()
        self.assertEqual((job.state, job.deal_id.jewel_stage_key), ("done", "ready"))

    def test_produce_gives_the_mass_to_the_number_of_the_piece(self):
        job = self._create_job()
        job.product_id.write({"is_storable": True, "tracking": "serial"})
        self._work_through(job)
        job.action_generate_serial()
        job.with_user(self.head).button_mark_done()
        self.assertEqual(job.state, "done")
        self.assertEqual(job.lot_producing_ids.final_weight, 8.25)

    def test_product_that_is_no_piece_is_produced_as_ever(self):
        box = self.env["product.product"].create({"name": "Box", "is_storable": True})
        job = self.env["mrp.production"].create({"product_id": box.id, "product_qty": 1})
        self.assertFalse(job.is_jewel_job)
        planner = job.with_user(self.users["planner"])
        planner.action_confirm()
        planner.button_mark_done()
        self.assertEqual(job.state, "done")

    def test_pieces_that_are_not_made_do_not_vanish_at_hand_over(self):
        job = self._create_pieces(3)
        self._work_through(job)
        job = job.with_user(self.head)
        job.qty_producing = 2
        with self.assertRefused("only 2 of 3 are noted as made"):
            job.action_jewel_handover()
        job.qty_producing = 3
        job.action_jewel_handover()
        self.assertEqual((job.state, job.product_id.qty_available), ("done", 3))

    def test_quantity_changed_during_work_is_handed_over_as_a_whole(self):
        job = self._create_pieces(1)
        self._order_of(job, self.cast, self.jeweller).action_jewel_start()
        change = self.env["change.production.qty"].with_user(self.head)
        change.create({"mo_id": job.id, "product_qty": 2}).change_prod_qty()
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(job.product_id.qty_available, 2)

    # === SPLIT, MERGE === #

    def test_parts_of_a_split_job_go_the_way_of_the_whole(self):
        job = self._create_pieces(3, engraving="A. P.")
        parts = self._split(job, 1, 1, 1)
        self.assertEqual((len(parts), set(parts.mapped("product_qty"))), (3, {1}))
        elsewhere = self._create_stage("Elsewhere")
        for part in parts.sudo():
            self.assertEqual((part.jewel_route_id, part.stage_id), (self.route, self.cast))
            self.assertEqual((part.engraving, part.sale_line_id), ("A. P.", job.sale_line_id))
            with self.assertRefused("is not on the route"):
                self._drag(part, elsewhere)

    def test_change_that_waits_for_the_head_waits_on_each_part(self):
        job = self._create_pieces(2, item_size="17")
        job.sale_line_id.item_size = "18"
        parts = self._split(job, 1, 1).sudo()
        self.assertEqual(parts.mapped("item_size"), ["17", "17"])
        self.assertEqual(parts.mapped("spec_changed"), [True, True])
        parts.with_user(self.head).action_jewel_accept_spec()
        self.assertEqual(parts.mapped("item_size"), ["18", "18"])

    def test_pieces_of_their_own_are_not_merged(self):
        jobs = self._create_pieces(1) | self._create_pieces(1)
        with self.assertRefused("cannot be merged: each piece has a specification"):
            jobs.with_user(self.head).action_merge()
        self.assertEqual(set(jobs.mapped("state")), {"confirmed"})

    # === DRAFT === #

    def test_draft_is_no_work_for_the_bench(self):
        model = self._create_model()
        model.bom_ids.operation_ids = [
            Command.create({"name": "Casting", "workcenter_id": self.cast.id})
        ]
        draft = self.env["mrp.production"].create({"product_id": model.id, "product_qty": 1})
        work = draft.workorder_ids.with_user(self.jeweller)
        self.env.invalidate_all()
        self.assertFalse(work.search([("id", "in", work.ids)]))
        with self.assertRaises(AccessError):
            work.action_jewel_take()
        draft.workorder_ids.jeweller_id = self.jeweller
        with self.assertRefused("is not in production yet"):
            work.action_jewel_start()
        draft.action_confirm()
        work.action_jewel_start()
        self.assertEqual(draft.state, "progress")
