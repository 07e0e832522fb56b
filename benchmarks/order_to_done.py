"""An order from its confirmation to the finished piece in stock, with and without our addons.

Without: a copy of the database that holds Odoo's own modules only, where the same order passes as
many operations of a bill of materials and is closed by core's buttons.
"""

import os
import statistics
import time

from _steps import database, odoo, paths, templates

OPERATIONS = 17
ROUNDS = 7


def measure(env):
    env.company.handover_needs_photo = False  # Odoo alone has nothing like it
    ours = statistics.median(seconds(env, _jewel_product(env), _close_by_handover)[1:])
    name = f"bench_{os.getpid()}_plain"
    database.copy(templates.ensure_core(), name)
    try:
        script = f"""
import runpy, sys
sys.path += [{str(paths.REPO / "bin")!r}]
bench = runpy.run_path({__file__!r})
print(bench["seconds"](env, bench["_plain_product"](env), bench["_close_by_button"]))
"""
        plain = statistics.median(eval(odoo.shell_output(name, script))[1:])  # noqa: S307
    finally:
        database.drop(name)
    yield f"order to done, {OPERATIONS} stages", ours, plain, "Odoo without our addons", 1.2


def seconds(env, product, close):
    """Seconds of each round, the first one to warm up."""
    client = env["res.partner"].create({"name": "Bench"})
    taken = []
    for _round in range(ROUNDS + 1):
        order = env["sale.order"].create(
            {
                "partner_id": client.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
            }
        )
        env.flush_all()
        env.invalidate_all()
        start = time.perf_counter()
        order.action_confirm()
        [job] = order.mrp_production_ids
        for workorder in job.workorder_ids.sorted(lambda one: (one.sequence, one.id)):
            workorder.button_start()
            workorder.button_finish()
        close(job)
        env.flush_all()
        taken.append(time.perf_counter() - start)
        assert job.state == "done", job.state
    return taken


def _close_by_handover(job):
    job.final_weight = 16.66
    job.action_jewel_handover()


def _close_by_button(job):
    job.button_mark_done()


def _jewel_product(env):
    stages = env["mrp.workcenter"].search(
        [("is_jewel_stage", "=", True), ("is_handover", "=", False)], limit=OPERATIONS
    )
    lines = [(0, 0, {"workcenter_id": stage.id, "minutes": 30}) for stage in stages]
    assert len(lines) == OPERATIONS
    return env["product.product"].create(
        {
            "name": "Bench",
            "jewel_type_id": env["jewel.product.type"].search([], limit=1).id,
            "made_to_order": True,
            "jewel_route_id": env["jewel.route"].create({"name": "Bench", "line_ids": lines}).id,
        }
    )


def _plain_product(env):
    places = env["mrp.workcenter"].create([{"name": f"{n}"} for n in range(OPERATIONS)])
    routes = env.ref("stock.route_warehouse0_mto") | env.ref("mrp.route_warehouse0_manufacture")
    routes.active = True
    product = env["product.product"].create(
        {"name": "Bench", "is_storable": True, "route_ids": [(6, 0, routes.ids)]}
    )
    env["mrp.bom"].create(
        {
            "product_tmpl_id": product.product_tmpl_id.id,
            "operation_ids": [
                (0, 0, {"name": place.name, "workcenter_id": place.id, "time_cycle_manual": 30})
                for place in places
            ],
        }
    )
    return product
