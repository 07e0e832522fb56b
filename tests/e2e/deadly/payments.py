"""Stories of money. Each ends so: paid once or given back once, and no call is open any more."""

import re
from decimal import Decimal

import requests

CHECK = "payment_yookassa.ir_cron_check"
BOOK = "payment.cron_post_process_payment_tx"
RECEIPTS = "payment_yookassa.ir_cron_receipts"
WATCH = "payment_yookassa.ir_cron_watch"
MONTH = "jewel_finmonitor_yookassa.ir_cron_ask_yookassa"
PART = "1000.00"
TIMEOUT = 60
BOOKED = """
SELECT tx.provider_reference, payment.amount
  FROM payment_transaction tx JOIN account_payment payment
    ON payment.payment_transaction_id = tx.id AND payment.state IN ('in_process', 'paid')
 WHERE tx.yookassa_object_id IS NOT NULL OR tx.source_transaction_id IS NOT NULL
"""


class Client:
    """Somebody who has got a link; what he pays with is one payment of YooKassa."""

    def __init__(self, world):
        self.world, number = world, next(world.numbers)
        manager = world.user("manager")
        person = {"name": f"Client {number}", "email": "client@example.com"}
        [kind] = manager.call("jewel.product.type", "search", [], limit=1)
        deal = {
            "name": f"Deadly {number}",
            "type": "opportunity",
            "partner_id": manager.call("res.partner", "create", person),
            "jewel_type_id": kind,
            "expected_revenue": 50000.37 + number,
        }
        deal = manager.call("crm.lead", "create", deal)
        self.request = manager.call("crm.lead", "action_open_prepayment", [deal])["res_id"]
        manager.call("jewel.pay.request", "action_open", [self.request])
        [link] = manager.call("jewel.pay.request", "read", [self.request], ["pay_url"])
        self.page = f"{world.server.url}/pay/{link['pay_url'].rpartition('/')[2]}"

    def press(self):
        """«Pay»; an empty page when the server dies of it."""
        http = requests.Session()
        try:
            page = http.get(self.page, timeout=TIMEOUT)
            csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
            http.post(f"{self.page}/pay", data={"csrf_token": csrf}, timeout=TIMEOUT)
        except requests.RequestException:
            pass
        return self

    def begun(self):
        """A client whose payment is made and waits for him on YooKassa's page."""
        self.press()
        return self.waits()

    def waits(self):
        self.world.until(lambda: self.transactions("pending"), "the payment waits", CHECK)
        return self

    def paid(self):
        self.world.kassa.pay(self.begun().payment["id"])
        return self.is_paid_once()

    # === WHAT IS TRUE === #

    def transactions(self, *states, is_refund=False):
        """Those of the link that are in one of the states; not the parts of a hold."""
        return self.world.user("admin").search_read(
            "payment.transaction",
            [
                ("pay_request_id", "=", self.request),
                ("state", "in", states),
                ("operation", "=" if is_refund else "!=", "refund"),
                ("yookassa_object_id", "!=", False),
            ],
            ["reference", "amount", "yookassa_object_id"],
        )

    @property
    def payment(self):
        """The one payment at YooKassa."""
        domain = [("pay_request_id", "=", self.request), ("source_transaction_id", "=", False)]
        [tx] = self.world.user("admin").search_read("payment.transaction", domain, ["reference"])
        [found] = [
            payment
            for payment in self.world.kassa.payments()
            if (payment.get("metadata") or {}).get("reference") == tx["reference"]
        ]
        return found

    def refunds(self):
        """At YooKassa."""
        answer = self.world.kassa.api("GET", f"/refunds?payment_id={self.payment['id']}")
        return answer.json()["items"]

    def is_paid_once(self, *crons):
        self._settle(lambda: self.transactions("done"), crons)
        [tx] = self.transactions("done")
        assert self.payment["status"] == "succeeded"
        assert self.payment["id"] == tx["yookassa_object_id"]
        return self

    def is_given_back_once(self, *crons):
        self._settle(lambda: self.transactions("done", is_refund=True), crons)
        [tx] = self.transactions("done", is_refund=True)
        [refund] = self.refunds()
        assert (refund["amount"]["value"], tx["amount"]) == (PART, -float(PART))

    def _settle(self, is_done, crons):
        self.world.until(is_done, "the money is there", *crons)
        self.world.until(lambda: not self._open_calls(), "no call is open", *crons)

    def _open_calls(self):
        domain = [("transaction_id.pay_request_id", "=", self.request), ("state", "=", "open")]
        return self.world.user("admin").count("payment.yookassa.operation", domain)


