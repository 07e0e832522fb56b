"""Clients pay while YooKassa fails, notifications lie and Odoo is killed: what is booked then.

>>> chaos = PaymentChaos(server, kassa, 40, kills=2)
>>> chaos.run()
>>> assert not any(chaos.differences().values())
"""

import random
import re
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal

import psutil
import requests

from _steps import database
from tests.fakes.yookassa.driver import FakeYookassa

from .rpc import OdooError
from .servers import eventually

SHOP, FOREIGN_SHOP = "100002", "500001"  # of tests/fakes/yookassa
CLIENTS = 4  # at once
HOUR = 3600
LOST = {"method": "POST", "path": "payments$", "after": True}  # made, but nobody is told
# What the next call of Odoo meets; of a hundred clients, how many bring it.
FAULTS = (
    (60, None),
    (10, {"kind": "timeout", "seconds": 1, **LOST}),
    (5, {"kind": "500", **LOST}),
    (5, {"kind": "500", "method": "POST", "path": "payments$"}),
    (15, {"kind": "500", "method": "GET", "path": "payments/"}),
    (5, {"kind": "reset", "method": "GET", "path": "payments/"}),
)
FORGERIES = (
    (60, None),
    (10, "unknown id"),
    (10, "foreign shop"),
    (10, "changed amount"),
    (10, "false success"),
)
FATES = ((75, "pays"), (10, "is declined"), (15, "leaves"))
CRONS = (
    "payment_yookassa.ir_cron_check",
    "payment.cron_post_process_payment_tx",
    "payment_yookassa.ir_cron_receipts",
)
REQUESTS = """
provider = env["payment.provider"]._demo_connect({api!r})
card = env.ref("payment.payment_method_card")
(provider.payment_method_ids - card).active = False
client = env["res.partner"].create({{"name": "Chaos", "email": "chaos@example.com"}})
for number in range({count}):
    deal = env["crm.lead"].create({{
        "name": f"CHAOS/{{number}}",
        "type": "opportunity",
        "partner_id": client.id,
        "stage_id": env.ref("jewel_order.stage_prepayment").id,
        "jewel_type_id": env.ref("jewel_base.type_cufflinks").id,
        "expected_revenue": 50000.37 + number,
    }})
    deal._create_pay_request("prepayment").action_open()
env.cr.commit()
"""
TOKENS = """
SELECT token FROM jewel_pay_request request JOIN crm_lead deal ON deal.id = request.deal_id
 WHERE deal.name LIKE 'CHAOS/%' ORDER BY request.id
"""
# An hour need not be waited for: what would be looked at then is looked at now.
MAKE_DUE = """
UPDATE payment_transaction SET yookassa_next_check_at = now() AT TIME ZONE 'UTC'
 WHERE yookassa_next_check_at IS NOT NULL;
UPDATE payment_yookassa_receipt SET next_check_at = now() AT TIME ZONE 'UTC'
 WHERE next_check_at IS NOT NULL
"""
OPEN_CALLS = "SELECT 1 FROM payment_yookassa_operation WHERE state = 'open'"
UNFINISHED = f"""
{OPEN_CALLS}
UNION ALL SELECT 1 FROM payment_yookassa_receipt WHERE state IN ('draft', 'sent', 'pending')
UNION ALL SELECT 1 FROM payment_transaction
 WHERE yookassa_object_id IS NOT NULL AND (state IN ('draft', 'pending') OR NOT is_post_processed)
"""
BOOKED = """
SELECT tx.yookassa_object_id, count(payment.id), coalesce(sum(line.debit), 0)
  FROM payment_transaction tx
  LEFT JOIN account_payment payment
    ON payment.payment_transaction_id = tx.id AND payment.state IN ('in_process', 'paid')
  LEFT JOIN account_move_line line ON line.move_id = payment.move_id AND line.debit > 0
 WHERE tx.yookassa_object_id IS NOT NULL
 GROUP BY tx.id
"""


