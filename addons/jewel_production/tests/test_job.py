from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture


@tagged("post_install", "-at_install")
class TestJob(ProductionCase):
    @capability("A4", "B16")
    def test_deal_in_production_has_one_confirmed_job(self):
        job = self._create_job(item_deadline="2030-05-17 15:30:00")
        self.assertEqual((len(job), job.state, job.product_qty), (1, "confirmed", 1))
        self.assertEqual(job.stage_id, self.cast)
        self.assertEqual(job.user_id, self.head)
        self.assertTrue(job.is_jewel_job)

    @capability("A5")
    def test_job_takes_the_specification_along(self):
        sketch = self.env["ir.attachment"].create({"name": "Ivanov.jpg", "datas": picture()})
        deal = self._create_deal(
            engraving="A. P. 1812",
            item_size="17,5",
            composition="1 sapphire",
            collection_id=self.env.ref("jewel_base.collection_fleet").id,
            sketch_ids=[Command.link(sketch.id)],
            item_deadline="2030-05-17 15:30:00",
        )
        deal._jewel_set_stage("production")
        job = deal.job_ids
        for fname in deal._item_spec_fields():
            self.assertEqual(job._item_spec_value(fname), deal._item_spec_value(fname), fname)
        self.assertEqual(job.date_deadline, job.item_deadline)
        self.assertTrue(job.cover_image)

    def test_sketch_of_a_job_does_not_tell_the_file_name(self):
        sketch = self.env["ir.attachment"].create(
            {"name": "Ivanov 79161234567.jpg", "datas": picture()}
        )
        job = self._create_job(sketch_ids=[Command.link(sketch.id)])
        self.assertNotIn("Ivanov", job.sketch_ids.name)
        self.assertEqual(job.sketch_ids.res_model, "mrp.production")
        self.assertEqual(sketch.name, "Ivanov 79161234567.jpg")

    def test_job_of_a_ready_model_takes_type_and_alloy_from_it(self):
        model = self._create_model(alloy_id=self.alloy.id)
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self.assertEqual((job.jewel_type_id, job.alloy_id), (self.type, self.alloy))
        self.assertFalse(job.spec_changed)

    @capability("B16")
    def test_two_lines_of_one_product_are_two_jobs(self):
        model = self._create_model()
        order = self._create_order((model, 1), (model, 1))
        order.action_confirm()
        self.assertEqual(order.order_line.job_ids.mapped("product_qty"), [1, 1])
        self.assertEqual([len(line.job_ids) for line in order.order_line], [1, 1])

    def test_line_added_later_gets_its_own_job(self):
        model = self._create_model()
        order = self._create_order((model, 1))
        order.action_confirm()
        order.order_line = [Command.create({"product_id": model.id, "product_uom_qty": 1})]
        self.assertEqual([line.job_ids.product_qty for line in order.order_line], [1, 1])

    def test_quantity_two_is_one_job_of_two(self):
        order = self._create_order((self._create_model(), 2))
        order.action_confirm()
        self.assertEqual(order.order_line.job_ids.mapped("product_qty"), [2])
        self.assertEqual(
            order.order_line.job_ids.workorder_ids.mapped("duration_expected"), [60] * 4
        )

    def test_raised_quantity_enlarges_the_job_that_waits(self):
        order = self._create_order((self._create_model(), 1))
        order.action_confirm()
        order.order_line.product_uom_qty = 3
        self.assertEqual(order.order_line.job_ids.mapped("product_qty"), [3])

    def test_raised_quantity_after_the_start_is_a_job_of_its_own(self):
        order = self._create_order((self._create_model(), 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self._order_of(job, self.cast, self.jeweller).action_jewel_start()
        order.order_line.product_uom_qty = 3
        self.assertEqual(sorted(order.order_line.job_ids.mapped("product_qty")), [1, 2])

    def test_goods_that_are_not_made_to_order_ship_without_a_job(self):
        product = self.env["product.product"].create({"name": "Ready", "is_storable": True})
        order = self._create_order((product, 1))
        order.action_confirm()
        self.assertFalse(order.order_line.job_ids)
        self.assertEqual(order.picking_ids.move_ids.product_id, product)

    def test_job_by_hand_needs_no_sale(self):
        model = self._create_model(alloy_id=self.alloy.id)
        job = self.env["mrp.production"].with_user(self.head).create({"product_id": model.id})
        job.action_confirm()
        self.assertEqual(
            (job.stage_id, job.alloy_id, job.user_id), (self.cast, self.alloy, self.head)
        )
        self._work_through(job)
        job.action_jewel_handover()
        self.assertEqual((job.state, model.qty_available), ("done", 1))

    def test_copy_of_a_job_starts_anew_with_its_own_sketches(self):
        sketch = self.env["ir.attachment"].create({"name": "1.jpg", "datas": picture()})
        job = self._create_job(sketch_ids=[Command.link(sketch.id)])
        self._work_through(job)
        copy = job.with_user(self.head).copy()
        self.assertEqual((copy.state, copy.rework_count, copy.spec_changed), ("draft", 0, False))
        self.assertEqual(len(copy.sketch_ids), 1)
        self.assertNotEqual(copy.sketch_ids, job.sketch_ids)
        self.assertEqual(job.sketch_ids.res_id, job.id)

    @capability("A4")
    def test_list_shows_all_deals_in_work_with_their_times(self):
        jobs = self._create_job(name="One") | self._create_job(name="Two")
        action = self.env.ref("jewel_production.mrp_production_jobs_action")
        found = (
            self.env["mrp.production"]
            .with_user(self.head)
            .search(
                [
                    ("is_jewel_job", "=", True),
                    ("state", "in", ("confirmed", "progress", "to_close")),
                ]
            )
        )
        self.assertLessEqual(jobs, found)
        arch = (
            self.env["mrp.production"]
            .with_user(self.head)
            .get_views([(action.view_ids[0].view_id.id, "list")])["views"]["list"]["arch"]
        )
        for fname in ("deal_id", "date_start", "item_deadline", "date_finished", "stage_id"):
            self.assertIn(f'name="{fname}"', arch)

    def test_made_to_order_switches_the_routes_of_the_product(self):
        product = self.env["product.template"].with_user(self.head).create({"name": "Brooch"})
        product.made_to_order = True
        self.assertTrue(product.is_storable)
        self.assertEqual(len(product.bom_ids), 1)
        self.assertTrue(self.env.ref("stock.route_warehouse0_mto").active)
        self.env.flush_all()
        self.env.invalidate_all()
        product.made_to_order = False
        self.assertFalse(product.made_to_order)
        self.assertFalse(product.route_ids)
        product.made_to_order = True
        self.assertEqual(len(product.bom_ids), 1)

    def test_routes_chosen_by_hand_in_the_form_stay(self):
        self.env.user.group_ids += self.env.ref("stock.group_adv_location")
        to_order = self.env.ref("stock.route_warehouse0_mto")
        manufacture = self.env.ref("mrp.route_warehouse0_manufacture")
        (to_order | manufacture).write({"active": True, "product_selectable": True})
        for routes in (manufacture, to_order | manufacture):
            form = Form(self.env["product.template"])
            form.name = "Chain"
            form.is_storable = True
            form.route_ids.clear()
            for route in routes:
                form.route_ids.add(route)
            product = form.save()
            self.assertEqual(product.route_ids, routes)
            self.assertEqual(product.made_to_order, len(routes) == 2)
            self.assertFalse(product.bom_ids, "that is for the one who chose the routes")