def books_differ(world):
    """{id at YooKassa: (there, booked here)} of payments and refunds that differ."""
    refunds = world.kassa.api("GET", "/refunds?limit=100").json()["items"]
    there = {
        one["id"]: [Decimal(one["amount"]["value"])]
        for one in [*world.kassa.payments(), *refunds]
        if one["status"] == "succeeded"
    }
    here = {}
    for key, amount in world.query(BOOKED):
        here.setdefault(key, []).append(Decimal(f"{amount:.2f}"))
    keys = there.keys() | here.keys()
    return {key: (there.get(key), here.get(key)) for key in keys if there.get(key) != here.get(key)}


# === MAKING AND FOLLOWING A PAYMENT === #


def client_pays(world):
    client = Client(world)
    world.arm()
    client.press().waits()
    world.kassa.pay(client.payment["id"])
    client.is_paid_once()


def answer_was_lost(world):
    world.kassa.fault("reset", method="POST", path="payments$", after=True)
    client = Client(world).press()
    world.arm()
    client.waits()
    world.kassa.pay(client.payment["id"])
    client.is_paid_once()


def yookassa_tells(world):
    client = Client(world).begun()
    world.arm()
    world.kassa.pay(client.payment["id"])
    client.is_paid_once()


def client_comes_back(world):
    client = Client(world).begun()
    payment = client.payment
    world.kassa.hold_notifications()
    world.kassa.pay(payment["id"])
    world.kassa.clear_notifications()
    world.arm()
    world.press_until_done(requests.get, payment["confirmation"]["return_url"], timeout=TIMEOUT)
    client.is_paid_once()


def nobody_tells(world):
    client = Client(world).begun()
    world.kassa.hold_notifications()
    world.kassa.pay(client.payment["id"])
    world.kassa.clear_notifications()
    world.kassa.release_notifications()
    world.arm()
    client.is_paid_once(CHECK)


# === HOLDS === #


def _held(world):
    """A client whose money is held."""
    admin = world.user("admin")
    [provider] = admin.call("payment.provider", "search", [("code", "=", "yookassa")])
    admin.call("payment.provider", "write", [provider], {"capture_manually": True})
    client = Client(world).begun()
    admin.call("payment.provider", "write", [provider], {"capture_manually": False})
    world.kassa.pay(client.payment["id"])
    world.until(lambda: client.transactions("authorized"), "the money is held", CHECK)
    return client


def hold_is_charged(world):
    client = _held(world)
    [tx] = client.transactions("authorized")
    admin = world.user("admin")
    place = {"active_model": "payment.transaction", "active_ids": [tx["id"]]}
    wizard = admin.call("payment.capture.wizard", "create", {}, context=place)
    world.arm()
    world.press(admin.call, "payment.capture.wizard", "action_capture", [wizard])
    client.is_paid_once(CHECK)


def hold_is_released(world):
    client = _held(world)
    [tx] = client.transactions("authorized")
    world.arm()
    world.press(world.user("admin").call, "payment.transaction", "action_void", [tx["id"]])
    world.until(lambda: client.transactions("cancel"), "the hold is released", CHECK)
    assert client.payment["status"] == "canceled"


# === REFUNDS === #


def _refund(world, client):
    [tx] = client.transactions("done")
    accountant = world.user("accountant")
    values = {"transaction_id": tx["id"], "amount": float(PART), "reason": "Too big"}
    wizard = accountant.call("payment.yookassa.refund", "create", values)
    return lambda: accountant.call("payment.yookassa.refund", "action_refund", [wizard])


def money_is_given_back(world):
    client = Client(world).paid()
    refund = _refund(world, client)
    world.arm()
    world.press(refund)
    client.is_given_back_once(CHECK)


def bank_refunds_later(world):
    world.kassa.configure(refund_delay=86400)
    client = Client(world).paid()
    _refund(world, client)()
    world.kassa.hold_notifications()
    [refund] = client.refunds()
    world.kassa.finish_refund(refund["id"])
    world.kassa.clear_notifications()
    world.arm()
    client.is_given_back_once(CHECK)


