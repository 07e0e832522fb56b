"""The client's pay page against Odoo's own page of an invoice, on the same server and data."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.servers import OdooServer

DEALS, ROUNDS = 30, 8
QUERIES = 40


def measure(env):
    requests_made = _make(env)
    yield _count_queries(env, requests_made[-1])
    ours = [f"/pay/{one.token}" for one in requests_made]
    theirs = [one.move_id.get_portal_url() for one in requests_made]
    env.cr.commit()
    with tempfile.TemporaryDirectory() as folder:
        server = OdooServer(env.cr.dbname, Path(folder) / "odoo.log").start()
        try:
            pages, invoices = _clock_in_turn(server.url, ours, theirs)
        finally:
            server.stop()
    for share, name in ((0.5, "median"), (0.95, "p95")):
        yield (
            f"client's pay page, {name}",
            _quantile(pages, share),
            _quantile(invoices, share),
            "/my/invoices/<id>",
            1.2,
        )


def _make(env):
    """Sent requests, each with an invoice of the same sum to compare with."""
    client = env["res.partner"].create({"name": "Benchmark"})
    made = env["jewel.pay.request"]
    for number in range(DEALS):
        deal = env["crm.lead"].create(
            {
                "name": f"BENCH/{number}",
                "type": "opportunity",
                "partner_id": client.id,
                "stage_id": env.ref("jewel_order.stage_prepayment").id,
                "jewel_type_id": env.ref("jewel_base.type_cufflinks").id,
                "expected_revenue": 50000 + number,
            }
        )
        request = deal._create_pay_request("prepayment")
        request.action_open()
        request.move_id = request._create_down_payment_invoice(request.order_id, 1000)
        request.move_id.action_post()
        made += request
    return made


def _count_queries(env, request):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    found = request._find_by_token(request.token)
    found._get_page_state()
    found._get_options()
    env["ir.qweb"]._render("jewel_invoicing.pay_sums", {"pay_request": found, "page_state": "open"})
    count = env.cr.sql_log_count - before
    return "client's pay page, queries", count, QUERIES, "allowed", 1.0, "queries"


def _clock_in_turn(url, ours, theirs):
    session = requests.Session()
    taken = ([], [])
    for turn in range(ROUNDS):
        for paths in zip(ours, theirs, strict=True):
            for path, seconds in zip(paths, taken, strict=True):
                start = time.perf_counter()
                session.get(url + path, timeout=60).raise_for_status()
                if turn:  # the first round warms up both workers
                    seconds.append(time.perf_counter() - start)
    return taken


def _quantile(seconds, share):
    return statistics.quantiles(seconds, n=100)[int(share * 100) - 1]
