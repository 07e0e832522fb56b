from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.jewel_base.tests.common import capability

from ..casting_calendar import next_cutoff
from .casting import CastingCase

MOSCOW = ZoneInfo("Europe/Moscow")


@tagged("post_install", "-at_install")
@capability("F4")
class TestCastingTree(CastingCase):
    def test_caster_opens_a_tree_and_metal_follows_from_wax(self):
        tree = self._create_tree(wax_mass=3.2)
        self.assertEqual((tree.state, tree.caster_id), ("open", self.caster))
        self.assertRegex(tree.name, r"^\D+\d{4,}$")
        self.assertAlmostEqual(tree.metal_expected, 3.2 * self.alloy.wax_ratio, 4)
        metal = tree.metal_expected
        self.alloy.wax_ratio = 1
        self.assertEqual(tree.metal_expected, metal, "what was computed stays")

    def test_jobs_of_one_alloy_go_on_a_tree(self):
        first, second = self._create_waxed(), self._create_waxed()
        tree = self._create_tree(first, second)
        self.assertEqual(tree.sudo().workorder_ids.production_id, first | second)
        self.assertEqual(first.casting_tree_id, tree)
        self.assertEqual(self._casting(first).sudo().jeweller_id, self.caster)
        self.assertEqual(tree.member_count, 2)
        self._join(tree, first)  # twice is harmless
        self.assertEqual(tree.member_count, 2)

    def test_wrong_alloy_is_refused_and_the_job_named(self):
        good, wrong = self._create_waxed(), self._create_waxed(alloy_id=self.red.id)
        tree = self._create_tree(good)
        with self.assertRefused(f"{wrong.name} is made of {self.red.name}.*{tree.name} is for"):
            self._join(tree, wrong)
        self.assertFalse(wrong.casting_tree_id)

    def test_alloy_of_a_job_on_a_tree_cannot_change_behind_its_back(self):
        job = self._create_waxed()
        tree = self._create_tree(job)
        with self.assertRefused(job.name, ValidationError):
            job.with_user(self.head).alloy_id = self.red
        with self.assertRefused(job.name, ValidationError):
            tree.with_user(self.head).alloy_id = self.red

    def test_all_or_none_of_the_waiting_jobs_are_added(self):
        jobs = self._create_waxed() | self._create_waxed()
        self._create_waxed(alloy_id=self.red.id)
        tree = self._create_tree()
        self.assertEqual(tree.waiting_ids.sudo().production_id, jobs)
        tree.action_join_all()
        self.assertEqual(tree.sudo().workorder_ids.production_id, jobs)
        self.assertFalse(tree.waiting_ids)

    def test_proposal_is_by_deadline(self):
        late = self._create_waxed(item_deadline="2030-03-02 10:00:00")
        soon = self._create_waxed(item_deadline="2030-03-01 10:00:00")
        never = self._create_waxed()
        tree = self._create_tree()
        self.assertEqual(tree.waiting_ids.sudo().production_id.ids, [soon.id, late.id, never.id])

    def test_job_whose_wax_is_not_ready_is_neither_proposed_nor_taken(self):
        job = self._create_job()
        tree = self._create_tree(user=self.head)
        self.assertFalse(tree.waiting_ids)
        with self.assertRefused(f"{job.name} is not ready for casting: Wax"):
            self._join(tree, job, self.head)

    def test_job_is_on_one_tree_only(self):
        job = self._create_waxed()
        first, second = self._create_tree(job), self._create_tree()
        with self.assertRefused(f"{job.name} is on casting tree {first.name} already"):
            self._join(second, job)

    def test_casting_begun_by_itself_stays_so(self):
        job = self._create_waxed()
        self._order_of(job, self.assembling, self.caster).action_jewel_finish()
        self._casting(job).action_jewel_start()
        tree = self._create_tree()
        self.assertFalse(tree.waiting_ids)
        with self.assertRefused(f"Casting of job {job.name} has begun by itself"):
            self._join(tree, job)
        self._casting(job).action_jewel_finish()
        self.assertEqual(job.stage_id, self.polish)

    def test_member_leaves_an_open_tree(self):
        job = self._create_waxed()
        tree = self._create_tree(job)
        self._casting(job).action_jewel_leave_tree()
        self.assertFalse(job.casting_tree_id)
        self.assertEqual(tree.waiting_ids.sudo().production_id, job)

    def test_from_a_closed_tree_only_the_head_takes_off_and_says_why(self):
        job, stays = self._create_waxed(), self._create_waxed()
        tree = self._create_tree(job, stays)
        tree.action_close()
        order = self._casting(job)
        with self.assertRefused("only the head of production", AccessError):
            order.action_jewel_leave_tree()
        remark = self.env["jewel.casting.remark"]
        values = {"workorder_id": order.id, "purpose": "leave", "note": "Broken"}
        with self.assertRefused("only the head of production", AccessError):
            remark.with_user(self.caster).create(values).action_confirm()
        action = order.with_user(self.head).action_jewel_leave_tree()
        remark = remark.with_user(self.head).with_context(**action["context"]).create({})
        with self.assertRefused("write down why"):
            remark.action_confirm()
        remark.note = "Wax is broken"
        remark.action_confirm()
        self.assertFalse(job.casting_tree_id)
        self.assertIn("Wax is broken", job.message_ids[:1].body)
        self.assertEqual(tree.sudo().workorder_ids.production_id, stays)

    def test_moves_of_a_tree_are_a_table(self):
        job = self._create_waxed()
        tree = self._create_tree()
        with self.assertRefused("no job on casting tree"):
            tree.action_close()
        self._join(tree, job)
        with self.assertRefused("“Open” and cannot become “Poured”"):
            tree.action_pour()
        tree.action_close()
        tree.action_close()
        self.assertEqual(tree.state, "closed")
        with self.assertRefused("no longer open"):
            self._join(tree, self._create_waxed())
        with self.assertRefused("only the head of production", AccessError):
            tree.action_reopen()
        tree.with_user(self.head).action_reopen()
        self.assertEqual((tree.state, tree.date_closed), ("open", False))
        tree.action_cancel()
        self.assertEqual((tree.state, job.casting_tree_id), ("cancelled", self.trees))
        with self.assertRefused("“Cancelled” and cannot become “Poured”"):
            tree.with_user(self.head).action_pour()

    def test_state_is_not_written_past_the_buttons(self):
        tree = self._create_tree(self._create_waxed())
        for vals in ({"state": "done"}, {"name": "x"}, {"date_done": fields.Datetime.now()}):
            for user in (self.caster, self.head):
                with self.assertRaises(AccessError):
                    tree.with_user(user).write(vals)
        order = tree.sudo().workorder_ids.with_user(self.head)
        for vals in ({"casting_tree_id": False}, {"casting_defect_id": self.reason.id}):
            with self.assertRefused("by its buttons", AccessError):
                order.write(vals)

    def test_casting_goes_with_the_tree(self):
        job = self._create_waxed()
        self._order_of(job, self.assembling, self.caster).action_jewel_finish()
        tree = self._create_tree(job)
        order = self._casting(job)
        for name in ("start", "finish", "release", "return"):
            with self.subTest(name), self.assertRefused(f"done with casting tree {tree.name}"):
                getattr(order, f"action_jewel_{name}")()
        with self.assertRefused(f"done with casting tree {tree.name}"):
            self._drag(job, self.polish)

    def test_job_that_is_sent_back_or_cancelled_leaves_the_tree(self):
        back, cancelled = self._create_waxed(), self._create_waxed()
        tree = self._create_tree(back, cancelled)
        self._send_back(back, self.wax)
        self.assertFalse(back.casting_tree_id)
        cancelled.with_user(self.head).action_cancel()
        self.assertFalse(tree.sudo().workorder_ids)

    def test_new_caster_gets_the_jobs_of_the_tree(self):
        other = self._create_role_user("jeweller", login="jewel_test_caster2")
        self.cast.jeweller_ids |= other
        job = self._create_waxed()
        tree = self._create_tree(job, caster_id=False)
        self.assertFalse(self._casting(job).sudo().jeweller_id)
        tree.with_user(other).action_take()
        self.assertEqual(self._casting(job).sudo().jeweller_id, other)
        with self.assertRaises(AccessError):
            tree.with_user(self.caster).action_take()

    def test_head_puts_jobs_of_two_alloys_on_two_trees_at_once(self):
        jobs = self._create_waxed() | self._create_waxed(alloy_id=self.red.id)
        open_tree = self._create_tree(caster_id=False)
        action = jobs.with_user(self.head).action_jewel_join_tree()
        trees = self.trees.search(action["domain"])
        self.assertEqual(trees, jobs.casting_tree_id)
        self.assertEqual(jobs[0].casting_tree_id, open_tree)
        self.assertEqual(jobs[1].casting_tree_id.alloy_id, self.red)

    def test_caster_of_no_other_stage_touches_a_tree(self):
        tree = self._create_tree(self._create_waxed(), caster_id=False)
        for user in (self.jeweller, self.manager, self.users["storekeeper"]):
            with self.subTest(user.login):
                for action in ("action_take", "action_close", "action_cancel"):
                    with self.assertRaises(AccessError):
                        getattr(tree.with_user(user), action)()
                with self.assertRaises(AccessError):
                    self.trees.with_user(user).create({"alloy_id": self.alloy.id})

    def test_form_of_the_caster(self):
        job = self._create_waxed()
        trees = self.trees.with_user(self.caster)
        view = self.env.ref("jewel_production.jewel_casting_tree_view_form")
        trees.get_views([(view.id, "form"), (False, "kanban"), (False, "list"), (False, "search")])
        rows = {"fields": {"production_id": {"fields": {"display_name": {}}}, "next_casting": {}}}
        spec = {"alloy_id": {}, "caster_id": {}, "waiting_ids": rows, "workorder_ids": rows}
        proposed = trees.onchange({"alloy_id": self.alloy.id}, ["alloy_id"], spec)["value"]
        self.assertEqual(len(proposed["waiting_ids"]), 1)
        [saved] = trees.web_save({"alloy_id": self.alloy.id, "wax_mass": 1.5}, spec)
        self.assertEqual(saved["waiting_ids"][0]["production_id"]["id"], job.id)
        tree = trees.browse(saved["id"])
        self.assertEqual(tree.waiting_ids.sudo().production_id, job)
        self.assertIn(f"/{job.product_id.id}/", self._create_tree(job).member_pictures)

    def test_tree_in_use_is_not_deleted(self):
        tree = self._create_tree(self._create_waxed()).with_user(self.head)
        with self.assertRefused("take its jobs off first"):
            tree.unlink()
        tree.action_cancel()
        tree.unlink()


