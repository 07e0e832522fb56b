from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestRoute(ProductionCase):
    @capability("A6")
    def test_stages_of_the_trade_are_shipped(self):
        stages = self.env["mrp.workcenter"].search([("is_jewel_stage", "=", True)])
        for part in ("осковк", "резеровк", "Литьё", "лифовк", "Сборка"):
            self.assertTrue(any(part in name for name in stages.mapped("name")), part)
        self.assertEqual(self.env.ref("jewel_production.route_cast").stage_count, 13)

    def test_job_takes_the_route_of_model_then_category_then_company(self):
        parent, short = (
            self.env["product.category"].create({"name": "Parent"}),
            self._create_route(self.polish),
        )
        category = parent.create({"name": "Child", "parent_id": parent.id})
        model = self._create_model(categ_id=category.id)
        self.assertEqual(self._route_of(model), self.route)
        parent.jewel_route_id = short
        self.assertEqual(self._route_of(model), short)
        own = self._create_route(self.file, self.polish)
        model.jewel_route_id = own
        self.assertEqual(self._route_of(model), own)

    def _route_of(self, model):
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self.assertEqual(job.workorder_ids.workcenter_id, job.jewel_route_id.line_ids.workcenter_id)
        return job.jewel_route_id

    def test_operations_of_the_bill_of_materials_come_first(self):
        model = self._create_model()
        model.bom_ids.operation_ids = [
            Command.create(
                {"name": "Own way", "workcenter_id": self.polish.id, "time_cycle_manual": 12}
            )
        ]
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self.assertEqual(job.workorder_ids.mapped("name"), ["Own way"])
        self.assertFalse(job.jewel_route_id)

    def test_norms_and_order_of_work_come_from_the_route(self):
        orders = self._create_job().workorder_ids
        self.assertEqual(orders.mapped("duration_expected"), [30] * 4)
        self.assertEqual(orders.mapped("state"), ["ready", "blocked", "blocked", "blocked"])

    def test_engraving_stage_only_when_something_is_engraved(self):
        self.route.line_ids[1].condition = "engraving"
        self.assertNotIn(self.file, self._create_job(name="Plain").workorder_ids.workcenter_id)
        job = self._create_job(name="Engraved", engraving="A")
        self.assertIn(self.file, job.workorder_ids.workcenter_id)

    def test_setting_stage_only_where_stones_may_be(self):
        self.route.line_ids[1].condition = "stones"
        stone = self.env["jewel.stone"].create({"name": "Topaz", "species": "topaz"})
        order = self._create_order((self._create_model(), 1))
        order.action_confirm()
        self.assertNotIn(self.file, order.order_line.job_ids.workorder_ids.workcenter_id)
        self.assertIn(self.file, self._create_job().workorder_ids.workcenter_id, "a custom piece")
        model = self._create_model(
            insert_ids=[Command.create({"stone_id": stone.id, "quantity": 2})]
        )
        order = self._create_order((model, 1))
        order.action_confirm()
        self.assertIn(self.file, order.order_line.job_ids.workorder_ids.workcenter_id)

    def test_other_manufacturing_orders_are_left_alone(self):
        product = self.env["product.product"].create({"name": "Table", "is_storable": True})
        production = self.env["mrp.production"].create({"product_id": product.id})
        production.action_confirm()
        self.assertFalse(production.workorder_ids)
        self.assertFalse(production.is_jewel_job)
        self.assertFalse(production.activity_ids)

    def test_company_without_route_tells_the_head_and_stays_workable(self):
        self.company.jewel_route_id = False
        job = self._create_job()
        self.assertEqual((job.state, len(job.workorder_ids)), ("confirmed", 0))
        self.assertEqual(job.activity_ids.user_id, self.head)
        self.assertIn("no route", job.activity_ids.summary)
        self._drag(job, self.cast)
        self.assertFalse(job.activity_ids)
        self._drag(job, self.polish)
        self.assertEqual(self._states(job), [("Casting", "done"), ("Polishing", "ready")])
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual(job.state, "done")

    def test_job_without_route_takes_it_later(self):
        self.company.jewel_route_id = False
        job = self._create_job()
        self.company.jewel_route_id = self.route
        job.with_user(self.head).action_jewel_apply_route()
        self.assertEqual(job.stage_id, self.cast)
        self.assertEqual(
            job.workorder_ids.mapped("state"), ["ready", "blocked", "blocked", "blocked"]
        )
        self.assertFalse(job.activity_ids)

    def test_job_without_any_stage_can_be_handed_over(self):
        self.company.jewel_route_id = False
        job = self._create_job()
        self._note_result(job)
        job.with_user(self.head).action_jewel_handover()
        self.assertEqual((job.state, job.deal_id.jewel_stage_key), ("done", "ready"))

    def test_stage_in_use_is_not_deleted(self):
        job = self._create_job()
        with self.assertRaisesRegex(UserError, f"“Casting”.*{job.name}.*Test route"):
            self.cast.with_user(self.head).unlink()
        self.cast.action_archive()
        self.assertEqual(job.stage_id, self.cast, "an archived stage keeps its jobs")
        self.assertNotIn(self.cast, self._create_job(name="Next").workorder_ids.workcenter_id)

    def test_core_planning_works_with_the_route(self):
        job = self._create_job()
        job.with_user(self.head).button_plan()
        self.assertTrue(job.is_planned)
        self.assertTrue(all(job.workorder_ids.mapped("date_start")))

    @mute_logger("odoo.sql_db")
    def test_norm_is_not_negative(self):
        with self.assertRaises(IntegrityError):
            self.route.line_ids[0].minutes = -1
            self.env.flush_all()
