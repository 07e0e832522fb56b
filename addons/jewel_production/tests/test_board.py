from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestBoard(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = cls._create_model()
        cls.jobs = cls.env["mrp.production"].create([{"product_id": model.id}] * 80)
        cls.jobs.action_confirm()
        cls.jobs[:40].workorder_ids[:1].jeweller_id = cls.jeweller

    def _specification(self, view, user):
        """Fields that the web client asks for when it shows this view."""
        view = self.env.ref(f"jewel_production.{view}")
        arch = self.env[view.model].with_user(user).get_view(view.id, view.type)["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        fields = self.env[view.model]._fields
        return {
            name: {"fields": {"display_name": {}}} if fields[name].type == "many2one" else {}
            for name in names
        }

    def _count_queries(self, records, specification, user, limit):
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[records._name].with_user(user)
        before = self.env.cr.sql_log_count
        rows = model.web_search_read([("id", "in", records.ids)], specification, limit=limit)
        self.assertEqual(len(rows["records"]), limit)
        return self.env.cr.sql_log_count - before

    def _assert_flat(self, records, view, user):
        specification = self._specification(view, user)
        self._count_queries(records, specification, user, 10)
        few = self._count_queries(records, specification, user, 10)
        many = self._count_queries(records, specification, user, 80)
        self.assertLessEqual(many, few + 2, "queries must not grow with the number of cards")
        self.assertLess(many, 40)

    @capability("A4", "A9")
    def test_cards_cost_no_query_each(self):
        self._assert_flat(self.jobs, "mrp_production_view_board", self.head)

    @capability("A4")
    def test_rows_of_the_list_cost_no_query_each(self):
        self._assert_flat(self.jobs, "mrp_production_view_job_list", self.head)

    @capability("A10")
    def test_cards_of_the_bench_cost_no_query_each(self):
        orders = self.jobs.workorder_ids.filtered(lambda order: order.state == "ready")
        self._assert_flat(orders, "mrp_workorder_view_bench_kanban", self.jeweller)

    def test_columns_are_read_in_one_go(self):
        specification = self._specification("mrp_production_view_board", self.head)
        board = self.env["mrp.production"].with_user(self.head).with_context(read_group_expand=True)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        groups = board.web_read_group(
            [("id", "in", self.jobs.ids)],
            ["stage_id"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=specification,
            unfold_read_default_limit=80,
        )["groups"]
        self.assertLess(self.env.cr.sql_log_count - before, 60)
        self.assertEqual(sum(group["__count"] for group in groups), 80)

    @capability("A6")
    def test_every_stage_of_a_route_is_a_column_in_order(self):
        self._drag(self.jobs[0], self.file)
        board = self.env["mrp.production"].with_user(self.head).with_context(read_group_expand=True)
        groups = board.web_read_group([("id", "in", self.jobs.ids)], ["stage_id"], ["__count"])[
            "groups"
        ]
        shown = self.env["mrp.workcenter"].browse(
            [group["stage_id"][0] for group in groups if group["stage_id"]]
        )
        self.assertEqual(shown, self.env["mrp.workcenter"].search([("id", "in", shown.ids)]))
        self.assertLessEqual(self.polish | self.handover | self._stage("casting"), shown)
        self.assertIn(self._stage("hallmark"), shown)
        self.assertNotIn(self._stage("plating"), shown, "no route passes it")
        self.company.jewel_route_id = False
        self.assertIn(self._stage("plating"), board._group_expand_stage(shown, []))

    def test_no_column_is_folded_away_on_opening(self):
        """Core opens ten columns only, and a route has more stages."""
        action = self.env.ref("jewel_production.mrp_production_board_action")
        context = {**literal_eval(action.context), "read_group_expand": True}
        board = self.env["mrp.production"].with_user(self.head).with_context(**context)
        stages = self.env["mrp.workcenter"].search([("is_jewel_stage", "=", True)])
        self.assertGreater(context["max_number_opened_groups"], len(stages))
        self._work_through(self.jobs[0])
        groups = board.web_read_group(
            [("id", "in", self.jobs.ids)],
            ["stage_id"],
            auto_unfold=True,
            unfold_read_specification={"name": {}},
        )["groups"]
        self.assertTrue(all("__records" in group for group in groups if group["__count"]))

    def _stage(self, name):
        return self.env.ref(f"jewel_production.stage_{name}")

    @capability("A9")
    def test_search_by_article_alloy_stage_and_lateness(self):
        view = self.env.ref("jewel_production.mrp_production_view_job_search")
        for user in (self.head, self.manager):
            arch = self.env["mrp.production"].with_user(user).get_view(view.id, "search")["arch"]
            names = {node.get("name") for node in etree.fromstring(arch).iter("field", "filter")}
            self.assertLessEqual({"product_id", "alloy_id", "stage_id", "late", "due_week"}, names)
            self.assertEqual("deal_id" in names, user == self.manager)

    def test_views_of_core_are_still_the_default(self):
        for kind in ("form", "list", "kanban", "calendar", "search"):
            view = self.env["ir.ui.view"].browse(
                self.env["ir.ui.view"].default_view("mrp.production", kind)
            )
            self.assertNotIn("jewel", view.name, kind)