@tagged("post_install", "-at_install")
@capability("F4")
class TestCutOff(CastingCase):
    def _at(self, moment):
        """It is ``moment`` (Moscow) now."""
        now = moment.replace(tzinfo=MOSCOW).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        return patch.object(fields.Datetime, "now", lambda: now)

    def test_next_cutoff_is_on_a_working_day(self):
        friday, monday = date(2026, 6, 5), date(2026, 6, 8)
        for hour, minute, expected in ((15, 59, friday), (16, 0, monday), (18, 0, monday)):
            now = datetime(2026, 6, 5, hour, minute, tzinfo=MOSCOW)
            self.assertEqual(
                next_cutoff(now, 16.0, [monday, friday]),
                datetime(expected.year, expected.month, expected.day, 16, tzinfo=MOSCOW),
            )
        self.assertIsNone(next_cutoff(datetime(2026, 6, 9, tzinfo=MOSCOW), 16.5, [monday]))

    def test_new_tree_closes_at_the_hour_of_the_company_on_its_working_day(self):
        self.company.casting_cutoff_hour = 16.5
        self.company.partner_id.tz = "Europe/Moscow"
        calendar = self.cast.resource_calendar_id
        calendar.tz = "Europe/Moscow"
        with self._at(datetime(2026, 6, 5, 17, 0)):  # Friday after the hour
            self.assertEqual(
                self._create_tree().cutoff, datetime(2026, 6, 8, 13, 30), "Monday 16:30"
            )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": datetime(2026, 6, 7, 21),
                "date_to": datetime(2026, 6, 8, 21),
            }
        )
        with self._at(datetime(2026, 6, 5, 17, 0)):
            self.assertEqual(self._create_tree().cutoff, datetime(2026, 6, 9, 13, 30))

    def test_cron_closes_what_is_due_and_moves_an_empty_tree(self):
        past = fields.Datetime.now() - timedelta(minutes=1)
        due = self._create_tree(self._create_waxed(), cutoff=past)
        empty = self._create_tree(cutoff=past)
        later = self._create_tree(cutoff=past + timedelta(days=1))
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1):
            self.trees._cron_close()
        self.assertEqual((due.state, empty.state, later.state), ("closed", "open", "open"))
        self.assertGreater(empty.cutoff, fields.Datetime.now())
        self.assertTrue(due.date_closed)

    def test_cron_is_woken_at_the_minute_of_the_cut_off(self):
        cutoff = datetime(2031, 1, 15, 13, 0)
        self._create_tree(cutoff=cutoff)
        cron = self.env.ref("jewel_production.ir_cron_casting_cutoff")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(cutoff, triggers.mapped("call_at"))

    def test_who_missed_the_tree_stays_listed_with_the_next_date(self):
        tree = self._create_tree(self._create_waxed())
        tree.action_close()
        missed = self._create_waxed()
        [row] = tree.waiting_ids
        self.assertEqual(row.sudo().production_id, missed)
        self.assertEqual(row.next_casting, self.company._get_next_casting_cutoff())
        next_tree = self._create_tree(cutoff=fields.Datetime.now() + timedelta(days=9))
        row.invalidate_recordset()
        self.assertEqual(row.next_casting, next_tree.cutoff)
        action = self.env.ref("jewel_production.mrp_workorder_waiting_action")
        listed = (
            self.env["mrp.workorder"]
            .with_user(self.head)
            .search([*safe_eval(action.domain), ("production_id", "=", missed.id)])
        )
        self.assertEqual(listed.production_id, missed)

    def test_next_dates_of_many_jobs_take_few_queries(self):
        for _number in range(6):
            self._create_waxed()
        waiting = self._create_tree(user=self.head).waiting_ids
        self.assertEqual(len(waiting), 6)
        orders = self.env["mrp.workorder"].with_user(self.head).browse(waiting.ids)
        counts = []
        for asked in (orders, orders[:1], orders):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            asked.mapped("next_casting")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 1, "no query for each job")

    def test_hour_out_of_the_day_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.company.casting_cutoff_hour = 24
            self.env.flush_all()
