"""The page of a sales receipt of ten goods against Odoo's own print of the same invoice."""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import requests

from odoo.fields import Command

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.servers import OdooServer

DEALS, ROUNDS, GOODS = 10, 8, 10
QUERIES = 60
LOGIN = "accountant"


def measure(env):
    receipts = [_make(env, number) for number in range(DEALS)]
    yield _count_queries(env, receipts[-1])
    ours = [f"/jewel/receipt/{one.token}" for one in receipts]
    report = "/report/html/account.report_invoice_with_payments"
    theirs = [f"{report}/{one.deal_id.order_ids.invoice_ids.id}" for one in receipts]
    env.cr.commit()
    with tempfile.TemporaryDirectory() as folder:
        server = OdooServer(env.cr.dbname, Path(folder) / "odoo.log").start()
        try:
            pages, invoices = _clock_in_turn(server.url, env.cr.dbname, ours, theirs)
        finally:
            server.stop()
    yield (
        "sales receipt of 10 goods, median",
        statistics.median(pages),
        statistics.median(invoices),
        "print of an invoice",
        1.5,
    )


def _make(env, number):
    """A printed receipt, and a posted invoice of the same order to compare with."""
    product = env.ref("jewel_base.product_sz002")
    deal = env["crm.lead"].create(
        {
            "name": f"BENCH/{number}",
            "type": "opportunity",
            "partner_id": env["res.partner"].create({"name": "Benchmark"}).id,
            "stage_id": env.ref("jewel_order.stage_ready").id,
        }
    )
    line = {"product_id": product.id, "price_unit": 4000 + number, "discount": 5}
    order = env["sale.order"].create(
        {
            "partner_id": deal.partner_id.id,
            "opportunity_id": deal.id,
            "order_line": [Command.create(dict(line)) for _number in range(GOODS)],
        }
    )
    order.order_line.product_id.invoice_policy = "order"
    order.action_confirm()  # takes the deal to production
    order._create_invoices().action_post()
    deal._jewel_set_stage("ready")
    deal._jewel_set_stage("shipping")
    deal.receipt_ids._print()
    return deal.receipt_ids


def _count_queries(env, receipt):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    content = receipt._in_russian()._prepare_content()
    receipt._prepare_sheet(content, receipt._get_valid_version())
    count = env.cr.sql_log_count - before
    return "sales receipt of 10 goods, queries", count, QUERIES, "allowed", 1.0, "queries"


def _clock_in_turn(url, database, ours, theirs):
    session = requests.Session()
    login = {"db": database, "login": LOGIN, "password": LOGIN}
    session.post(f"{url}/web/session/authenticate", json={"params": login}, timeout=60)
    taken = ([], [])
    for turn in range(ROUNDS):
        for paths in zip(ours, theirs, strict=True):
            for path, seconds in zip(paths, taken, strict=True):
                start = time.perf_counter()
                session.get(url + path, timeout=60).raise_for_status()
                if turn:  # the first round warms up both workers
                    seconds.append(time.perf_counter() - start)
    return taken
