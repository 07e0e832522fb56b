"""What the history of changes costs: the same writes with its triggers and without them.

The triggers are taken off and put on again turn by turn, in one database and one process.
"""

import statistics
import time

ROUNDS = 15
TABLES = ("crm_lead", "sale_order", "sale_order_line")


def measure(env):
    deals = env["crm.lead"].create(
        [
            {"name": f"Bench {number}", "type": "opportunity", "expected_revenue": 1000}
            for number in range(200)
        ]
    )
    order = _create_order(env)
    for what, work, bound in (
        ("history: one deal, three fields", lambda n: _write(deals[:1], n), 1.3),
        ("history: 200 deals in one write", lambda n: _write(deals, n), 2.0),
        ("history: 200 deals one by one", lambda n: [_write(deal, n) for deal in deals], 1.3),
        ("history: price of an order's line", lambda n: _price(order, n), 1.3),
    ):
        with_history, without = _seconds(env, work)
        yield what, with_history, without, "the same without triggers", bound
    env.cr.execute(
        "SELECT pg_total_relation_size('jewel_audit_entry') / count(*) FROM jewel_audit_entry"
    )
    yield "history: bytes an entry", float(env.cr.fetchone()[0]), 1.0, "byte", 1000, "bytes"


def _create_order(env):
    product = env["product.product"].create({"name": "Bench", "list_price": 100})
    client = env["res.partner"].create({"name": "Bench"})
    return env["sale.order"].create(
        {"partner_id": client.id, "order_line": [(0, 0, {"product_id": product.id})]}
    )


def _write(deals, number):
    deals.write(
        {"name": f"Deal {number}", "expected_revenue": number, "item_description": f"Ring {number}"}
    )


def _price(order, number):
    order.order_line.price_unit = 100 + number


def _seconds(env, work):
    """Medians with and without the triggers; the first round of each warms up."""
    taken = {"ENABLE": [], "DISABLE": []}
    for number in range(ROUNDS):
        for way, times in taken.items():
            for table in TABLES:
                env.cr.execute(f"ALTER TABLE {table} {way} TRIGGER jewel_audit")
            env.flush_all()
            start = time.perf_counter()
            work(number * 10 + len(way))
            env.flush_all()
            times.append(time.perf_counter() - start)
    return [statistics.median(times[1:]) for times in taken.values()]