@dataclass
class Client:
    """Whoever has got the link with this token."""

    token: str
    fate: str
    fault: dict | None
    forgery: str | None
    presses: int  # until he has seen YooKassa's page; then he comes again later
    payment: str = ""


class PaymentChaos:
    """One run.

    :param server: `OdooServer` on a demo database
    :param kassa: `FakeYookassa` of this run alone
    :param count: how many clients have a link to pay
    :param kills: how many times Odoo dies meanwhile: its workers and all of it in turns
    :ivar done: Counter of what was done to the system
    """

    def __init__(self, server, kassa, count, kills, seed=1):
        self.server, self.kassa, self.count = server, kassa, count
        self.patience = 90 + 2 * count  # seconds
        self.done = Counter()
        self._kill_before = [count * (number + 1) // (kills + 1) for number in range(kills)]
        self._random = random.Random(seed)
        self._lock = threading.Lock()

    def run(self):
        """Let everybody pay, and wait until nothing is left to do."""
        clients = self._prepare()
        self._let_pay(clients)
        self.kassa.clear_faults()
        self._wait_for(OPEN_CALLS)
        self._let_pay([client for client in clients if not client.payment])
        assert all(client.payment for client in clients), "everybody has seen YooKassa's page"
        self._announce_late([client.payment for client in clients])
        self.kassa.forward(HOUR + 1)  # what nobody has paid dies
        self._wait_for(UNFINISHED)

    def differences(self):
        """{what Odoo's books and YooKassa's differ in: how much}; all 0 when nothing went wrong."""
        paid = {
            payment["id"]: Decimal(payment["amount"]["value"])
            for payment in self.kassa.payments()
            if payment["status"] == "succeeded" and payment["recipient"]["account_id"] == SHOP
        }
        rows = database.query(BOOKED, self.server.database)
        booked = {key: (int(number), Decimal(total)) for key, number, total in rows}
        self.done["paid at YooKassa"] = len(paid)
        self.done["booked in Odoo"] = sum(number for number, _total in booked.values())
        wrong = [key for key in paid if booked.get(key, (0, 0)) != (1, paid[key])]
        return {
            "paid, not booked exactly once": len(wrong),
            "booked, not paid": sum(
                number for key, (number, _total) in booked.items() if key not in paid
            ),
            "difference of the sums": abs(
                sum(paid.values()) - sum(total for _number, total in booked.values())
            ),
        }

    # === BEFORE === #

    def _prepare(self):
        self.kassa.configure(
            notify_duplicate=1, notify_delay=0.2, notify_shuffle=1.5, notify_retry_scale=0.02
        )
        for shop in (SHOP, FOREIGN_SHOP):
            url = f"{self.server.url}/payment/yookassa/webhook"
            self.kassa.change_shop(shop, notification_url=url)
        self.server.shell(REQUESTS.format(api=self.kassa.api_url, count=self.count))
        return [
            Client(
                token,
                self._choose(FATES),
                self._choose(FAULTS),
                self._choose(FORGERIES),
                self._random.randint(1, 2),
            )
            for [token] in database.query(TOKENS, self.server.database)
        ]

    def _choose(self, table):
        return self._random.choices([row[1] for row in table], [row[0] for row in table])[0]

    # === CLIENTS === #

    def _let_pay(self, clients):
        waiting = list(reversed(clients))

        def work():
            kassa = FakeYookassa(self.kassa.base_url)
            kassa.shop = SHOP
            while client := self._next(waiting):
                self._visit(client, kassa)

        with ThreadPoolExecutor(CLIENTS) as pool:
            for job in [pool.submit(work) for _number in range(CLIENTS)]:
                job.result()

    def _next(self, waiting):
        """The next client; before some of them, Odoo is killed."""
        with self._lock:
            if not waiting:
                return None
            self.done["visits"] += 1
            if self._kill_before and self.done["visits"] > self._kill_before[0]:
                self._kill_before.pop(0)
                self._kill()
            return waiting.pop()

    def _kill(self):
        """`kill -9`, in turns, of all processes that work and of everything."""
        self.done["kills"] += 1
        if self.done["kills"] % 2:
            for process in psutil.Process(self.server.processes[0].pid).children():
                process.kill()
        else:
            self.server.kill()
            self.server.start()

    def _visit(self, client, kassa):
        if client.fault:
            kassa.fault(**client.fault)
            self._count(f"fault {client.fault['kind']} of {client.fault['method']}")
            client.fault = None
        for _number in range(client.presses):
            page = self._press(client.token)
            if found := re.search(r"/checkout/([0-9a-f-]{36})", page):
                client.payment = found[1]
                break
        else:
            self._count("left without YooKassa's page")
            return
        self._forge(client, kassa)
        if client.fate == "pays":
            kassa.pay(client.payment)
        elif client.fate == "is declined":
            kassa.decline(client.payment)
        self._count(client.fate)

    def _press(self, token):
        """What the client sees after «Pay»; while Odoo is down he tries again."""
        http, end = requests.Session(), time.monotonic() + self.patience
        url = f"{self.server.url}/pay/{token}"
        while time.monotonic() < end:
            try:
                page = http.get(url, timeout=60).text
                csrf = re.search(r'name="csrf_token" value="([^"]+)"', page)
                if not csrf:
                    return page
                answer = http.post(f"{url}/pay", data={"csrf_token": csrf[1]}, timeout=60)
                if answer.ok:
                    return answer.text
            except requests.RequestException:
                pass
            self._count("pressed in vain")
            time.sleep(0.3)
        raise AssertionError("Odoo does not come back")

    def _count(self, what):
        with self._lock:
            self.done[what] += 1

    # === LIES === #

    def _forge(self, client, kassa):
        if not client.forgery:
            return
        payment = _insist(kassa.payment, client.payment)
        if client.forgery == "foreign shop":
            value, metadata = payment["amount"]["value"], payment["metadata"]
            other = _insist(kassa.create_payment, value, shop=FOREIGN_SHOP, metadata=metadata)
            kassa.pay(other["id"])  # announced by itself, and true, but not our money
        else:
            lie = {**payment, "status": "succeeded", "paid": True}
            if client.forgery == "unknown id":
                lie["id"] = str(uuid.uuid4())
            elif client.forgery == "changed amount":
                lie["amount"] = {"value": "1.00", "currency": "RUB"}
            notice = {"type": "notification", "event": "payment.succeeded", "object": lie}
            kassa.forge_notification(notice)
        self._count(f"forged: {client.forgery}")

    def _announce_late(self, payments):
        """Everything is over, and some are told of again, of what is not true any more too."""
        events = ("payment.succeeded", "payment.waiting_for_capture", "payment.canceled")
        for payment in self._random.sample(payments, len(payments) // 5):
            self.kassa.announce("payments", payment, self._random.choice(events))
            self.done["late"] += 1

    # === AFTER === #

    def _wait_for(self, query):
        """Run the crons and deliver notifications until `query` finds nothing more."""
        eventually(lambda: self._is_quiet(query), self.patience, "nothing is left to do")

    def _is_quiet(self, query):
        self.kassa.flush_notifications(60)
        database.query(MAKE_DUE, self.server.database)
        admin = self.server.user("admin")
        for name in CRONS:
            self._run(admin, name)
        return not database.query(query, self.server.database)

    def _run(self, admin, name):
        [cron] = admin.search_read("ir.model.data", _xmlid(name), ["res_id"])
        try:
            admin.call("ir.cron", "method_direct_trigger", [cron["res_id"]])
        except (OdooError, requests.RequestException) as error:
            if getattr(error, "kind", "odoo.exceptions.UserError") != "odoo.exceptions.UserError":
                raise
            self.done["cron was busy"] += 1  # with the same, in another process


def _insist(call, *args, **kwargs):
    """Result of a call of the API, which may meet a fault that was meant for Odoo."""
    while True:
        try:
            return call(*args, **kwargs)
        except (ValueError, requests.RequestException):
            continue


def _xmlid(name):
    module, _dot, name = name.partition(".")
    return [("module", "=", module), ("name", "=", name)]
