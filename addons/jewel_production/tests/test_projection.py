"""The arithmetic of projected finishes: no database is looked at."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from odoo.addons.jewel_base.tests.common import capability

from ..projection import Job, Stage, WorkTime, project

MOSCOW = ZoneInfo("Europe/Moscow")
UTC = ZoneInfo("UTC")
HOUR = 60


def moscow(text):
    """A moment of Moscow's clocks as naive UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC).replace(tzinfo=None)


def week(start="2026-06-01", days=28, shifts=((9, 13), (14, 18)), rest=(), works_on=range(5)):
    """Working days of Moscow from ``start``, less the dates in ``rest``."""
    for number in range(days):
        day = datetime.fromisoformat(start) + timedelta(days=number)
        if day.weekday() in works_on and str(day.date()) not in rest:
            for begin, end in shifts:
                yield (
                    moscow(f"{day + timedelta(hours=begin)}"),
                    moscow(f"{day + timedelta(hours=end)}"),
                )


@tagged("post_install", "-at_install")
@capability("A9", "B44")
class TestWorkTime(BaseCase):
    def assertDone(self, calendar, start, minutes, expected):
        self.assertEqual(calendar.add(moscow(start), minutes), expected and moscow(expected))

    def test_work_skips_lunch_night_and_weekend(self):
        calendar = WorkTime(week())
        self.assertDone(calendar, "2026-06-01 10:00", 2 * HOUR, "2026-06-01 12:00")
        self.assertDone(calendar, "2026-06-01 12:00", 2 * HOUR, "2026-06-01 15:00")
        self.assertDone(calendar, "2026-06-01 17:00", 2 * HOUR, "2026-06-02 10:00")
        self.assertDone(calendar, "2026-06-05 17:00", 2 * HOUR, "2026-06-08 10:00")
        self.assertDone(calendar, "2026-06-06 12:00", HOUR, "2026-06-08 10:00")

    def test_work_that_fills_a_day_ends_that_day(self):
        calendar = WorkTime(week())
        self.assertDone(calendar, "2026-06-01 09:00", 8 * HOUR, "2026-06-01 18:00")
        self.assertDone(calendar, "2026-06-01 09:00", 8 * HOUR + 1, "2026-06-02 09:01")
        thirds = sum([8 * HOUR / 3] * 3)
        self.assertDone(calendar, "2026-06-01 09:00", thirds, "2026-06-01 18:00")

    def test_no_work_takes_no_time(self):
        calendar = WorkTime(week())
        self.assertDone(calendar, "2026-06-06 12:00", 0, "2026-06-06 12:00")

    def test_holidays_do_not_count(self):
        calendar = WorkTime(week(start="2026-06-08", rest=("2026-06-12",)))
        self.assertDone(calendar, "2026-06-11 17:00", 2 * HOUR, "2026-06-15 10:00")

    def test_shift_over_midnight_is_one_in_moscow_and_in_utc(self):
        for begin, end in ((22, 26), (1, 5)):  # over Moscow's midnight, and over that of UTC
            calendar = WorkTime(week(shifts=((begin, end),)))
            start = moscow("2026-06-01 00:00") + timedelta(hours=begin + 1)
            self.assertEqual(calendar.add(start, 2 * HOUR), start + timedelta(hours=2))
            self.assertEqual(calendar.add(start, 4 * HOUR), start + timedelta(hours=24))

    def test_overlapping_shifts_count_once(self):
        calendar = WorkTime([*week(shifts=((12, 18), (9, 13))), *week(shifts=((9, 13),))])
        self.assertDone(calendar, "2026-06-01 11:00", 7 * HOUR, "2026-06-01 18:00")

    def test_empty_calendar_and_its_end_give_no_date(self):
        self.assertDone(WorkTime([]), "2026-06-01 11:00", 1, None)
        self.assertDone(WorkTime(week(days=7)), "2026-06-05 17:00", 2 * HOUR, None)
        moment = moscow("2026-06-01 11:00")
        self.assertDone(WorkTime([(moment, moment)]), "2026-06-01 11:00", 1, None)


