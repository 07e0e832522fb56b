"""Where the time went: the report against a recount that knows only what was done, and when."""

import random
from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .test_wait import WaitCase

BEGIN = datetime(2100, 1, 4, 6)


class History:
    """Plays a random life of a job and keeps its own book: the last entry holds until the next."""

    def __init__(self, case, seed):
        self.case, self.random = case, random.Random(seed)
        self.book, self.now = [], BEGIN
        self.seen = set()  # work orders on which the clock has run
        self.note("queue", step=lambda: setattr(self, "job", case._create_job()))

    @property
    def order(self):
        return self.job.sudo()._jewel_open_orders()[:1]

    def note(self, kind=None, step=None):
        """Do ``step`` now; from now on the time is of ``kind``."""
        with freeze_time(self.now):
            if step:
                step()
            self.case.env.flush_all()
        self.book.append((self.now, self.order.id, kind or self.idle()))
        self.now += timedelta(minutes=self.random.randint(0, 3000))

    def idle(self):
        order = self.order
        if order.id in self.seen:
            return "paused"
        return "taken" if order.jeweller_id else "queue"

    def bench(self, name):
        order = self.order.with_user(self.order.jeweller_id or self.case.jeweller)
        return getattr(order, f"action_jewel_{name}")

    def play(self, steps=25):
        for _step in range(steps):
            if not self.order:
                break
            getattr(
                self,
                self.random.choice(
                    [
                        "take",
                        "start",
                        "start",
                        "pause",
                        "wait",
                        "wait",
                        "resume",
                        "finish",
                        "finish",
                        "back",
                        "move",
                    ]
                ),
            )()
        return self

    def take(self):
        if self.book[-1][2] == "queue":
            self.note("taken", self.bench("take"))

    def start(self):
        order = self.order
        self.note("rework" if order.rework_of_id else "work", self.bench("start"))
        self.seen.add(order.id)

    def pause(self):
        if self.book[-1][2] in ("work", "rework"):
            self.note("paused", self.bench("pause"))

    def wait(self):
        reason = self.random.choice([self.case.client_reason, self.case.stone_reason])
        self.note(f"wait_{reason.party}", lambda: self.case._wait(reason, job=self.job))

    def resume(self):
        if self.book[-1][2].startswith("wait_"):
            self.note(step=self.job.with_user(self.case.head).action_jewel_resume)

    def finish(self):
        self.note(step=self.bench("finish"))

    def back(self):
        passed = self.job.sudo()._jewel_passed_orders().workcenter_id
        if passed and self.random.random() < 0.5:
            self.note(step=lambda: self.case._send_back(self.job, passed[0]))

    def move(self):
        """The last two open stages change places: the current one stays."""
        opened = self.job.sudo()._jewel_open_orders()
        if len(opened) > 2 and not opened[-2].time_ids and not opened[-1].time_ids:
            self.note(self.book[-1][2], opened[-1].with_user(self.case.head).action_jewel_earlier)

    def hand_over(self):
        while self.order:
            self.finish()
        self.case._note_result(self.job)
        self.note("queue", self.job.with_user(self.case.head).action_jewel_handover)
        return self

    def recount(self):
        """{(work order, kind): hours} by the book alone."""
        spent = {}
        ends = [begin for begin, *_rest in self.book[1:]] + [self.book[-1][0]]
        for (begin, order, kind), end in zip(self.book, ends, strict=True):
            if end > begin:
                hours = (end - begin).total_seconds() / 3600
                spent[order, kind] = spent.get((order, kind), 0) + hours
        return spent


