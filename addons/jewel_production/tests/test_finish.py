from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture


@tagged("post_install", "-at_install")
class TestFinish(ProductionCase):
    def _create_finished_job(self, **vals):
        job = self._create_job(**vals)
        self._work_through(job)
        return job.with_user(self.head)

    def _add_photo(self, job, fname="finish_photo_ids", name="Ivanov.jpg"):
        photo = self.env["ir.attachment"].with_user(self.head)
        photo = photo.create({"name": name, "datas": picture()})
        job.write({fname: [Command.link(photo.id)]})
        return job[fname]

    def _create_bare_job(self, **vals):
        """All its stages are done; nobody has weighed it or taken a photo."""
        job = self._create_finished_job(**vals)
        job.write({"final_weight": 0, "finish_photo_ids": [Command.clear()]})
        return job

    @capability("A11", "F6")
    def test_all_that_is_missing_is_said_at_once_and_of_each_job(self):
        first, second = self._create_bare_job(), self._create_bare_job(name="Two")
        second.final_weight = 8.1234
        with self.assertRaises(RedirectWarning) as refusal:
            (first | second).action_jewel_handover()
        self.assertEqual(
            refusal.exception.args[0].split("\n"),
            [
                f"Job {first.name}: enter the final weight.",
                f"Job {first.name}: take a photo of the finished piece.",
                f"Job {second.name}: take a photo of the finished piece.",
            ],
        )
        self.assertEqual(set((first | second).mapped("state")), {"to_close"})
        first.final_weight = 7.5
        for job in (first, second):
            self._add_photo(job)
        (first | second).action_jewel_handover()
        self.assertEqual(set((first | second).mapped("state")), {"done"})

    def test_new_companies_ask_for_weight_and_photo(self):
        for company in (self.company, self.env["res.company"].create({"name": "Second"})):
            self.assertTrue(company.handover_needs_weight and company.handover_needs_photo)

    @capability("F6")
    def test_refusal_leads_to_weight_and_photo(self):
        job = self._create_bare_job()
        with self.assertRaises(RedirectWarning) as refusal:
            job.action_jewel_handover()
        action = refusal.exception.args[1]
        self.assertEqual((action["res_id"], action["target"]), (job.id, "new"))
        form = Form(job, view=self.env["ir.ui.view"].browse(action["views"][0][0]))
        form.final_weight = 7.5
        form.save()
        with self.assertRaisesRegex(RedirectWarning, f"^[^\\n]*{job.name}: take a photo[^\\n]*$"):
            job.action_jewel_handover()
        self._add_photo(job)
        job.action_jewel_handover()
        self.assertEqual(job.state, "done")

    def test_several_jobs_are_listed_for_it(self):
        jobs = self._create_bare_job() | self._create_bare_job(name="Two")
        with self.assertRaises(RedirectWarning) as refusal:
            jobs.action_jewel_handover()
        self.assertEqual(refusal.exception.args[1]["domain"], [("id", "in", jobs.ids)])

    def test_open_stages_come_before_weight_and_photo(self):
        with self.assertRaisesRegex(UserError, "finish its stages first"):
            self._create_job().with_user(self.head).action_jewel_handover()

    def test_workshop_that_asks_for_neither(self):
        self.company.write({"handover_needs_weight": False, "handover_needs_photo": False})
        job = self._create_bare_job()
        job.action_jewel_handover()
        self.assertEqual(job.state, "done")
        self.type.needs_final_weight = True
        with self.assertRaisesRegex(RedirectWarning, "enter the final weight"):
            self._create_bare_job(name="Of a type that asks for it").action_jewel_handover()

    def test_skipped_stage_keeps_who_when_and_why(self):
        job = self._create_job().with_user(self.head)
        self._drag(job, self.file)
        self._order_of(job, self.enamel).action_cancel()
        self._drag(job, self.polish)
        self._drag(job, self.handover)
        self._note_result(job)
        with self.assertRaisesRegex(UserError, f"{job.name}: say why Enamel was skipped"):
            job.action_jewel_handover()
        skipped = job.skipped_order_ids
        self.assertEqual(skipped.name, "Enamel")
        job.skipped_order_ids = [Command.update(skipped.id, {"skip_note": "No enamel"})]
        job.action_jewel_handover()
        self.assertEqual(job.state, "done")

    def test_weight_goes_along_with_the_number_of_the_piece(self):
        model = self._create_model(tracking="serial")
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids.with_user(self.head)
        self._work_through(job)
        job.final_weight = 16.6601
        job.action_jewel_handover()
        self.assertEqual(job.sudo().lot_producing_ids.final_weight, 16.6601)
        with self.assertRaises(ValidationError):
            job.final_weight = -1

    @capability("A10", "C3")
    def test_photos_are_named_by_the_job_and_seen_at_its_bench_only(self):
        job = self._create_job().with_user(self.head)
        photos = self._add_photo(job) | self._add_photo(job, "intake_photo_ids")
        self.assertFalse([name for name in photos.mapped("name") if "Ivanov" in name])
        self.assertEqual(set(photos.mapped("res_id")), set(job.ids))
        self.assertEqual(photos.with_user(self.jeweller).mapped("mimetype"), ["image/jpeg"] * 2)
        order = self._order_of(job, self.cast, self.jeweller)
        self.assertEqual(order.intake_photo_ids | order.finish_photo_ids, photos)
        job.sudo().workorder_ids.jeweller_id = self.colleague
        with self.assertRaises(AccessError):
            photos.with_user(self.jeweller).read(["name"])

    @capability("A11")
    def test_deal_says_how_many_pieces_are_ready(self):
        deal, model = self._create_deal(), self._create_model()
        self._create_order((model, 1), (model, 1), (model, 1), deal=deal)
        self.assertFalse(deal.job_progress)
        deal._jewel_set_stage("production")
        self.assertEqual(deal.job_progress, "0/3")
        self._work_through(deal.job_ids[0])
        deal.job_ids[0].with_user(self.head).action_jewel_handover()
        self.assertEqual(deal.job_progress, "1/3")
        deal.job_ids[1].with_user(self.head).action_cancel()
        self.assertEqual(deal.job_progress, "1/2")