@tagged("post_install", "-at_install")
@capability("A9", "B44")
class TestProjection(BaseCase):
    now = moscow("2026-06-01 09:00")

    def setUp(self):
        super().setUp()
        self.time = WorkTime(week())

    def _project(self, *jobs, load=None, **stages):
        """Finishes in the order of ``jobs``, as texts of Moscow's clock."""
        stages = {name: Stage(self.time) for name in "abc"} | stages
        jobs = [job if isinstance(job, Job) else Job(n, job) for n, job in enumerate(jobs)]
        finishes = project(self.now, jobs, stages, load)
        self.assertEqual(list(finishes), [job.key for job in jobs])
        return [
            finish and str(finish.replace(tzinfo=UTC).astimezone(MOSCOW))[5:16]
            for finish in finishes.values()
        ]

    def test_norms_of_the_route_add_up(self):
        self.assertEqual(self._project([("a", 60), ("b", 120)]), ["06-01 12:00"])
        self.assertEqual(self._project([]), ["06-01 09:00"], "nothing is left to do")

    def test_work_that_stands_before_comes_first(self):
        self.assertEqual(self._project([("a", 60)], [("a", 60)]), ["06-01 10:00", "06-01 11:00"])

    def test_more_hands_shorten_the_queue(self):
        queue = [[("a", 120)]] * 3
        self.assertEqual(self._project(*queue)[-1], "06-01 16:00")
        two = Stage(self.time, 2)
        self.assertEqual(self._project(*queue, a=two)[-1], "06-01 13:00")

    def test_a_queue_shrinks_while_the_piece_is_on_its_way(self):
        queue = [("b", 120)]
        self.assertEqual(self._project(queue, [("a", 60), ("b", 60)])[1], "06-01 12:00")
        self.assertEqual(self._project(queue, [("a", 180), ("b", 60)])[1], "06-01 13:00")

    def test_stages_do_not_wait_for_each_other(self):
        self.assertEqual(self._project([("a", 120)], [("b", 60)]), ["06-01 11:00", "06-01 10:00"])

    def test_running_work_stands_before_all(self):
        running = Job("running", [("a", 60), ("b", 60)], is_running=True)
        self.assertEqual(self._project([("a", 60)], running), ["06-01 11:00", "06-01 11:00"])

    def test_where_a_piece_waits_nobody_queues(self):
        wait = Stage(self.time, None)
        self.assertEqual(self._project(*[[("a", 480)]] * 2, a=wait), ["06-01 18:00"] * 2)

    def test_a_norm_in_days_of_the_clock_counts_in_working_days(self):
        wait = Stage(self.time, None, pace=8 / 24)
        self.assertEqual(self._project([("a", 5 * 24 * 60)], a=wait), ["06-05 18:00"])

    def test_stages_with_calendars_of_their_own(self):
        night = Stage(WorkTime(week(shifts=((20, 24),))))
        finishes = self._project([("a", 60), ("b", 60), ("c", 60)], [("b", 60)], b=night)
        self.assertEqual(finishes, ["06-02 10:00", "06-01 22:00"])

    def test_without_hands_or_hours_there_is_no_date(self):
        job = [("a", 60), ("b", 60)]
        for stage in (Stage(self.time, 0), Stage(WorkTime([]))):
            self.assertEqual(self._project(job, [("c", 60)], a=stage), [None, "06-01 10:00"])
            self.assertEqual(self._project(job, b=stage), [None])

    def test_load_from_outside_is_the_same_as_jobs_before(self):
        jobs = [[("a", 60), ("b", 90)], [("b", 30)], [("a", 30), ("b", 30), ("c", 30)]]
        alone = self._project(jobs[-1], load={"a": 60, "b": 120})
        self.assertEqual(alone, self._project(*jobs)[-1:])