def refund_of_the_profile(world):
    client = Client(world).paid()
    world.kassa.hold_notifications()
    world.kassa.refund_by_hand(client.payment["id"], PART)
    world.kassa.clear_notifications()
    world.arm()
    client.is_given_back_once(WATCH)


# === RECEIPTS, THE MONTH, THE KEY === #


def receipt_is_sent_again(world):
    admin = world.user("admin")
    world.kassa.configure(receipt_fails=True, receipt_delay=0)
    client = Client(world).paid()

    def receipts(*states):
        domain = [
            ("transaction_id.pay_request_id", "=", client.request),
            ("state", "in", states),
        ]
        return admin.search_read("payment.yookassa.receipt", domain, ["receipt_id"])

    world.until(lambda: receipts("canceled"), "the register has refused", RECEIPTS)
    world.kassa.configure(receipt_fails=False, receipt_delay=86400)
    [refused] = receipts("canceled")
    world.user("accountant").call("payment.yookassa.receipt", "action_retry", [refused["id"]])
    world.arm()
    world.until(lambda: receipts("pending"), "it is at the register", RECEIPTS)
    [sent] = receipts("pending")
    world.kassa.finish_receipt(sent["receipt_id"])
    world.until(lambda: receipts("succeeded"), "it is registered", RECEIPTS)
    answer = world.kassa.api("GET", f"/receipts?payment_id={client.payment['id']}")
    states = sorted(receipt["status"] for receipt in answer.json()["items"])
    assert states == ["canceled", "succeeded"]
    assert len(receipts("succeeded")) == 1 and not receipts("draft", "sent", "pending", "failed")


def month_is_asked(world):
    client, accountant = Client(world).paid(), world.user("accountant")
    names = [("model", "=", "jewel.payment.source"), ("name", "=", "source_yookassa_card")]
    [card] = world.user("admin").search_read("ir.model.data", names, ["res_id"])
    source = card["res_id"]
    found = accountant.call("jewel.reconciliation", "search", [("source_id", "=", source)])
    one = found or [accountant.call("jewel.reconciliation", "create", {"source_id": source})]
    accountant.call("jewel.reconciliation", "action_ask_yookassa", one)
    world.arm()

    def is_answered():
        names = ["yookassa_asked_at", "yookassa_answer"]
        [state] = accountant.call("jewel.reconciliation", "read", one, names)
        return state["yookassa_answer"] and not state["yookassa_asked_at"]

    world.until(is_answered, "the month is taken", MONTH)
    lines = accountant.search_read(
        "jewel.reconciliation.line", [("reconciliation_id", "in", one)], ["external_id"]
    )
    references = [line["external_id"] for line in lines]
    assert references.count(client.payment["id"]) == 1
    assert len(references) == len(set(references))


def key_is_tested(world):
    admin = world.user("admin")
    providers = admin.call("payment.provider", "search", [("code", "=", "yookassa")])
    world.arm()
    world.press_until_done(admin.call, "payment.provider", "action_yookassa_test", providers)
    [state] = admin.call("payment.provider", "read", providers, ["yookassa_test_result"])
    assert state["yookassa_test_result"] == "ok"


# Who tells it, and the calls at which Odoo dies meanwhile.
STORIES = {
    client_pays: ["POST /v3/payments"],
    answer_was_lost: ["GET /v3/payments"],
    yookassa_tells: ["GET /v3/payments/ID"],
    client_comes_back: ["GET /v3/payments/ID"],
    nobody_tells: ["GET /v3/payments/ID"],
    hold_is_charged: ["POST /v3/payments/ID/capture"],
    hold_is_released: ["POST /v3/payments/ID/cancel"],
    money_is_given_back: ["POST /v3/refunds"],
    bank_refunds_later: ["GET /v3/refunds/ID"],
    refund_of_the_profile: ["GET /v3/payments", "GET /v3/refunds"],
    receipt_is_sent_again: ["GET /v3/receipts", "POST /v3/receipts", "GET /v3/receipts/ID"],
    month_is_asked: ["GET /v3/payments", "GET /v3/refunds"],
    key_is_tested: ["GET /v3/me"],
}