@tagged("post_install", "-at_install")
class TestUndo(ProductionCase):
    def _create_done_job(self, **vals):
        job = self._create_job(**vals)
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        return job

    def _undo(self, job, stage=None, user=None, note="Wrong box"):
        self._send_back(job, stage or self.polish, user=user, note=note, undo_handover=True)

    def _quantity(self, job):
        return job.product_id.with_context(location=job.location_dest_id.id).qty_available

    @capability("A11", "B12")
    def test_undone_job_is_open_again_as_rework_and_its_piece_has_left_stock(self):
        job = self._create_done_job()
        deal = job.deal_id
        delivery = job.sale_line_id.order_id.picking_ids
        self.assertEqual((deal.jewel_stage_key, delivery.state), ("ready", "assigned"))
        self._undo(job)
        self.assertEqual((job.state, job.stage_id, job.rework_count), ("progress", self.polish, 1))
        self.assertEqual((self._quantity(job), delivery.state), (0, "waiting"))
        self.assertEqual(deal.jewel_stage_key, "production")
        self.assertFalse(deal.activity_ids)
        notes = "".join(job.message_ids.mapped("body"))
        self.assertIn("Hand-over undone: Scratched. Wrong box", notes)
        self.assertEqual(job.undone_count, 1)
        self.assertEqual(len(job.workorder_ids), 5, "what was done stays")

        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual((job.state, deal.jewel_stage_key), ("done", "ready"))
        self.assertEqual((self._quantity(job), delivery.state), (1, "assigned"))
        self.assertEqual(delivery.move_ids.quantity, 1)

    def test_components_are_consumed_once_and_the_value_comes_back(self):
        gold = self.env["product.product"].create(
            {"name": "Gold", "is_storable": True, "standard_price": 100}
        )
        stock = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        self.env["stock.quant"]._update_available_quantity(gold, stock, 10)
        model = self._create_model()
        model.categ_id = self.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        model.bom_ids.bom_line_ids = [Command.create({"product_id": gold.id, "product_qty": 3})]
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        value = model.total_value
        self.assertEqual(gold.qty_available, 7)
        self._undo(job)
        self.assertEqual((gold.qty_available, model.qty_available, model.total_value), (7, 0, 0))
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual((gold.qty_available, model.qty_available), (7, 1))
        self.assertAlmostEqual(model.total_value, value, 2)

    def test_numbered_piece_keeps_its_number(self):
        for tracking in ("serial", "lot"):
            with self.subTest(tracking):
                model = self._create_model(tracking, tracking=tracking)
                order = self._create_order((model, 1))
                order.action_confirm()
                job = order.order_line.job_ids
                self._work_through(job)
                job.with_user(self.head).action_jewel_handover()
                number = job.lot_producing_ids
                self._undo(job)
                self.assertEqual(number.product_qty, 0)
                self._work_through(job)
                job.with_user(self.head).action_jewel_handover()
                self.assertEqual((job.state, job.lot_producing_ids), ("done", number))
                self.assertEqual(number.product_qty, 1)

    def test_window_closes(self):
        job = self._create_done_job()
        with freeze_time(fields.Datetime.now() + timedelta(hours=23)):
            self.env.invalidate_all()
            self.assertTrue(job.can_undo_handover)
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.env.invalidate_all()
            with self.assertRaisesRegex(UserError, "24 hours after it"):
                self._undo(job)
        self.assertEqual(job.state, "done")

    def test_delivered_piece_is_not_taken_back(self):
        job = self._create_done_job()
        job.sale_line_id.order_id.picking_ids.button_validate()
        with self.assertRaisesRegex(UserError, "with the client or on its way"):
            self._undo(job)
        self.assertEqual(job.state, "done")

    @capability("C3")
    def test_only_the_head_undoes(self):
        job = self._create_done_job()
        for role in ("planner", "jeweller", "sales_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._undo(job, user=self.users[role])
        self.assertEqual(job.state, "done")
