"""What happens to a piece at its stage right now, for many jobs in one query."""

from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .test_wait import WaitCase


@tagged("post_install", "-at_install")
@capability("B27", "B41")
class TestPieceState(WaitCase):
    def _piece(self):
        self.env.invalidate_all()
        job = self.job.with_user(self.head)
        return job.piece_state, str(job.piece_since)[:16]

    def test_states_in_their_turn_with_since_when(self):
        self.job.date_stage = "2100-01-01 09:00:00"
        order = self._at(self.cast)
        steps = [
            ("10:00", order.exists, ("queue", "2100-01-01 09:00")),
            ("11:00", order.action_jewel_take, ("taken", "2100-01-01 11:00")),
            ("12:00", order.action_jewel_start, ("work", "2100-01-01 12:00")),
            ("13:00", order.action_jewel_pause, ("paused", "2100-01-01 13:00")),
            ("14:00", self._wait, ("waiting", "2100-01-01 14:00")),
            ("15:00", order.action_jewel_resume, ("paused", "2100-01-01 15:00")),
            ("16:00", order.action_jewel_start, ("work", "2100-01-01 16:00")),
            ("17:00", order.action_jewel_finish, ("queue", "2100-01-01 17:00")),
        ]
        for hour, act, expected in steps:
            with freeze_time(f"2100-01-01 {hour}:00"):
                act()
                self.env.flush_all()
            self.assertEqual(self._piece(), expected, act)

    def test_work_that_was_begun_and_released_is_in_the_queue(self):
        self.job.date_stage = "2100-01-01 09:00:00"
        order = self._at(self.cast)
        with freeze_time("2100-01-01 10:00:00"):
            order.action_jewel_start()
            self.env.flush_all()
        with freeze_time("2100-01-01 11:00:00"):
            order.with_user(self.head).jeweller_id = False
            self.env.flush_all()
        self.assertEqual(self._piece(), ("queue", "2100-01-01 11:00"))

    def test_closed_jobs_have_none(self):
        self._work_through(self.job)
        self.assertEqual(self._piece()[0], "handover")
        self.job.with_user(self.head).action_jewel_handover()
        self.assertEqual(self._piece(), (False, "False"))

    def test_search_finds_what_is_shown(self):
        jobs = self.job
        for act in ("take", "start"):
            job = self._create_job(name=act)
            getattr(self._order_of(job, self.cast, self.jeweller), f"action_jewel_{act}")()
            jobs |= job
        waiting = self._create_job(name="Waits")
        self._wait(job=waiting)
        jobs |= waiting
        draft = self.env["mrp.production"].create({"product_id": self._create_model().id})
        mine = [("id", "in", (jobs | draft).ids)]
        search = jobs.with_user(self.head).search
        for state, job in zip(("queue", "taken", "work", "waiting"), jobs, strict=True):
            self.assertEqual(search([*mine, ("piece_state", "=", state)]), job, state)
            self.assertEqual(job.piece_state, state)
        self.assertEqual(search([*mine, ("piece_state", "=", False)]), draft)
        self.assertEqual(
            search([*mine, ("piece_state", "not in", ["queue", "taken"])]),
            search([("id", "in", (jobs[2:] | draft).ids)]),
        )

    def test_one_query_for_all(self):
        jobs = self.job
        for name in "abcd":
            jobs |= self._create_job(name=name)
        self.env.flush_all()
        counts = []
        for some in (jobs[:1], jobs):
            self.env.invalidate_all()
            some.with_user(self.head).mapped("name")
            before = self.env.cr.sql_log_count
            some.with_user(self.head).mapped("piece_state")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
