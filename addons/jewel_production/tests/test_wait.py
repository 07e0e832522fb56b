"""Waiting is data with one door; it stops the clock, and ends by itself when work goes on."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase


class WaitCase(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_reason, cls.stone_reason = cls.env["jewel.wait.reason"].create(
            [{"name": "Test client", "party": "client"}, {"name": "Test stone", "party": "stone"}]
        )
        cls.job = cls._create_job()

    def _wait(self, reason=None, user=None, job=None, order=None, note=False):
        """Through the wizard, as a person does; at the bench with ``order``."""
        record = (order or job or self.job).with_user(user or self.head)
        context = record.action_jewel_wait()["context"]
        self.env["jewel.wait.begin"].with_user(record.env.user).with_context(**context).create(
            {"reason_id": (reason or self.client_reason).id, "note": note}
        ).action_wait()

    def _at(self, stage, user=None):
        return self._order_of(self.job, stage, user or self.jeweller)


@tagged("post_install", "-at_install")
@capability("B41")
class TestWait(WaitCase):
    def test_head_lets_a_job_wait_and_go_on(self):
        self._wait(note="Asked on Monday")
        wait = self.job.wait_id
        self.assertEqual(
            (wait.workorder_id, wait.party, wait.note, wait.user_id),
            (self._order_of(self.job, self.cast), "client", "Asked on Monday", self.head),
        )
        self.assertEqual(self.job.wait_reason_id, self.client_reason)
        self.assertEqual(self.job.wait_since, wait.date_start)
        with freeze_time("2100-01-01 10:00:00"):
            self.job.with_user(self.head).action_jewel_resume()
        self.assertFalse(self.job.wait_id or self.job.wait_reason_id or self.job.wait_since)
        self.assertEqual(str(wait.date_end), "2100-01-01 10:00:00")

    @capability("A5")
    def test_jeweller_lets_his_piece_wait_and_the_clock_stops(self):
        order = self._at(self.cast)
        order.action_jewel_start()
        self._wait(self.stone_reason, self.jeweller, order=order)
        self.assertEqual(self.job.wait_id.user_id, self.jeweller)
        self.assertEqual((order.bench_state, order.wait_reason_id), ("paused", self.stone_reason))
        order.action_jewel_resume()
        self.assertEqual((order.bench_state, bool(order.wait_reason_id)), ("paused", False))

    def test_work_ends_the_wait_by_itself(self):
        order = self._at(self.cast)
        for act in (order.action_jewel_start, order.action_jewel_finish):
            self._later(self._wait)
            act()
            self.assertFalse(self.job.wait_id, act)
        self.assertEqual(len(self.job.wait_ids.filtered("date_end")), 2)

    def _later(self, begin):
        """Begin a wait an hour ago, so that it is one."""
        begin()
        self.job.wait_id.date_start = "2020-01-01 10:00:00"

    def test_drag_return_cancel_and_hand_over_end_the_wait(self):
        self._later(self._wait)
        self._drag(self.job, self.file)
        self.assertFalse(self.job.wait_id, "dragged")
        self._later(self._wait)
        self._send_back(self.job, self.cast)
        self.assertFalse(self.job.wait_id, "sent back")
        self._work_through(self.job)
        self._later(self._wait)
        self.assertFalse(self.job.wait_id.workorder_id, "waits for hand-over itself")
        self.job.with_user(self.head).action_jewel_handover()
        self.assertFalse(self.job.wait_id, "handed over")
        self.assertTrue(all(self.job.wait_ids.mapped("date_end")))
        other = self._create_job(name="Cancelled")
        self._wait(job=other)
        other.wait_id.date_start = "2020-01-01 10:00:00"
        other.with_user(self.head).action_cancel()
        self.assertTrue(other.wait_ids.date_end)
        self.assertFalse(other.wait_id)

    def test_same_reason_twice_is_one_wait_another_takes_its_place(self):
        self._later(self._wait)
        wait = self.job.wait_id
        self._wait(note="Called again")
        self.assertEqual((self.job.wait_ids, wait.note), (wait, "Called again"))
        self._wait(self.stone_reason)
        self.assertTrue(wait.date_end)
        self.assertEqual(self.job.wait_id.date_start, wait.date_end)
        for _twice in range(2):
            self.job.with_user(self.head).action_jewel_resume()
        self.assertFalse(self.job.wait_id)

    def test_wait_that_lasted_no_time_leaves_no_trace(self):
        with freeze_time("2100-01-01 10:00:00"):
            self._wait()
            self.job.with_user(self.head).action_jewel_resume()
        self.assertFalse(self.job.wait_ids)

    def test_past_waits_keep_their_party(self):
        self._wait()
        self.client_reason.party = "other"
        self.env.flush_all()
        self.assertEqual(self.job.wait_id.party, "client")

    def test_database_keeps_one_open_wait(self):
        self._wait()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.job.wait_id.copy({"production_id": self.job.id})

    def test_closed_and_draft_jobs_wait_for_nothing(self):
        draft = self.env["mrp.production"].create({"product_id": self._create_model().id})
        self._work_through(self.job)
        self.job.with_user(self.head).action_jewel_handover()
        for job in (draft, self.job):
            with self.assertRefused("waits for nothing"):
                job.with_user(self.head).action_jewel_wait()

    def test_reason_is_asked_for(self):
        wizard = self.env["jewel.wait.begin"].with_user(self.head)
        with self.assertRefused("say what it waits for"):
            wizard.create({"production_id": self.job.id}).action_wait()


@tagged("post_install", "-at_install")
@capability("A2", "A14")
class TestWaitRights(WaitCase):
    def test_jeweller_lets_only_his_own_current_work_wait(self):
        order = self._at(self.cast)
        with self.assertRefused("take it first"):
            order.action_jewel_wait()
        order.action_jewel_take()
        order.action_jewel_wait()
        with self.assertRefused("already taken by"):
            order.with_user(self.colleague).action_jewel_wait()
        later = self._order_of(self.job, self.file)
        later.jeweller_id = self.jeweller
        with self.assertRefused("must be finished first"):
            later.with_user(self.jeweller).action_jewel_wait()

    def test_jeweller_does_not_go_through_the_door_of_the_head(self):
        self._at(self.cast).action_jewel_take()
        job = self.job.with_user(self.jeweller)
        wizard = self.env["jewel.wait.begin"].with_user(self.jeweller)
        vals = {"production_id": job.id, "reason_id": self.client_reason.id}
        foreign = self._create_job(name="Foreign")
        foreign.workorder_ids.jeweller_id = self.colleague
        for call in (
            job.action_jewel_wait,
            job.action_jewel_resume,
            wizard.create(vals).action_wait,
        ):
            with self.assertRaises(AccessError):
                call()
        with self.assertRaises(UserError):
            wizard.create(
                {**vals, "workorder_id": self._order_of(foreign, self.cast).id}
            ).action_wait()
        self.assertFalse((self.job | foreign).wait_ids)

    def test_jeweller_sees_waits_of_his_jobs_and_never_the_note(self):
        foreign = self._create_job(name="Foreign")
        foreign.workorder_ids.jeweller_id = self.colleague
        self._wait(note="Zveroboyev thinks")
        self._wait(job=foreign)
        waits = self.env["jewel.job.wait"].with_user(self.jeweller)
        self.assertEqual(waits.search([]), self.job.wait_id.with_user(self.jeweller))
        seen = waits.search([]).read(["reason_id", "party", "date_start"])[0]
        self.assertEqual(seen["party"], "client")
        for fname in ("note", "user_id", "company_id"):
            for call in (
                lambda fname=fname: waits.search([]).read([fname]),
                lambda fname=fname: waits.search([(fname, "!=", False)]),
                lambda fname=fname: waits._read_group([], [fname]),
                lambda fname=fname: waits.search([], order=fname),
            ):
                with self.assertRaises(AccessError, msg=fname):
                    call()
        self.env.invalidate_all()
        self.assertNoLeak(self.jeweller, ["Zveroboyev"])

    def test_manager_sees_waits_of_the_deals_that_he_may_see(self):
        foreign = self._create_job(user_id=self.users["director"].id)
        self._wait(note="Asks twice")
        self._wait(job=foreign, note="Not his")
        waits = self.env["jewel.job.wait"].with_user(self.manager)
        mine = [("production_id", "in", (self.job | foreign).ids)]
        self.assertEqual(waits.search(mine).mapped("note"), ["Asks twice"])
        self.env.invalidate_all()
        seen = foreign.with_user(self.manager).web_read(
            {
                "wait_reason_id": {"fields": {"display_name": {}}},
                "wait_ids": {"fields": {"note": {}}},
            }
        )[0]
        self.assertEqual(seen["wait_reason_id"]["display_name"], "Test client")
        self.assertEqual(seen["wait_ids"], [])

    def test_nobody_writes_waits_past_the_door(self):
        self._wait()
        for user in (self.head, self.jeweller, self.users["planner"], self.manager):
            wait = self.job.wait_id.with_user(user)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(wait.has_access(operation), (user.login, operation))

    def test_reports_are_for_the_people_of_production(self):
        for role, allowed in {
            "production_head": True,
            "planner": True,
            "director": True,
            "sales_manager": False,
            "jeweller": False,
            "storekeeper": False,
            "accountant": False,
        }.items():
            model = self.env["jewel.job.time"].with_user(self.users[role])
            self.assertEqual(model.has_access("read"), allowed, role)

    def test_bench_screens_open_while_something_waits(self):
        order = self._at(self.cast)
        order.action_jewel_start()
        self._wait(user=self.jeweller, order=order)
        for xmlid, kind in (("kanban", "kanban"), ("form", "form")):
            view = self.env.ref(f"jewel_production.mrp_workorder_view_bench_{xmlid}")
            fnames = order.get_views([(view.id, kind)])["models"]["mrp.workorder"]["fields"]
            values = order.web_read({name: {} for name in fnames})[0]
            self.assertIn("wait_since", values)
