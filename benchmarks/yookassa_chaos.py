"""A thousand payments through a failing YooKassa, forged notifications and kill -9 of Odoo.

The bounds are facts: every payment that YooKassa was paid is booked once, and no other.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.payment_chaos import PaymentChaos
from tests.e2e.servers import OdooServer
from tests.fakes.yookassa.driver import FakeYookassa

PAYMENTS = int(os.environ.get("JEWEL_BENCH_PAYMENTS", 1000))
KILLS = 6


def measure(env):
    env.cr.commit()
    with tempfile.TemporaryDirectory() as folder:
        server = OdooServer(env.cr.dbname, Path(folder) / "odoo.log").start()
        try:
            with FakeYookassa.start(data=Path(folder) / "kassa.sqlite") as kassa:
                chaos = PaymentChaos(server, kassa, PAYMENTS, KILLS)
                chaos.run()
                differences = chaos.differences()
        finally:
            server.stop()
    for what, number in differences.items():
        yield what, float(number), 1, "allowed less than", 0.0, "RUB" if "sum" in what else "rows"
    for what, number in sorted(chaos.done.items()):
        yield what, number, PAYMENTS, "clients", None, "times"
