"""Stages outside of the workshop, and stages that the head moves on one job."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .test_wait import WaitCase


@tagged("post_install", "-at_install")
@capability("B41", "B44")
class TestStageOutside(WaitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assay = cls.env["jewel.wait.reason"].create({"name": "Test assay", "party": "assay"})
        cls.file.write({"is_waiting": True, "wait_reason_id": cls.assay.id, "wait_days": 5})
        cls.file.resource_calendar_id = cls.env.ref("jewel_production.calendar_workshop")

    @freeze_time("2026-11-23 06:00:00")  # a Monday, nine in Moscow
    def test_entering_begins_its_wait_and_leaving_ends_it(self):
        self._at(self.cast).action_jewel_finish()
        wait = self.job.wait_id
        self.assertEqual((wait.reason_id, wait.party), (self.assay, "assay"))
        self.assertEqual(str(wait.date_due.date()), "2026-11-27", "five working days")
        with freeze_time("2026-11-26 09:00:00"):
            self.job.with_user(self.head).action_jewel_next_stage()
        self.assertEqual(self.job.stage_id, self.enamel)
        self.assertEqual(str(wait.date_end), "2026-11-26 09:00:00")
        self.assertFalse(self.job.wait_id)

    def test_norm_of_the_route_goes_before_that_of_the_stage(self):
        self.route.line_ids[1].wait_days = 2
        job = self._create_job()
        with freeze_time("2026-11-23 06:00:00"):
            self._drag(job, self.file)
        self.assertEqual(str(job.wait_id.date_due.date()), "2026-11-24")

    def test_nobody_works_there_and_no_jeweller_is_offered_it(self):
        self._drag(self.job, self.file)
        order = self._order_of(self.job, self.file)
        orders = self.env["mrp.workorder"].with_user(self.jeweller)
        self.assertNotIn(order, orders.search([("production_id", "=", self.job.id)]).sudo())
        order.jeweller_id = self.jeweller
        order.with_user(self.jeweller).action_jewel_start()
        self.assertEqual((order.state, len(order.time_ids)), ("ready", 0))
        self.assertTrue(self.job.wait_id, "still away")
        order.with_user(self.jeweller).action_jewel_finish()
        self.assertFalse(self.job.wait_id)

    def test_its_wait_ends_only_with_the_stage(self):
        self._drag(self.job, self.file)
        with self.assertRefused("Finish this stage when the piece is back"):
            self.job.with_user(self.head).action_jewel_resume()
        self._wait()
        self.job.with_user(self.head).action_jewel_resume()
        self.assertEqual(self.job.wait_reason_id, self.assay, "the stage goes on waiting")

    def test_passing_over_it_leaves_no_wait(self):
        self.file.is_optional = True
        self._drag(self.job, self.enamel)
        self.assertFalse(self.job.wait_ids)

    def test_first_stage_and_return_begin_it_too(self):
        self.cast.write({"is_waiting": True, "wait_reason_id": self.assay.id})
        job = self._create_job()
        self.assertEqual(job.wait_id.workorder_id.workcenter_id, self.cast)
        for stage in (self.file, self.polish):
            self._drag(self.job, stage)
        self._send_back(self.job, self.file)
        self.assertEqual(self.job.wait_id.workorder_id.rework_of_id.workcenter_id, self.file)

    def test_stage_outside_needs_its_reason(self):
        with self.assertRaisesRegex(ValidationError, "say what a piece waits for"):
            self.enamel.is_waiting = True

    @capability("A6")
    def test_gold_goes_to_the_assay_office_and_silver_does_not(self):
        hallmark = self.env.ref("jewel_production.stage_hallmark")
        self.assertTrue(hallmark.is_waiting)
        self.assertEqual(hallmark.wait_reason_id.party, "assay")
        for name in ("cast", "forged", "repeat"):
            self.company.jewel_route_id = self.env.ref(f"jewel_production.route_{name}")
            for alloy, hallmarked in (("alloy_au585_white", True), ("alloy_ag925", False)):
                with self.subTest(f"{name}, {alloy}"):
                    job = self._create_job(alloy_id=self.env.ref(f"jewel_base.{alloy}").id)
                    passed = job._jewel_ordered_orders().workcenter_id
                    self.assertEqual(hallmark in passed, hallmarked)
        silver = self.env.ref("jewel_production.route_silver")
        self.assertNotIn(hallmark, silver.line_ids.workcenter_id)

    def test_it_stands_after_filing_waits_by_its_norm_and_is_moved_on_one_job(self):
        self.company.jewel_route_id = self.env.ref("jewel_production.route_cast")
        job = self._create_job()
        before, hallmark, after = (
            self._order_of(job, self.env.ref(f"jewel_production.stage_{name}"), self.head)
            for name in ("grinding", "hallmark", "setting")
        )
        self.assertEqual(hallmark.wait_days, 5)
        row = list(job._jewel_ordered_orders())
        self.assertEqual(row.index(hallmark), row.index(before) + 1)
        hallmark.action_jewel_later()
        row = list(job._jewel_ordered_orders())
        self.assertEqual(row.index(hallmark), row.index(after) + 1)

    def test_piece_for_repair_has_its_hallmark_already(self):
        hallmark = self.env.ref("jewel_production.stage_hallmark")
        line = self.route.line_ids[1]
        line.write({"workcenter_id": hallmark.id, "condition": "hallmark"})
        self.assertTrue(line._is_needed(self.job))
        self.job.job_kind = "repair"
        self.assertFalse(line._is_needed(self.job))


@tagged("post_install", "-at_install")
@capability("A9")
class TestMoveStage(WaitCase):
    def _move(self, stage, how, user=None):
        getattr(self._order_of(self.job, stage, user or self.head), f"action_jewel_{how}")()

    def assertChain(self, *expected):
        """Stages in this order, each blocked by the one before it, the first open one ready."""
        self.assertEqual(self._states(self.job), list(expected))
        orders = self.job._jewel_ordered_orders()
        for before, order in zip(orders, orders[1:], strict=False):
            self.assertEqual(order.blocked_by_workorder_ids, before)

    def test_later_and_earlier(self):
        self._move(self.file, "later")
        self.assertChain(
            ("Casting", "ready"),
            ("Enamel", "blocked"),
            ("Filing", "blocked"),
            ("Polishing", "blocked"),
        )
        self._move(self.file, "later")
        self._move(self.polish, "earlier")
        self._work_through(self.job)
        self.assertEqual(
            [name for name, _state in self._states(self.job)],
            ["Casting", "Polishing", "Enamel", "Filing"],
        )
        self.assertEqual(self.job.stage_id, self.handover)

    def test_current_stage_gives_way(self):
        self._drag(self.job, self.file)
        self._move(self.file, "later")
        self.assertEqual(self.job.stage_id, self.enamel)
        self.assertChain(
            ("Casting", "done"),
            ("Enamel", "ready"),
            ("Filing", "blocked"),
            ("Polishing", "blocked"),
        )

    def test_wait_of_the_stage_that_gave_way_ends(self):
        self.enamel.write({"is_waiting": True, "wait_reason_id": self.stone_reason.id})
        self._wait()
        self.job.wait_id.date_start = "2020-01-01 10:00:00"
        self._drag(self.job, self.file)
        self._move(self.file, "later")
        self.assertEqual(self.job.wait_reason_id, self.stone_reason, "outside stage is current")

    def test_ends_of_the_row_and_double_clicks_are_harmless(self):
        before = self._states(self.job)
        self._move(self.cast, "earlier")
        self._move(self.polish, "later")
        self.assertEqual(self._states(self.job), before)

    def test_done_and_begun_stages_keep_their_place(self):
        self._drag(self.job, self.file)
        with self.assertRefused("lies behind and keeps its place"):
            self._move(self.cast, "later")
        self._at(self.file).action_jewel_start()
        with self.assertRefused("Work on “Filing” .* has begun"):
            self._move(self.file, "later")
        with self.assertRefused("Work on “Filing” .* has begun"):
            self._move(self.enamel, "earlier")
        self._move(self.polish, "earlier")
        self.assertChain(
            ("Casting", "done"),
            ("Filing", "progress"),
            ("Polishing", "blocked"),
            ("Enamel", "blocked"),
        )

    def test_only_the_head_moves_stages(self):
        for user in (self.jeweller, self.manager, self.users["planner"]):
            with self.assertRaises(AccessError):
                self._move(self.cast, "later", user)

    @capability("A6")
    def test_return_and_move_go_together(self):
        self._drag(self.job, self.file)
        self._send_back(self.job, self.cast)
        self._move(self.file, "earlier")
        self.assertEqual(
            self._states(self.job),
            [
                ("Casting", "done"),
                ("Filing", "ready"),
                ("Casting", "blocked"),
                ("Enamel", "blocked"),
                ("Polishing", "blocked"),
            ],
        )
        self._work_through(self.job)
        self.assertEqual(self.job.stage_id, self.handover)
