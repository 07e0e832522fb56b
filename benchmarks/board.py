"""Reading the board of jobs against core's own kanban of manufacturing orders, on the same jobs."""

import statistics
import time
from xml.etree import ElementTree

JOBS = 200
ROUNDS = 7


def measure(env):
    head = env.ref("jewel_base.user_demo_head")
    _make_jobs(env, JOBS)
    production = env(user=head, context={"lang": "ru_RU"})["mrp.production"]
    domain = [("state", "in", ("confirmed", "progress", "to_close"))]
    board = _specification(production, "jewel_production.mrp_production_view_board")
    core = _specification(production, "mrp.mrp_production_kanban_view")
    yield (
        f"board, {JOBS} jobs: web_search_read",
        _median(env, lambda: production.web_search_read(domain, board)),
        _median(env, lambda: production.web_search_read(domain, core)),
        "core's kanban",
    )


def _make_jobs(env, count):
    product = env.ref("jewel_base.product_sz001")
    jobs = env["mrp.production"].create(
        [{"product_id": product.id, "item_deadline": "2030-01-01 12:00:00"} for _ in range(count)]
    )
    jobs.action_confirm()
    env.flush_all()


def _specification(model, xmlid):
    """What the web client asks for when it shows this view."""
    view = model.env.ref(xmlid)
    arch = ElementTree.fromstring(model.get_view(view.id, "kanban")["arch"])
    names = {node.get("name") for node in arch.iter("field")}
    return {
        name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
        for name in names
    }


def _median(env, read):
    """Median seconds, each time with nothing in the cache, as in a request of its own."""
    seconds = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        read()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
