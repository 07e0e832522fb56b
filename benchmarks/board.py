"""A day at the board of a big workshop, against Odoo's own screens and buttons on the same jobs."""

import random
import statistics
import time
from xml.etree import ElementTree

from benchmarks.workshop_data import make

OPEN, DONE, JEWELLERS = 1000, 20000, 30
ROUNDS, MOVES = 7, 40
QUERIES = 60
CARDS = 80  # that a column of a kanban loads
# What a widget reads beside its own field.
_WIDGETS = {
    "kanban_activity": (
        "activity_exception_decoration",
        "activity_exception_icon",
        "activity_state",
        "activity_summary",
        "activity_type_icon",
        "activity_type_id",
    ),
}
_FIELDS = {"many2one": {"fields": {"display_name": {}}}, "one2many": {"fields": {}}}


def measure(env):
    make(env, OPEN, DONE, JEWELLERS)
    head = env.ref("jewel_base.user_demo_head")
    env = env(user=head, context={"lang": "ru_RU", "tz": "Europe/Moscow", "bin_size": True})
    yield from _measure_opening(env)
    yield _measure_moving(env)


# === OPENING === #


def _measure_opening(env):
    """Core's kanban, grouped by stage as well: the same columns, the same number of cards."""
    board = _opening(env, "jewel_production.mrp_production_view_board")
    core = _opening(env, "mrp.mrp_production_kanban_view")
    seconds = _medians(env, board, core)
    yield (f"board opens, {OPEN} open and {DONE} done jobs", *seconds, "core's kanban", 1.3)
    env.invalidate_all()
    before = env.cr.sql_log_count
    board()
    count = env.cr.sql_log_count - before
    yield "board opens, queries", count, QUERIES, "allowed", 1.0, "queries"


def _opening(env, xmlid):
    """What the web client asks for when it opens this kanban in columns."""
    jobs = env["mrp.production"].with_context(
        read_group_expand=True, max_number_opened_groups=60, jewel_job_name=True
    )
    domain = [("is_jewel_job", "=", True), ("state", "in", ("confirmed", "progress", "to_close"))]
    specification = _specification(jobs, xmlid)
    return lambda: jobs.web_read_group(
        domain,
        ["stage_id"],
        ["__count"],
        order="priority DESC, item_deadline ASC, id ASC",
        auto_unfold=True,
        unfold_read_specification=specification,
        unfold_read_default_limit=CARDS,
    )


def _specification(model, xmlid):
    view = model.env.ref(xmlid)
    arch = ElementTree.fromstring(model.get_view(view.id, "kanban")["arch"])
    names = set()
    for node in arch.iter("field"):
        names |= {node.get("name"), *_WIDGETS.get(node.get("widget"), ())}
    return {name: _FIELDS.get(model._fields[name].type, {}) for name in names}


# === MOVING A CARD === #


def _measure_moving(env):
    """A card to the next stage, and the same work order finished by core's own button."""
    jobs = env["mrp.production"].search(
        [("name", "like", "BENCH/"), ("state", "=", "progress")], limit=2 * MOVES + 10
    )
    movable = [job for job in jobs if len(job._jewel_open_orders()) > 1]
    random.Random(1).shuffle(movable)  # jobs stand in the order of their stages
    half = len(movable) // 2

    def drag(job):
        job.write({"stage_id": job._jewel_open_orders()[1].workcenter_id.id})

    def press(job):
        job._jewel_open_orders()[0].button_finish()

    ours = _median_each(env, drag, movable[:half])
    other = _median_each(env, press, movable[half : 2 * half])
    return "a card is moved to the next stage", ours, other, "core's button “Done”", 1.2


# === CLOCKS === #


def _medians(env, *works):
    """Median seconds of each, in turn, each time with nothing in the cache, as in a new request."""
    seconds = [[] for _work in works]
    for _round in range(ROUNDS + 1):
        for work, taken in zip(works, seconds, strict=True):
            env.invalidate_all()
            taken.append(_clock(env, work))
    return [statistics.median(taken[1:]) for taken in seconds]


def _median_each(env, work, records):
    """Median seconds of ``work`` on one record after the other; the first ones warm up."""
    seconds = []
    for record in records:
        env.flush_all()
        env.invalidate_all()
        seconds.append(_clock(env, lambda record=record: work(record)))
    return statistics.median(seconds[3:])


def _clock(env, work):
    start = time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - start