@tagged("post_install", "-at_install")
@capability("B41", "B44")
class TestJobTime(WaitCase):
    def _report(self, job, now=None):
        self.env.flush_all()
        with freeze_time(now or "2100-12-31 00:00:00"):
            rows = (
                self.env["jewel.job.time"]
                .with_user(self.head)
                .search([("production_id", "=", job.id)])
            )
            rows.mapped("hours")
            return rows

    def _by_kind(self, rows):
        return {(row.workorder_id.id, row.kind): round(row.hours, 4) for row in rows}

    def test_generated_histories_agree_with_the_recount(self):
        kinds = set()
        for seed in range(8):
            with self.subTest(seed=seed):
                history = History(self, seed).play().hand_over()
                rows = self._report(history.job)
                expected = {key: round(hours, 4) for key, hours in history.recount().items()}
                self.assertEqual(self._by_kind(rows), expected)
                job = history.job
                lead = (job.date_finished - BEGIN).total_seconds() / 3600
                self.assertAlmostEqual(sum(rows.mapped("hours")), lead, 4)
                self.assertEqual(len(set(rows.ids)), len(rows))
                kinds |= set(rows.mapped("kind"))
        self.assertLessEqual(
            {"queue", "taken", "work", "paused", "rework", "wait_client", "wait_stone"}, kinds
        )

    def _begin(self, at="2100-01-04 06:00:00"):
        with freeze_time(at):
            job = self._create_job()
            self.env.flush_all()
        return job

    def test_open_job_counts_until_now(self):
        job = self._begin()
        with freeze_time("2100-01-04 08:00:00"):
            self._wait(job=job)
        rows = self._report(job, "2100-01-04 11:00:00")
        order = self._order_of(job, self.cast).id
        self.assertEqual(self._by_kind(rows), {(order, "queue"): 2.0, (order, "wait_client"): 3.0})

    def test_released_work_is_in_the_queue_until_it_is_taken_again(self):
        job = self._begin()
        order = self._order_of(job, self.cast)
        for hour, act in (
            ("07", order.with_user(self.jeweller).action_jewel_start),
            ("08", lambda: order.with_user(self.head).write({"jeweller_id": False})),
            ("10", order.with_user(self.colleague).action_jewel_take),
            ("11", order.with_user(self.colleague).action_jewel_start),
        ):
            if hour == "10":
                rows = self._report(job, "2100-01-04 10:00:00")
                expected = {(order.id, "queue"): 3.0, (order.id, "work"): 1.0}
                self.assertEqual(self._by_kind(rows), expected)
                rows.invalidate_model()
            with freeze_time(f"2100-01-04 {hour}:00:00"):
                act()
                self.env.flush_all()
        self.assertEqual(
            self._by_kind(self._report(job, "2100-01-04 12:00:00")),
            {(order.id, "queue"): 3.0, (order.id, "work"): 2.0, (order.id, "paused"): 1.0},
        )

    def test_two_clocks_at_once_count_once(self):
        job = self._begin()
        order = self._order_of(job, self.cast)
        for user in (self.head, self.users["planner"]):
            with freeze_time("2100-01-04 07:00:00"):
                order.with_user(user).sudo().button_start()
                self.env.flush_all()
        with freeze_time("2100-01-04 09:00:00"):
            order.button_finish()
            self.env.flush_all()
        rows = self._report(job, "2100-01-04 09:00:00")
        self.assertEqual(self._by_kind(rows), {(order.id, "queue"): 1.0, (order.id, "work"): 2.0})

    def test_cancelled_job_ends_when_it_was_cancelled(self):
        job = self._begin()
        with freeze_time("2100-01-04 10:00:00"):
            job.with_user(self.head).action_cancel()
            self.env.flush_all()
        rows = self._report(job)
        self.assertAlmostEqual(sum(rows.mapped("hours")), 4.0)

    def test_skipped_stage_takes_no_time(self):
        job = self._begin()
        with freeze_time("2100-01-04 10:00:00"):
            self._drag(job, self.file)
            self._drag(job, self.polish)
            self.env.flush_all()
        rows = self._report(job, "2100-01-04 12:00:00")
        self.assertEqual(
            {(row.stage_id.name, row.kind): row.hours for row in rows},
            {("Casting", "queue"): 4.0, ("Polishing", "queue"): 2.0},
        )

    def test_time_after_the_last_stage_is_of_the_hand_over(self):
        job = self._begin()
        with freeze_time("2100-01-04 07:00:00"):
            for order in job._jewel_open_orders():
                order.with_user(self.jeweller).action_jewel_finish()
            self.env.flush_all()
        row = self._report(job, "2100-01-04 10:00:00").filtered(lambda row: not row.workorder_id)
        self.assertEqual((row.stage_id, row.kind, row.hours), (self.handover, "queue", 3.0))

    def test_summary_on_the_card(self):
        job = self._begin()
        with freeze_time("2100-01-04 06:25:00"):
            self._order_of(job, self.cast, self.jeweller).action_jewel_start()
            self.env.flush_all()
        with freeze_time("2100-01-04 12:25:00"):
            self._wait(job=job)
            self.env.flush_all()
        with freeze_time("2100-01-07 12:25:00"):
            summary = job.with_user(self.head).time_summary
        self.assertEqual(summary, "waiting: client 3 d, work 6 h, queue 25 min")

    def test_report_groups_as_the_pivot_does(self):
        job = self._begin()
        report = self.env["jewel.job.time"].with_user(self.head)
        with freeze_time("2100-01-05 06:00:00"):
            groups = report.formatted_read_group(
                [("production_id", "=", job.id)], ["stage_id", "kind"], ["hours:sum"]
            )
        self.assertEqual([group["hours:sum"] for group in groups], [24.0])
        self.assertEqual(groups[0]["kind"], "queue")
