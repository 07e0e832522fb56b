"""First load of an amoCRM account against plain Odoo: the same partners and deals by create() and
by load(), in portions of the same size. A real fake amoCRM over HTTP, its limit off and then on.

JEWEL_BENCH_DEALS deals (10,000), each with a contact of its own.
"""

import os
import sys
import threading
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.fakes.amocrm.driver import FakeAmo

DEALS = int(os.environ.get("JEWEL_BENCH_DEALS", 10_000))
LIMITED_DEALS = DEALS // 5
PORTION, COMPLEX = 250, 50
REQUESTS_A_SECOND = 7
TEXTS = {
    "JEWEL_DESCRIPTION": "Пара запонок «Якорь», синяя эмаль по кругу, № {}",
    "JEWEL_SIZE": "18 мм",
    "JEWEL_ENGRAVING": "А.П.З. {}",
}
STATUSES = ("Новая заявка", "Предоплата", "Успешно реализовано")


def measure(env):
    with FakeAmo.start(rate_limit=0, account_rate_limit=0) as amo:
        _fill(amo, DEALS)
        account = _connect(env, amo, pace=50)
        with PeakMemory() as memory:
            ours = _seconds(lambda: _first_load(env, account, DEALS))
    plain = _seconds(lambda: _create_plain(env, DEALS))
    by_load = _seconds(lambda: _load_plain(env, DEALS))
    yield f"first load of {DEALS} deals and clients", ours, plain, "create()", 1.5
    yield f"first load of {DEALS} deals and clients", ours, by_load, "load()", 0.5
    yield "memory that the first load takes", memory.growth, 300, "allowed", 1.0, "MB"
    limited, fewest = _limited_load(env)
    larger = max(fewest, ours / DEALS * LIMITED_DEALS)
    yield f"{LIMITED_DEALS} deals, limit on", limited, larger, "limit's minimum, or without", 1.2


def _limited_load(env):
    """Seconds of a load with the limit on, and the fewest that its calls need."""
    with FakeAmo.start(rate_limit=0, account_rate_limit=0) as amo:
        _fill(amo, LIMITED_DEALS)
        amo.configure(rate_limit=REQUESTS_A_SECOND, account_rate_limit=50)
        amo.unblock()
        account = _connect(env, amo, pace=6)
        amo.clear_journal()
        seconds = _seconds(lambda: _first_load(env, account, LIMITED_DEALS))
        return seconds, len(amo.journal(path="/api/")) / REQUESTS_A_SECOND


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class PeakMemory:
    """Megabytes by which this process has grown at its largest."""

    def __enter__(self):
        self._process, self._stop = psutil.Process(), threading.Event()
        self._begin = self._peak = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self):
        while not self._stop.wait(0.05):
            self._peak = max(self._peak, self._process.memory_info().rss)

    def __exit__(self, *_details):
        self._stop.set()
        self._thread.join()
        self.growth = (self._peak - self._begin) / 1024**2


# === PLAIN ODOO === #


def _partner(number):
    return {
        "name": f"Клиент {number}",
        "phone": f"+7 900 {number:07d}",
        "email": f"client{number}@example.com",
    }


def _deal(env, number):
    stages = env["crm.stage"].search([("jewel_key", "in", ("new", "prepayment", "done"))])
    return {
        "name": f"Запонки № {number}",
        "type": "opportunity",
        "expected_revenue": 100_000 + number,
        "user_id": env.ref("jewel_base.user_demo_manager").id,
        "stage_id": stages[number % len(stages)].id,
        "item_description": TEXTS["JEWEL_DESCRIPTION"].format(number),
        "item_size": TEXTS["JEWEL_SIZE"],
        "engraving": TEXTS["JEWEL_ENGRAVING"].format(number),
    }


