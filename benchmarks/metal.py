"""The balance page and the posting of metal, on the ledger of a simulated year."""

import os
import statistics
import time
from itertools import count

from odoo.addons.jewel_stock_ext.tests import metal_year
from odoo.addons.jewel_stock_ext.tests.test_year import make_alloys, make_people, post_year

ORDERS, STAGES = int(os.environ.get("JEWEL_BENCH_ORDERS", "900")), 35
LINES, ROUNDS = 50, 9
REAL = ("vault", "master", "finished")
WEIGHTS = ["gross_weight", "net_weight", "pure_weight"]

PAGE = """
    SELECT location.complete_name, {alloy} sum(gross) AS gross, sum(net) AS net,
           sum(pure) AS pure, count(DISTINCT (alloy_id, owner_id)) AS lines
      FROM (
        SELECT location_dest_id AS place, alloy_id, owner_id, gross_weight AS gross,
               net_weight AS net, pure_weight AS pure
          FROM jewel_metal_entry
         UNION ALL
        SELECT location_id, alloy_id, owner_id, -gross_weight, -net_weight, -pure_weight
          FROM jewel_metal_entry
      ) AS side
      JOIN stock_location location ON location.id = side.place
      JOIN jewel_alloy alloy ON alloy.id = side.alloy_id
     WHERE location.metal_holder IN %s
  GROUP BY location.complete_name {group}
  ORDER BY location.complete_name {group}
"""
GROUPED = PAGE.format(alloy="", group="")
FLAT = PAGE.format(alloy="alloy.name, alloy.metal,", group=", alloy.name, alloy.metal")


def measure(env):
    alloys, benches = make_alloys(env), make_people(env, 12)
    post_year(env, metal_year.make(2026, ORDERS, STAGES), benches, alloys)
    env.flush_all()
    env.cr.execute("ANALYZE jewel_metal_entry")
    keeper = env["res.users"].search([("login", "=", "storekeeper")])
    yield from _pages(env(user=keeper.id))
    yield from _postings(env, benches, alloys[0])


# === BALANCE PAGE === #


def _pages(env):
    balance, domain = env["jewel.metal.balance"], [("metal_holder", "in", REAL)]
    columns = {"location_id": {"fields": {"display_name": {}}}, "is_client_metal": {}}
    columns |= {"alloy_id": {"fields": {"display_name": {}}}, **{name: {} for name in WEIGHTS}}
    sums = [f"{name}:sum" for name in WEIGHTS]
    pages = {
        "balance page, by holder": (
            lambda: balance.web_read_group(domain, ["location_id"], sums),
            GROUPED,
        ),
        "balance page, every line": (
            lambda: balance.web_search_read(domain, columns, limit=500),
            FLAT,
        ),
    }
    for what, (page, query) in pages.items():
        ours, raw = _in_turn(env, page, lambda query=query: _fetch(env, query))
        yield f"balance page, {what}", ours, raw, "raw SQL with the same names and sums", 1.5


def _fetch(env, query):
    env.cr.execute(query, [REAL])
    env.cr.fetchall()


# === POSTING === #


def _postings(env, benches, alloy):
    giver, taker = benches[:2]
    vault = env["stock.location"]._jewel_get_holder("vault")
    supplier = env["stock.location"]._jewel_get_holder("supplier")
    stock, shelf, products = _plain_stock(env)
    number = count()

    def entries(source, dest, operation):
        env["jewel.metal.entry"]._jewel_post(
            [
                {
                    "operation": operation,
                    "location_id": source.id,
                    "location_dest_id": dest.id,
                    "alloy_id": alloy.id,
                    "gross_weight": 0.01,
                    "ref": f"BENCH{next(number)}",
                }
                for _line in range(LINES)
            ]
        )

    def plain():
        picking = env["stock.picking"].create(
            {
                "picking_type_id": vault.warehouse_id.int_type_id.id,
                "location_id": stock.id,
                "location_dest_id": shelf.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": 0.01,
                            "location_id": stock.id,
                            "location_dest_id": shelf.id,
                        },
                    )
                    for product in products
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        assert picking.state == "done" and len(picking.move_ids) == LINES

    for what, ends in {
        "entry from master to master": (giver, taker, "pass"),
        "entry that moves Odoo's stock, too": (supplier, vault, "receipt"),
    }.items():
        ours, other = _in_turn(env, lambda ends=ends: entries(*ends), plain)
        yield f"posting {what}", ours / LINES, other / LINES, "line of an internal transfer", 1.2


def _plain_stock(env):
    """Products of Odoo without metal, in stock: of one product Odoo would make one line."""
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    products = env["product.product"].create(
        [{"name": f"Bench {number}", "is_storable": True} for number in range(LINES)]
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 1000)
    shelf = env["stock.location"].create(
        {"name": "Bench", "usage": "internal", "location_id": warehouse.lot_stock_id.id}
    )
    return warehouse.lot_stock_id, shelf, products


def _in_turn(env, ours, other):
    """Medians in seconds of both, turn by turn, each from a cold cache, the first to warm up."""
    seconds = {ours: [], other: []}
    for _round in range(ROUNDS + 1):
        for work, taken in seconds.items():
            env.invalidate_all()
            start = time.perf_counter()
            work()
            env.flush_all()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken[1:]) for taken in seconds.values()]
