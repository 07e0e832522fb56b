"""Risk and projected finish of all open jobs, against one pass of raw SQL over the same rows."""

import statistics
import time

from benchmarks.workshop_data import make

JOBS, DONE = 1000, 20000
ROUNDS = 7

# What any computation has to look at: the open work orders of open jobs, in their order.
RAW = """
    SELECT job.id, job.item_deadline, job.risk, job.date_projected, job.date_risk,
           wo.workcenter_id, wo.state,
           GREATEST(wo.duration_expected - COALESCE(wo.duration, 0), 0)::float8
      FROM mrp_production job
      LEFT JOIN mrp_workorder wo
             ON wo.production_id = job.id AND wo.state NOT IN ('done', 'cancel')
     WHERE job.state IN ('confirmed', 'progress', 'to_close')
     ORDER BY job.priority DESC, job.item_deadline, job.id, wo.sequence, wo.id
"""


def measure(env):
    make(env, JOBS, DONE)
    env.cr.execute(
        "SELECT COUNT(*) FROM mrp_production WHERE state IN ('confirmed', 'progress', 'to_close')"
    )
    [(count,)] = env.cr.fetchall()
    production = env["mrp.production"]

    def raw():
        env.cr.execute(RAW)
        env.cr.fetchall()

    def none_changed():
        production._cron_update_risk()

    def all_changed():
        production._cron_update_risk()

    def spoil():
        env.cr.execute(
            "UPDATE mrp_production SET date_projected = NULL"
            " WHERE state IN ('confirmed', 'progress', 'to_close')"
        )

    passes = _median(env, raw)
    rows = f"one SQL pass over the rows of {count} jobs"
    yield f"risk of {count} jobs, few change", _median(env, none_changed), passes, rows, 2.0
    writes = _median(env, all_changed, spoil)
    yield (
        f"risk of {count} jobs, every one is written",
        writes,
        _median(env, spoil),
        "writing one column of them in SQL",
    )
    some = production.search([("state", "=", "confirmed")], limit=1)

    def touched():
        some._jewel_project(env.cr.now())

    yield "risk of one job that is touched", _median(env, touched), passes, rows, 1.0


def _median(env, work, before=None):
    """Median seconds, each time with nothing in the cache, as in a transaction of its own."""
    seconds = []
    for _round in range(ROUNDS):
        if before:
            before()
        env.invalidate_all()
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
