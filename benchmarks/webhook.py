"""Answering amoCRM's webhook against Odoo's own health check, over HTTP, on a server with workers.

amoCRM gives two seconds; a hook must cost an insert and no more.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.servers import OdooServer

HOOKS = 100
BODY = {"account[id]": "30000001", "leads[update][0][id]": "1", "leads[update][0][name]": "Запонки"}


def measure(env):
    url = _webhook_path(env)
    with tempfile.TemporaryDirectory() as folder:
        server = OdooServer(env.cr.dbname, Path(folder) / "odoo.log").start()
        try:
            with requests.Session() as http:
                yield (
                    "webhook of amoCRM, one hook",
                    _median(lambda: http.post(server.url + url, data=BODY, timeout=10)),
                    _median(
                        lambda: http.get(
                            f"{server.url}/web/health?db_server_status=true", timeout=10
                        )
                    ),
                    "/web/health",
                )
        finally:
            server.stop()


def _webhook_path(env):
    """An account that takes hooks; nothing is read from it, it has no token."""
    account = env["amocrm.account"].create({"name": "Benchmark", "host": "bench.amocrm.ru"})
    env.cr.commit()
    destination = account._new_destination()
    return destination[destination.index("/amocrm/") :]


def _median(call):
    seconds = []
    for _hook in range(HOOKS):
        start = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - start)
        answer.raise_for_status()
    return statistics.median(seconds)
