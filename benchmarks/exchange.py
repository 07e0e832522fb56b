"""How long a change takes to be seen on the other side, with amoCRM's limit on and 20 changes a
minute, half of them made on each side; and how long a new deal takes with client and picture.

The promise is five seconds.
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.servers import OdooServer, eventually
from tests.e2e.workshop import deal_values, find_deal
from tests.fakes.amocrm.driver import FakeAmo

DEALS, PROMISE, PATIENCE = 6, 5.0, 60
CHANGES = int(os.environ.get("JEWEL_BENCH_CHANGES", 60))
EVERY = 3.0  # seconds: 20 a minute


def measure(env):
    with tempfile.TemporaryDirectory() as folder, FakeAmo.start() as amo:
        server = OdooServer(env.cr.dbname, Path(folder) / "odoo.log").start()
        try:
            server.shell(
                f"env['amocrm.account']._demo_connect({amo.base_url!r}, {server.url!r})\n"
                "env.cr.commit()"
            )
            pairs, arrivals = _make_deals(server, amo)
            yield "a new deal arrives with client and picture", max(arrivals), *_promise()
            inward, panel, outward = _change_for_minutes(server, amo, pairs)
            yield f"amoCRM → Odoo, p95 of {len(inward)}", _p95(inward), *_promise()
            yield (
                f"price of amoCRM on the finance panel, p95 of {len(panel)}",
                _p95(panel),
                *_promise(),
            )
            yield f"Odoo → amoCRM, p95 of {len(outward)}", _p95(outward), *_promise()
        finally:
            server.stop()


def _promise():
    return PROMISE, "promised", 1.0


def _p95(seconds):
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _make_deals(server, amo):
    """Pairs (number in amoCRM, id in Odoo), and the seconds that each took to arrive."""
    admin, pairs, arrivals = server.user("admin"), [], []
    for _deal in range(DEALS):
        deal = amo.create_deal(**deal_values(amo))
        [lead], took = eventually(lambda deal=deal: _complete(admin, deal), PATIENCE, "the deal")
        pairs.append((deal["id"], lead))
        arrivals.append(took)
    return pairs, arrivals


def _complete(admin, deal):
    found = find_deal(admin, deal)
    whole = [("id", "in", found), ("partner_id", "!=", False), ("cover_id", "!=", False)]
    return admin.call("crm.lead", "search", whole)


def _change_for_minutes(server, amo, pairs):
    """Seconds until a change was seen: in the deal, on the panel, and in amoCRM."""
    inward, panel, outward, threads = [], [], [], []
    for number in range(CHANGES):
        change, taken = (_change_there, (inward, panel)) if number % 2 else (_change_here, outward)
        arguments = (server, amo, pairs[number % len(pairs)], 1000 + number, taken)
        threads.append(threading.Thread(target=change, args=arguments))
        threads[-1].start()
        time.sleep(EVERY)
    for thread in threads:
        thread.join()
    return inward, panel, outward


def _change_there(server, amo, pair, value, taken):
    number, lead = pair
    admin, size = server.user("admin"), f"{value} мм"
    amo.update_deal(number, price=value, fields={"JEWEL_SIZE": size})
    seen = {
        "crm.lead": [("id", "=", lead), ("item_size", "=", size)],
        "jewel.deal.finance": [("deal_id", "=", lead), ("amount_total", "=", value)],
    }
    begin = time.monotonic()
    for seconds, (model, domain) in zip(taken, seen.items(), strict=True):
        eventually(lambda model=model, domain=domain: admin.count(model, domain), PATIENCE, size)
        seconds.append(time.monotonic() - begin)


def _change_here(server, amo, pair, value, taken):
    number, lead = pair
    server.user("admin").call("crm.lead", "write", [lead], {"expected_revenue": value})
    taken.append(eventually(lambda: amo.deal(number)["price"] == value, PATIENCE, str(value))[1])
