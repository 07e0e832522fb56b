"""20 and 60 people at work at once in the demo year, and as many in plain Odoo beside it.

Two workers of Odoo serve them, as on a small server; each person looks at a screen, thinks for two
to six seconds, and looks at the next one; one screen in five writes.
"""

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _steps import database, odoo, templates
from benchmarks import finance_data
from benchmarks.crowd import Person, let_work
from tests.e2e.servers import OdooServer

SECONDS = int(os.environ.get("JEWEL_BENCH_LOAD_SECONDS", "60"))
CROWDS = (20, 60)
PATIENCE = 3.0  # seconds after which a person looks at the clock
PLAIN_DEALS, PLAIN_JOBS = 1000, 60


def measure(env):
    year, plain = f"{env.cr.dbname}_year", f"{env.cr.dbname}_plain"
    try:
        with contextlib.redirect_stdout(sys.stderr):  # rows alone go out by the other
            template = templates.ensure_year()
        database.copy(template, year)
        database.copy(templates.ensure_core(), plain)
        people = json.loads(odoo.shell_output(year, _PEOPLE))
        odoo.shell(plain, _PLAIN, "bench-plain")
        with tempfile.TemporaryDirectory() as folder:
            ours = {n: _run(year, folder, _our_people(people), n) for n in CROWDS}
            theirs = {n: _run(plain, folder, _PLAIN_PEOPLE, n) for n in CROWDS}
    finally:
        database.drop(year)
        database.drop(plain)
    for number in CROWDS:
        yield from _rows(number, *ours[number], *theirs[number])


def _rows(number, taken, failures, plain_taken, plain_failures):
    first = failures[0] if failures else "none"
    yield f"{number} people, failures seen (+1)", len(failures) + 1, 1, first, 1.0, "times"
    ours, theirs = (sorted(sum(one.values(), [])) for one in (taken, plain_taken))
    for share, name in ((0.5, "median"), (0.95, "p95")):
        yield (
            f"{number} people, {name} of {len(ours)} screens",
            _quantile(ours, share),
            _quantile(theirs, share),
            f"plain Odoo, {len(theirs)} screens, {len(plain_failures)} failed",
        )
    for screen, values in sorted(taken.items()):
        name = f"{number} people, {screen}, p95 of {len(values)}"
        yield name, _quantile(sorted(values), 0.95), PATIENCE, "patience"


def _quantile(values, share):
    return values[int(len(values) * share)]


def _run(name, folder, roles, number):
    """What ``number`` people, spread over the roles by their shares, have seen."""
    server = OdooServer(name, Path(folder) / f"{name}.log").start()
    try:
        logins = [
            (people[index % len(people)], habits)
            for share, people, habits in roles
            for index in range(max(1, round(number * share)))
        ]
        crowd = [
            Person(server, login, habits, seed)
            for seed, (login, habits) in enumerate(logins[:number])
        ]
        return let_work(crowd, SECONDS)
    finally:
        server.stop()


# === THE SUITE === #

# Logins of each role, who get a password for it, and tokens of clients' links.
_PEOPLE = """
import json
from odoo.addons.jewel_base.const import ROLES
people = {}
for role in ROLES:
    users = env.ref(f"jewel_base.group_{role}").all_user_ids.filtered(
        lambda user: user._is_internal() and not user._is_system()
    )
    people[role] = users.mapped("login")
    for user in users:
        user.password = user.login
people["client"] = env["jewel.pay.request"].search([("state", "=", "open")]).mapped("token")
env.cr.commit()
print(json.dumps(people))
"""


def _screen(xmlid, group=None, **context):
    return lambda person: person.open(xmlid, group, **context)


def _page(model):
    return lambda person: person.user.call(model, "get_page")


def _change(model, domain, values):
    """Write ``values(random)`` to a record by chance."""

    def change(person):
        if record := person.choose(model, domain):
            person.user.call(model, "write", [record], values(person.random))

    return change


def _form(model):
    return lambda person: person.open_form(model, person.choose(model, _OPPORTUNITY))


def _note(person):
    deal = person.choose("crm.lead", _OPPORTUNITY)
    person.user.call("crm.lead", "message_post", [deal], body="Клиент перезвонит")


def _take(person):
    domain = [("state", "=", "ready"), ("jeweller_id", "in", [False, person.user.uid])]
    if order := person.choose("mrp.workorder", domain):
        person.user.call("mrp.workorder", "action_jewel_take", [order])


