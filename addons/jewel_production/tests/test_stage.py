from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


@tagged("post_install", "-at_install")
class TestStage(ProductionCase):
    @capability("A6", "A9")
    def test_drag_forward_finishes_the_current_stage(self):
        job = self._create_job()
        self._drag(job, self.file)
        self.assertEqual(job.stage_id, self.file)
        self.assertEqual(
            self._states(job),
            [
                ("Casting", "done"),
                ("Filing", "ready"),
                ("Enamel", "blocked"),
                ("Polishing", "blocked"),
            ],
        )

    def test_drag_skips_an_optional_stage(self):
        job = self._create_job()
        self._drag(job, self.file)
        self._drag(job, self.polish)
        self.assertEqual(
            self._states(job),
            [("Casting", "done"), ("Filing", "done"), ("Enamel", "cancel"), ("Polishing", "ready")],
        )
        self.assertIn("Skipped: Enamel – Not needed", "".join(job.message_ids.mapped("body")))
        skipped = self._order_of(job, self.enamel)
        self.assertEqual((skipped.skip_user_id, skipped.skip_note), (self.head, "Not needed"))
        self.assertTrue(skipped.skip_date)

    def test_drag_over_an_optional_stage_asks_why(self):
        job = self._create_job()
        self._drag(job, self.file)
        with self.assertRaisesRegex(RedirectWarning, "would skip Enamel") as caught:
            job.with_user(self.head).write({"stage_id": self.polish.id})
        self.assertEqual(caught.exception.args[3]["default_stage_id"], self.polish.id)
        self.assertEqual(job.stage_id, self.file)

    @capability("A6")
    def test_every_move_has_its_place_in_the_table(self):
        job = self._create_job()
        self._drag(job, self.file)
        rolling = self.env.ref("jewel_production.stage_rolling")
        places = {
            stage: job._jewel_place_of(stage)
            for stage in (self.cast, self.file, self.enamel, self.polish, self.handover, rolling)
        }
        self.assertEqual(
            list(places.values()),
            ["behind", "here", "next", "over_optional", "over_needed", "off_route"],
        )

    @capability("A9")
    def test_card_that_a_colleague_has_just_moved_is_not_dragged_on(self):
        job = self._create_job()
        self._drag(job, self.file)
        stale = job.with_user(self.head).with_context(jewel_stage_seen=self.cast.id)
        with self.assertRaisesRegex(UserError, "just been moved by a colleague.*“Filing”"):
            stale.write({"stage_id": self.enamel.id})
        self.assertEqual(job.stage_id, self.file)
        stale.write({"stage_id": self.file.id})
        job.with_user(self.head).with_context(jewel_stage_seen=self.file.id).write(
            {"stage_id": self.enamel.id}
        )
        self.assertEqual(job.stage_id, self.enamel)

    def test_button_that_two_heads_press_at_once_finishes_one_stage(self):
        job = self._create_job()
        seen = job.with_user(self.head).with_context(jewel_stage_seen=self.cast.id)
        seen.action_jewel_next_stage()
        with self.assertRaisesRegex(UserError, "just been moved by a colleague.*“Filing”"):
            seen.action_jewel_next_stage()
        self.assertEqual(job.stage_id, self.file)

    def test_drag_over_a_needed_stage_is_refused_and_names_it(self):
        job = self._create_job()
        with self.assertRaisesRegex(UserError, f"{job.name} to “Polishing”, finish Filing first"):
            self._drag(job, self.polish)
        self.assertEqual(job.stage_id, self.cast)

    def test_optional_stage_that_was_entered_is_finished_like_any_other(self):
        job = self._create_job()
        self._drag(job, self.file)
        self._drag(job, self.enamel)
        self._drag(job, self.polish)
        self.assertEqual(self._order_of(job, self.enamel).state, "done")

    @capability("A9")
    def test_head_finishes_stage_after_stage_by_a_button(self):
        job = self._create_job().with_user(self.head)
        for stage in (self.file, self.enamel, self.polish, self.handover):
            job.action_jewel_next_stage()
            self.assertEqual(job.stage_id, stage)
        self.assertEqual(job.state, "to_close")
        with self.assertRaises(AccessError):
            job.with_user(self.users["planner"]).action_jewel_next_stage()

    def test_drag_to_where_it_stands_does_nothing(self):
        job = self._create_job()
        self._drag(job, self.cast)
        self.assertEqual(self._order_of(job, self.cast).state, "ready")

    def test_drag_off_the_route_is_refused_and_names_the_route(self):
        job = self._create_job()
        with self.assertRaisesRegex(
            UserError, "not on the route.*Casting → Filing → Enamel → Polishing"
        ):
            self._drag(job, self.env.ref("jewel_production.stage_rolling"))

    def test_drag_to_no_stage_is_refused(self):
        with self.assertRaisesRegex(UserError, "choose a stage"):
            self._create_job().with_user(self.head).write({"stage_id": False})

    def test_work_center_that_is_no_stage_is_refused(self):
        lathe = self.env["mrp.workcenter"].create({"name": "Lathe"})
        with self.assertRaisesRegex(UserError, "is not a stage"):
            self._drag(self._create_job(), lathe)

    def test_drag_to_hand_over_after_the_last_stage(self):
        job = self._create_job()
        for stage in (self.file, self.polish, self.handover):
            self._drag(job, stage)
        self.assertEqual((job.state, job.stage_id), ("to_close", self.handover))

    def test_drag_back_asks_for_the_reason(self):
        job = self._create_job()
        self._drag(job, self.file)
        with self.assertRaisesRegex(RedirectWarning, "goes back to “Casting”") as caught:
            self._drag(job, self.cast)
        self.assertEqual(caught.exception.args[3]["default_stage_id"], self.cast.id)
        self.assertEqual(job.stage_id, self.file)

    def test_closed_job_stays_where_it_is(self):
        job = self._create_job()
        self._work_through(job)
        job.with_user(self.head).action_jewel_handover()
        with self.assertRaisesRegex(UserError, "is done and stays"):
            self._drag(job, self.polish)

    def test_draft_job_is_confirmed_by_its_first_drag(self):
        job = self.env["mrp.production"].create({"product_id": self._create_model().id})
        self._drag(job, self.file)
        self.assertEqual((job.state, job.stage_id), ("progress", self.file))

    def test_stage_given_at_creation_is_no_back_door(self):
        job = self.env["mrp.production"].create(
            {"product_id": self._create_model().id, "stage_id": self.polish.id}
        )
        self.assertFalse(job.stage_id)

    @capability("A9", "C3")
    def test_only_the_head_moves_cards(self):
        job = self._create_job()
        for role in ("sales_manager", "planner", "storekeeper", "accountant", "jeweller"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._drag(job, self.file, self.users[role])
        self.assertEqual(job.stage_id, self.cast)

    @capability("A9")
    def test_head_gives_the_current_stage_to_a_jeweller(self):
        job = self._create_job()
        job.with_user(self.head).jeweller_id = self.jeweller
        self.assertEqual(self._order_of(job, self.cast).jeweller_id, self.jeweller)
        self._drag(job, self.file)
        self.assertFalse(job.jeweller_id, "the next stage waits for anybody")

    def test_time_in_stage_counts_from_the_last_move(self):
        job = self._create_job()
        job.date_stage = "2020-01-01 00:00:00"
        self.assertGreater(job.days_in_stage, 365)
        self._drag(job, self.file)
        self.assertEqual(job.days_in_stage, 0)

    def test_operations_with_own_dependencies_are_followed_too(self):
        model = self._create_model()
        bom = model.bom_ids
        bom.write(
            {
                "allow_operation_dependencies": True,
                "operation_ids": [
                    Command.create(
                        {"name": stage.name, "workcenter_id": stage.id, "time_cycle_manual": 5}
                    )
                    for stage in (self.cast, self.polish)
                ],
            }
        )
        bom.operation_ids[1].blocked_by_operation_ids = bom.operation_ids[0]
        order = self._create_order((model, 1))
        order.action_confirm()
        job = order.order_line.job_ids
        self._drag(job, self.polish)
        self._send_back(job, self.cast)
        self.assertEqual(
            self._states(job), [("Casting", "done"), ("Casting", "ready"), ("Polishing", "blocked")]
        )
