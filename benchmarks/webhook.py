"""Taking amoCRM's hooks against a bare route of Odoo that inserts one row: 50 senders at once for
30 seconds on two workers; then 10,000 events twice and shuffled, with two kill -9 in between.

amoCRM gives two seconds, and sends again what was not answered.
"""

import os
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _steps import odoo, paths
from tests.e2e.servers import OdooServer

SENDERS = 50
SECONDS = int(os.environ.get("JEWEL_BENCH_SECONDS", 30))
EVENTS = int(os.environ.get("JEWEL_BENCH_EVENTS", 10_000))
KILL_AT = (0.3, 0.6)  # of the deliveries
PATIENCE = 2  # seconds that amoCRM waits for an answer
ADDONS = f"{paths.ADDONS},{paths.REPO / 'benchmarks' / 'addons'}"


def measure(env):
    database, account = env.cr.dbname, _account(env)
    url = _webhook_path(account)
    what = ("-d", database, "-i", "bench_inbox", "--stop-after-init", "--no-http")
    odoo.run("benchmark", *what, "--addons-path", ADDONS)
    with tempfile.TemporaryDirectory() as folder:
        server = OdooServer(database, Path(folder) / "odoo.log", addons_path=ADDONS).start()
        try:
            bare, ours = _compare(server, "/bench/inbox", url)
            for share, name in ((0.5, "median"), (0.99, "p99")):
                yield (
                    f"hook taken, {SENDERS} senders, {name}",
                    _quantile(ours, share),
                    _quantile(bare, share),
                    "bare route",
                    2.0,
                )
            delivered = _deliver_all(server, url)
        finally:
            server.stop()
    kept = _kept(account)
    yield (
        "events lost of those answered",
        len(delivered - kept),
        1,
        "allowed less than",
        0.0,
        "rows",
    )
    yield f"{EVENTS} events read, bindings", len(kept), EVENTS, "events", 1.0, "rows"


def _account(env):
    """An account that takes hooks; nothing is read from it, it has no token."""
    account = env["amocrm.account"].create({"name": "Benchmark", "host": "bench.amocrm.ru"})
    env.cr.commit()
    return account


def _webhook_path(account):
    destination = account._new_destination()
    return destination[destination.index("/amocrm/") :]


def _body(number):
    return {
        "account[id]": "30000001",
        "leads[update][0][id]": str(number),
        "leads[update][0][name]": "Запонки",
    }


# === SPEED === #


def _compare(server, bare_path, our_path):
    """Answer times of both routes, measured in turns so that the machine is the same for both."""
    times = {bare_path: [], our_path: []}
    for path in times:
        _load(server.url + path, seconds=2)
    for _turn in range(3):
        for path, taken in times.items():
            taken += _load(server.url + path, SECONDS / 6)
    return times[bare_path], times[our_path]


def _load(url, seconds):
    taken, end = [], time.monotonic() + seconds

    def send():
        with requests.Session() as http:
            while time.monotonic() < end:
                start = time.perf_counter()
                http.post(url, data=_body(0), timeout=60).raise_for_status()
                taken.append(time.perf_counter() - start)

    _run_threads(send, SENDERS)
    return taken


def _run_threads(job, count):
    threads = [threading.Thread(target=job) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _quantile(values, share):
    return sorted(values)[int(len(values) * share)]


# === NOTHING LOST === #


def _deliver_all(server, path):
    """Numbers of the events that were answered in the end; amoCRM repeats the others."""
    waiting = [*range(1, EVENTS + 1)] * 2
    random.Random(1).shuffle(waiting)
    lock, answered, kills = threading.Lock(), set(), [int(len(waiting) * s) for s in KILL_AT]
    total = len(waiting)

    def deliver():
        with requests.Session() as http:
            while True:
                with lock:
                    if not waiting:
                        return
                    number = waiting.pop()
                    if kills and total - len(waiting) >= kills[0]:
                        kills.pop(0)
                        server.kill()
                        server.start()
                if _is_taken(http, server.url + path, number):
                    answered.add(number)
                else:
                    with lock:
                        waiting.insert(0, number)

    _run_threads(deliver, SENDERS // 5)
    return answered


def _is_taken(http, url, number):
    try:
        return http.post(url, data=_body(number), timeout=PATIENCE).ok
    except requests.RequestException:
        return False


def _kept(account):
    """Numbers of the events that wait to be exchanged, once each, when the inbox is read."""
    env = account.env
    env.cr.rollback()
    env["amocrm.event"]._cron_process()
    bindings = env["amocrm.binding"].search([("account_id", "=", account.id)])
    numbers = [int(binding.external_id) for binding in bindings]
    if len(numbers) != len(set(numbers)):
        raise AssertionError("an event has made two bindings")
    return set(numbers) - {0}