_OPPORTUNITY = [("type", "=", "opportunity")]
_BOARD = "jewel_production.mrp_production_board_action"
_PANEL = (3, "finance panel", _screen("jewel_finmonitor.jewel_deal_finance_action"))
_PRICE = _change(
    "crm.lead", _OPPORTUNITY, lambda random: {"expected_revenue": random.randrange(1000, 90000)}
)
_URGENT = _change(
    "mrp.production",
    [("state", "in", ["confirmed", "progress"])],
    lambda random: {"priority": random.choice("01")},
)
# Role: share of the people, and how often each looks at what.
_HABITS = {
    "sales_manager": (
        0.4,
        [
            (2, "manager's page", _page("jewel.manager.kpi")),
            (4, "board of deals", _screen("jewel_order.jewel_deal_action", "stage_id")),
            (3, "a deal", _form("crm.lead")),
            _PANEL,
            (1, "a note on a deal", _note),
            (1, "a new price", _PRICE),
        ],
    ),
    "jeweller": (
        0.3,
        [
            (4, "my work", _screen("jewel_production.mrp_workorder_bench_action")),
            (2, "a work is taken", _take),
        ],
    ),
    "production_head": (
        0.1,
        [
            (3, "board of jobs", _screen(_BOARD, "stage_id")),
            (2, "jobs", _screen("jewel_production.mrp_production_jobs_action")),
            (1, "a job becomes urgent", _URGENT),
        ],
    ),
    "storekeeper": (
        0.05,
        [
            (2, "metal, book and stock", _screen("jewel_stock_ext.jewel_metal_stock_action")),
            (1, "stock now", _screen("jewel_stock_ext.stock_now_action")),
        ],
    ),
    "accountant": (
        0.05,
        [_PANEL, (3, "payments", _screen("jewel_finmonitor.jewel_payment_report_action"))],
    ),
    "director": (0.05, [_PANEL, (2, "director's page", _page("jewel.director.page"))]),
}


def _our_people(people):
    """[(share, logins, habits)]"""

    def look_at_the_link(person):
        person.user.get(f"/pay/{person.random.choice(people['client'])}").raise_for_status()

    clients = (0.05, people["sales_manager"], [(1, "client's page", look_at_the_link)])
    return [(share, people[role], habits) for role, (share, habits) in _HABITS.items()] + [clients]


# === PLAIN ODOO === #

_PLAIN = f"""
import sys
sys.path += {sys.path!r}
from benchmarks.load import _fill_plain
_fill_plain(env)
env.cr.commit()
"""


def _fill_plain(env):
    """As many deals, orders and jobs, made by core alone; logins seller, planner, worker."""
    copy = finance_data._copy
    groups = {
        "seller": "sales_team.group_sale_salesman_all_leads",
        "planner": "mrp.group_mrp_manager",
        "worker": "mrp.group_mrp_user",
    }
    for login, group in groups.items():
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": login,
                "login": login,
                "password": login,
                "group_ids": [(4, env.ref("base.group_user").id), (4, env.ref(group).id)],
            }
        )
    client = env["res.partner"].create({"name": "Client"})
    ring = env["product.product"].create({"name": "Ring", "list_price": 100})
    lead = env["crm.lead"].create(
        {"name": "Lead", "type": "opportunity", "partner_id": client.id, "expected_revenue": 100}
    )
    order = env["sale.order"].create(
        {
            "partner_id": client.id,
            "opportunity_id": lead.id,
            "order_line": [(0, 0, {"product_id": ring.id})],
        }
    )
    center = env["mrp.workcenter"].create({"name": "Bench"})
    job = env["mrp.production"].create({"product_id": ring.id, "product_qty": 1})
    job.workorder_ids = [
        (0, 0, {"name": "Make", "workcenter_id": center.id, "product_uom_id": ring.uom_id.id})
    ]
    job.action_confirm()
    env.flush_all()
    leads = copy(env, "crm_lead", lead.id, PLAIN_DEALS, {"name": "'Lead ' || copy"})
    copy(
        env,
        "sale_order",
        order.id,
        PLAIN_DEALS,
        {"name": "'BENCH' || copy", "opportunity_id": f"{leads} + copy", "access_token": "NULL"},
    )
    env.cr.execute("ANALYZE crm_lead, sale_order")
    for _job in range(PLAIN_JOBS):
        job.copy().action_confirm()


_PLAIN_PEOPLE = [
    (
        0.55,
        ["seller"],
        [
            (6, "pipeline", _screen("crm.crm_lead_action_pipeline", "stage_id")),
            (3, "a lead", _form("crm.lead")),
            (3, "orders", _screen("sale.action_quotations_with_onboarding")),
            (1, "a note on a lead", _note),
            (1, "a new price", _PRICE),
        ],
    ),
    (0.35, ["worker"], [(1, "work orders", _screen("mrp.mrp_workorder_todo"))]),
    (
        0.1,
        ["planner"],
        [(5, "jobs", _screen("mrp.mrp_production_action")), (1, "a job becomes urgent", _URGENT)],
    ),
]
