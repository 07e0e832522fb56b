"""A year of metal through the ledger's own door: exactness, mistakes, the nightly check."""

import os
import statistics
import time

from odoo.addons.jewel_stock_ext.tests import metal_year
from odoo.addons.jewel_stock_ext.tests.test_year import (
    make_alloys,
    make_people,
    post_year,
    recount,
)

ORDERS, STAGES = int(os.environ.get("JEWEL_BENCH_ORDERS", "900")), 35
ROUNDS = 5

RAW = """
    SELECT place, alloy_id, sum(gross), sum(net), sum(pure) FROM (
        SELECT location_dest_id AS place, alloy_id, gross_weight AS gross, net_weight AS net,
               pure_weight AS pure FROM jewel_metal_entry
        UNION ALL
        SELECT location_id, alloy_id, -gross_weight, -net_weight, -pure_weight
          FROM jewel_metal_entry
    ) AS side GROUP BY place, alloy_id
"""


def measure(env):
    alloys, benches = make_alloys(env), make_people(env, 12)
    handovers = list(metal_year.make(2026, ORDERS, STAGES))
    start = time.perf_counter()
    own = post_year(env, handovers, benches, alloys)
    posting = time.perf_counter() - start
    found = recount(env.cr, alloys)
    wrong = sum(own[key] != found.get(key, 0) for key in own)
    zero = 1, "none, exactly", 0.0
    yield f"balances of {len(handovers)} hand-overs unlike the recount", wrong, *zero, "balances"
    yield "sum of all differences", float(abs(sum(found.values()))), *zero, "g pure"
    count = metal_year.count_reported(handovers)
    yield f"of {count[True, True]} mistakes not reported", count[True, False], *zero, "mistakes"
    honest = count[False, True] + count[False, False]
    yield "false alarms", count[False, True], honest / 200, "one in 200 weighings", 1.0, "alarms"
    yield f"posting of {len(handovers)} hand-overs", posting, posting, "itself"
    env.flush_all()
    env.cr.execute("ANALYZE jewel_metal_entry")
    check = env["jewel.metal.check"]
    nightly, raw = _median(env, check._jewel_check_ledger), _median(env, lambda: _raw(env))
    yield "nightly check of the year", nightly, raw, "one raw SQL aggregate", 3.0


def _raw(env):
    env.cr.execute(RAW)
    env.cr.fetchall()


def _median(env, work):
    seconds = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
