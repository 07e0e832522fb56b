import re

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools.safe_eval import safe_eval

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase, picture


@tagged("post_install", "-at_install")
class TestBench(ProductionCase):
    def _visible(self, user):
        return self.env["mrp.workorder"].with_user(user).search([])

    @capability("A10")
    def test_jeweller_sees_work_that_waits_for_him(self):
        job = self._create_job()
        self.assertEqual(self._visible(self.jeweller).sudo().workcenter_id, self.cast)
        self.assertEqual(
            self.env["mrp.production"].with_user(self.jeweller).search([]).ids, job.ids
        )

    @capability("A10")
    def test_finished_stage_makes_the_next_one_visible(self):
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
        self.assertIn(self._order_of(job, self.file), self._visible(self.colleague).sudo())

    @capability("A10", "A14")
    def test_work_of_a_colleague_and_of_other_stages_is_hidden(self):
        self.file.jeweller_ids = self.colleague
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_take()
        self.assertFalse(self._visible(self.colleague))
        self.assertFalse(self.env["mrp.production"].with_user(self.colleague).search([]))
        self._order_of(job, self.cast, self.jeweller).action_jewel_finish()
        self.assertEqual(
            self._visible(self.jeweller).sudo().workcenter_id, self.cast, "his own, done"
        )
        self.assertEqual(self._visible(self.colleague).sudo().workcenter_id, self.file)

    @capability("A5", "A10")
    def test_jeweller_has_all_making_data(self):
        sketch = self.env["ir.attachment"].create({"name": "1.jpg", "datas": picture()})
        job = self._create_job(
            engraving="A. P. 1812",
            item_size="17",
            composition="Sapphire",
            sketch_ids=[Command.link(sketch.id)],
        )
        order = self._order_of(job, self.cast, self.jeweller)
        arch = self.env.ref("jewel_production.mrp_workorder_view_bench_form")
        names = set(order.get_view(arch.id, "form")["models"]["mrp.workorder"])
        [values] = order.read(sorted(names))
        self.assertEqual((values["engraving"], values["item_size"]), ("A. P. 1812", "17"))
        self.assertEqual(values["alloy_id"][0], self.alloy.id)
        self.assertTrue(values["cover_image"])
        self.assertEqual(order.sketch_ids.mapped("mimetype"), ["image/jpeg"])
        self.assertIn("Polishing", str(values["stage_summary"]))

    def test_take_start_pause_finish(self):
        order = self._order_of(self._create_job(), self.cast, self.jeweller)
        steps = []
        for name in ("take", "start", "pause", "start", "finish"):
            getattr(order, f"action_jewel_{name}")()
            steps.append(order.bench_state)
        self.assertEqual(steps, ["taken", "running", "paused", "running", "done"])
        self.assertEqual(order.sudo().jeweller_id, self.jeweller)
        self.assertEqual(order.sudo().time_ids.user_id, self.jeweller)
        self.assertEqual(len(order.sudo().time_ids), 2)

    @capability("A9")
    def test_head_stops_the_clock_of_whoever_has_gone_home(self):
        order = self._order_of(self._create_job(), self.cast, self.jeweller)
        order.action_jewel_start()
        with self.assertRaisesRegex(UserError, "already taken"):
            order.with_user(self.colleague).action_jewel_pause()
        order.with_user(self.head).action_jewel_pause()
        self.assertEqual(order.bench_state, "paused")
        self.assertEqual(order.sudo().time_ids.user_id, self.jeweller)

    def test_work_given_to_somebody_else_stops_the_clock_of_who_had_it(self):
        order = self._order_of(self._create_job(), self.cast, self.jeweller)
        order.action_jewel_start()
        order.with_user(self.head).jeweller_id = self.colleague
        self.assertEqual(order.sudo().bench_state, "paused")
        order.with_user(self.colleague).action_jewel_start()
        self.assertEqual(order.sudo().time_ids.user_id, self.jeweller | self.colleague)
        self.assertEqual(len(order.sudo().time_ids.filtered(lambda time: not time.date_end)), 1)

    def test_state_set_back_by_the_list_of_states_stops_every_clock(self):
        order = self._order_of(self._create_job(), self.cast, self.jeweller)
        order.action_jewel_start()
        order.with_user(self.head).set_state("ready")
        self.assertEqual((order.sudo().state, order.sudo()._is_running()), ("ready", False))
        order.action_jewel_start()
        self.assertEqual(order.sudo().bench_state, "running")

    @capability("A10")
    def test_whoever_leaves_takes_no_work_along(self):
        job = self._create_job()
        order = self._order_of(job, self.cast, self.jeweller)
        order.action_jewel_start()
        self.jeweller.action_archive()
        self.assertEqual((order.sudo().jeweller_id.id, order.sudo()._is_running()), (False, False))
        self.assertIn(order.sudo(), self._visible(self.colleague).sudo())
        self.assertIn("waits for somebody else", job.message_ids[0].body)
        order.with_user(self.colleague).action_jewel_start()
        self.assertEqual(order.sudo().jeweller_id, self.colleague)

    def test_double_click_is_harmless(self):
        job = self._create_job()
        order = self._order_of(job, self.cast, self.jeweller)
        for name in (
            "take",
            "take",
            "start",
            "start",
            "finish",
            "finish",
            "start",
            "pause",
            "take",
        ):
            getattr(order, f"action_jewel_{name}")()
        self.assertEqual((order.state, len(order.sudo().time_ids)), ("done", 1))
        self.assertEqual(self._order_of(job, self.file).state, "ready")

    def test_start_takes_work_that_waits(self):
        order = self._order_of(self._create_job(), self.cast, self.jeweller)
        order.action_jewel_start()
        self.assertEqual((order.jeweller_id, order.state), (self.jeweller, "progress"))

    def test_second_jeweller_is_told_who_has_the_work(self):
        order = self._order_of(self._create_job(), self.cast)
        order.with_user(self.jeweller).action_jewel_take()
        for name in ("take", "start", "pause", "finish", "release"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(
                    UserError, re.escape(f"already taken by {self.jeweller.name}")
                ),
            ):
                getattr(order.with_user(self.colleague), f"action_jewel_{name}")()
        self.assertEqual((order.jeweller_id, order.state), (self.jeweller, "ready"))

    @capability("C3")
    def test_jeweller_of_other_stages_learns_nothing(self):
        self.cast.jeweller_ids = self.jeweller
        order = self._order_of(self._create_job(), self.cast)
        for taken in (False, True):
            order.jeweller_id = self.jeweller if taken else False
            with self.assertRaises(AccessError) as caught:
                order.with_user(self.colleague).action_jewel_take()
            self.assertNotIn(self.jeweller.name, str(caught.exception))

    def test_stage_that_is_not_reached_cannot_be_started(self):
        job = self._create_job()
        order = self._order_of(job, self.file)
        order.jeweller_id = self.jeweller
        for name in ("start", "finish"):
            with self.assertRaisesRegex(UserError, "“Filing”.*Casting must be finished first"):
                getattr(order.with_user(self.jeweller), f"action_jewel_{name}")()

    @capability("A10")
    def test_columns_count_his_own_work_only(self):
        mine, other = self._create_job(), self._create_job(name="Other")
        for job, user in ((mine, self.jeweller), (other, self.colleague)):
            self._order_of(job, self.cast, user).action_jewel_start()
            self._order_of(job, self.cast, user).action_jewel_finish()
        self._order_of(other, self.file, self.colleague).action_jewel_take()
        action = self.env.ref("jewel_production.mrp_workorder_bench_action")
        domain = safe_eval(action.domain, {"uid": self.jeweller.id})
        orders = self.env["mrp.workorder"].with_user(self.jeweller)
        groups = orders.web_read_group(domain, ["jewel_queue"], ["__count"])["groups"]
        self.assertEqual(
            {group["jewel_queue"]: group["__count"] for group in groups if group["__count"]},
            {"waiting": 1, "done": 1},
        )

    def test_work_not_begun_goes_back_to_the_queue(self):
        order = self._order_of(self._create_job(), self.cast)
        order.with_user(self.jeweller).action_jewel_take()
        order.with_user(self.jeweller).action_jewel_release()
        self.assertFalse(order.jeweller_id)
        order.with_user(self.jeweller).action_jewel_start()
        order.with_user(self.jeweller).action_jewel_release()
        self.assertEqual(order.jeweller_id, self.jeweller, "begun work stays his")

    def test_last_stage_leaves_the_job_for_hand_over(self):
        job = self._create_job()
        self._work_through(job)
        self.assertEqual((job.state, job.stage_id), ("to_close", self.handover))
        self.assertEqual(set(job.workorder_ids.mapped("state")), {"done"})

    @capability("C3")
    def test_people_of_the_office_do_no_bench_work(self):
        order = self._order_of(self._create_job(), self.cast)
        for role in ("sales_manager", "accountant", "storekeeper"):
            with self.subTest(role), self.assertRaises(AccessError):
                order.with_user(self.users[role]).action_jewel_take()

    @capability("A14", "C3")
    def test_jeweller_writes_nothing_himself(self):
        job = self._create_job()
        order = self._order_of(job, self.cast, self.jeweller)
        job = job.with_user(self.jeweller)
        for call in (
            lambda: order.write({"state": "done"}),
            lambda: order.write({"jeweller_id": self.jeweller.id}),
            lambda: order.unlink(),
            lambda: job.write({"item_size": "1"}),
            lambda: job.action_jewel_handover(),
            lambda: job.action_jewel_accept_spec(),
            lambda: job.button_mark_done(),
            lambda: job.action_cancel(),
            lambda: job.message_post(body="Hello"),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_user_of_two_roles_is_not_narrowed(self):
        both = self._create_role_user("jeweller", "planner")
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_take()
        self.assertEqual(len(self._visible(both) & job.workorder_ids), 4)
        self.assertTrue(job.with_user(both).deal_id.id)

    def test_work_that_the_head_gives_on_stops_the_clock_of_whoever_had_it(self):
        job = self._create_job()
        self._order_of(job, self.cast, self.jeweller).action_jewel_start()
        self.jeweller.active = False
        job.with_user(self.head).jeweller_id = self.colleague
        order = self._order_of(job, self.cast)
        self.assertFalse(order._is_running())
        order.with_user(self.colleague).action_jewel_start()
        running = order.time_ids.filtered(lambda time: not time.date_end)
        self.assertEqual(running.user_id, self.colleague)

    @users("jewel_test_jeweller")
    def test_screen_of_an_empty_workshop_opens(self):
        orders = self.env["mrp.workorder"].with_context(read_group_expand=True)
        groups = orders.web_read_group([], ["jewel_queue"], ["__count"])
        self.assertEqual([group["__count"] for group in groups["groups"]], [0, 0, 0])
        orders.get_views(
            [(self.env.ref("jewel_production.mrp_workorder_view_bench_kanban").id, "kanban")]
        )

    @users("jewel_test_jeweller")
    @capability("A14")
    def test_screen_that_is_not_for_him_is_refused_in_words(self):
        for model, xmlid, kind in (
            ("mrp.production", "jewel_production.mrp_production_view_job_form", "form"),
            ("product.template", "product.product_template_only_form_view", "form"),
        ):
            with self.assertRaisesRegex(AccessError, "is not for the bench"):
                self.env[model].get_views([(self.env.ref(xmlid).id, kind)])