def _create_plain(env, count):
    """As fast as Odoo can: no tracking, a commit after each portion."""
    quiet = env(context={**env.context, "tracking_disable": True})
    for start in range(0, count, PORTION):
        numbers = range(start, min(start + PORTION, count))
        partners = quiet["res.partner"].create([_partner(number) for number in numbers])
        quiet["crm.lead"].create(
            [
                {**_deal(env, number), "partner_id": partner.id}
                for number, partner in zip(numbers, partners, strict=True)
            ]
        )
        env.cr.commit()
        env.invalidate_all()


def _load_plain(env, count):
    """What the import screen of Odoo does with a file of the same rows: tracking off, as it
    proposes, stages and salespeople by name, as people's files have them.
    """
    quiet = env(context={**env.context, "tracking_disable": True, "import_file": True})
    for start in range(0, count, PORTION):
        numbers = range(start, min(start + PORTION, count))
        rows = [[f"bench.partner_{n}", *_partner(n).values()] for n in numbers]
        _check(quiet["res.partner"].load(["id", *_partner(0)], rows))
        names = ["id", "partner_id/id", *_deal(env, 0)]
        rows = [
            [f"bench.deal_{n}", f"bench.partner_{n}", *_as_in_a_file(env, _deal(env, n))]
            for n in numbers
        ]
        _check(quiet["crm.lead"].load(names, rows))
        env.cr.commit()
        env.invalidate_all()


def _as_in_a_file(env, vals):
    records = {"user_id": "res.users", "stage_id": "crm.stage"}
    return [
        env[records[name]].browse(value).display_name if name in records else str(value)
        for name, value in vals.items()
    ]


def _check(result):
    if not result["ids"]:
        raise AssertionError(result["messages"])


# === OURS === #


def _fill(amo, count):
    fields = {code: amo.fields()["leads", code]["id"] for code in TEXTS}
    statuses = _statuses(amo)
    manager = next(
        user["id"]
        for user in amo.api("GET", "/api/v4/users").json()["_embedded"]["users"]
        if user["email"] == "manager@example.com"
    )
    for start in range(0, count, COMPLEX):
        numbers = range(start, min(start + COMPLEX, count))
        body = [_complex(number, fields, statuses, manager) for number in numbers]
        amo.api("POST", "/api/v4/leads/complex", json=body).raise_for_status()


def _statuses(amo):
    [pipeline, *_others] = amo.api("GET", "/api/v4/leads/pipelines").json()["_embedded"][
        "pipelines"
    ]
    return [
        {"pipeline_id": pipeline["id"], "status_id": status["id"]}
        for status in pipeline["_embedded"]["statuses"]
        if status["name"] in STATUSES
    ]


def _complex(number, fields, statuses, manager):
    partner = _partner(number)
    return {
        "name": f"Запонки № {number}",
        "price": 100_000 + number,
        "responsible_user_id": manager,
        **statuses[number % len(statuses)],
        "custom_fields_values": [
            {"field_id": fields[code], "values": [{"value": text.format(number)}]}
            for code, text in TEXTS.items()
        ],
        "_embedded": {
            "contacts": [
                {
                    "name": partner["name"],
                    "custom_fields_values": [
                        {
                            "field_code": "PHONE",
                            "values": [{"value": partner["phone"], "enum_code": "MOB"}],
                        },
                        {
                            "field_code": "EMAIL",
                            "values": [{"value": partner["email"], "enum_code": "WORK"}],
                        },
                    ],
                }
            ]
        },
    }


def _connect(env, amo, pace):
    account = env["amocrm.account"].create(
        {
            "name": "Benchmark",
            "base_url": amo.base_url,
            "access_token": "demo-long-lived-token",
            "requests_per_second": pace,
        }
    )
    account.action_read_reference()
    env.cr.commit()
    return account


def _first_load(env, account, count):
    load = env["amocrm.import"].create({"account_id": account.id, "date_from": False})
    load.action_start()
    env.cr.commit()
    while load.state == "running":
        env["amocrm.import"]._cron_load()
        load.invalidate_recordset()
    if load.created_count != count or env["amocrm.mark"].search_count(
        [("account_id", "=", account.id)]
    ):
        raise AssertionError(f"{load.created_count} of {count} deals were made, or some wait")
