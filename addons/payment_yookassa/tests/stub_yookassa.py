"""YooKassa in memory, at the place of the HTTP session: keys, states, limits, faults."""

import base64
import json
import re
import uuid
from datetime import datetime, timezone
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import requests

SHOP, SECRET = "100500", "test_secret"


class StubYookassa:
    """One YooKassa with shops, payments, refunds and a journal of the requests.

    ``fault(name, after=True)`` spoils the next request of that path: with ``after`` it is worked
    through first and only the answer is lost. Names: timeout, refused, html, 202, 429, 500 ...
    """

    def __init__(self):
        self.shops = {SHOP: SECRET}
        self.test_shops = {SHOP}
        self.payments, self.refunds, self.receipts, self.keys = {}, {}, {}, {}
        self.faults, self.journal = [], []
        self.refund_status = self.receipt_status = "succeeded"
        self.me = {}

    # === WHAT PEOPLE AND TIME DO === #

    def pay(self, payment_id, **changes):
        """The payer pays: the money is there, or held."""
        payment = self.payments[payment_id]
        status = "succeeded" if payment["capture"] else "waiting_for_capture"
        method = {"type": "bank_card", "id": payment_id, "card": {"card_type": "Mir"}}
        payment.update(status=status, paid=True, payment_method=method, **changes)
        payment.pop("confirmation", None)
        if status == "succeeded":
            self._capture(payment)
        return payment

    def _capture(self, payment):
        """The shop gets the money, less a fee of 2.8 %."""
        value = Decimal(payment["amount"]["value"])
        income = value - round(value * Decimal("0.028"), 2)
        payment.setdefault("captured_at", _now())
        payment["income_amount"] = {"value": str(income), "currency": "RUB"}
        self._register("payment", payment)

    def cancel(self, payment_id, reason="expired_on_confirmation", party="yoo_money"):
        payment = self.payments[payment_id]
        payment.update(status="canceled", cancellation_details={"party": party, "reason": reason})
        return payment

    def refund_in_profile(self, payment_id, value, status="succeeded"):
        """Somebody gives money back in the merchant profile."""
        payment = self.payments[payment_id]
        amount = {"value": value, "currency": "RUB"}
        return self._add_refund({"payment_id": payment_id, "amount": amount}, payment, status)

    def payment_from_elsewhere(self, value="500.00", **changes):
        """A payment of the shop that another system has made."""
        body = {"amount": {"value": value, "currency": "RUB"}, "capture": True}
        payment = self._add_payment(SHOP, body)
        return self.pay(payment["id"], **changes)

    def answer_receipts(self, status):
        """The register answers: receipts that waited get ``status``."""
        for receipt in self.receipts.values():
            if receipt["status"] == "pending":
                receipt["status"] = status
                owner = self.payments.get(receipt["payment_id"])
                owner = self.refunds.get(receipt.get("refund_id")) or owner
                if "receipt_registration" in owner:
                    owner["receipt_registration"] = status

    def fault(self, name, path="", method=None, after=False):
        self.faults.append((name, path, method, after))

    def sent(self, method, path=""):
        """Journal entries: dicts of method, path, key, body, shop."""
        return [
            entry
            for entry in self.journal
            if entry["method"] == method and entry["path"].startswith(path)
        ]

    # === HTTP === #

    def session(self, _client=None):
        return _Session(self)

    def handle(self, method, url, headers, body):
        parts = urlsplit(url)
        path = parts.path.removeprefix("/v3")
        shop, secret = _credentials(headers)
        key = headers.get("Idempotence-Key")
        self.journal.append(
            {"method": method, "path": path, "key": key, "body": body, "shop": shop}
        )
        fault = self._take_fault(method, path)
        if fault and not fault[3]:
            return _spoiled(fault[0])
        if not secret or self.shops.get(shop) != secret:
            answer = _error(401, "invalid_credentials")
        else:
            answer = self._with_key(method, path, parse_qs(parts.query), body, key, shop)
        return _spoiled(fault[0]) if fault else answer

    def _take_fault(self, method, path):
        for fault in self.faults:
            if path.startswith(fault[1]) and fault[2] in (None, method):
                self.faults.remove(fault)
                return fault
        return None

    def _with_key(self, method, path, query, body, key, shop):
        if method == "GET":
            return self._get(path, query, shop)
        text = json.dumps([path, body], sort_keys=True)
        if (shop, key) in self.keys:
            known, answer = self.keys[shop, key]
            if known != text:
                return _error(400, "invalid_request", "Idempotence key duplicated")
            return 200, json.loads(answer)
        status, answer = self._post(path, body, shop)
        if status == 200:
            self.keys[shop, key] = text, json.dumps(answer)
        return status, answer

    def _get(self, path, query, shop):
        if path == "/me":
            fiscal = {"enabled": True, "provider": "avanpost"}
            me = {"account_id": shop, "status": "enabled", "test": shop in self.test_shops}
            return 200, {
                **me,
                "fiscalization": fiscal,
                "payment_methods": ["bank_card", "sbp"],
                **self.me,
            }
        kind, _slash, object_id = path.strip("/").partition("/")
        rows = {"payments": self.payments, "receipts": self.receipts}.get(kind, self.refunds)
        rows = {row["id"]: row for row in rows.values() if row["shop"] == shop}
        if object_id:
            row = rows.get(object_id)
            return (200, _public(row)) if row else _error(404, "not_found")
        return 200, _page(list(rows.values()), query)

    def _post(self, path, body, shop):
        if path == "/payments":
            return 200, _public(self._add_payment(shop, body))
        if path == "/refunds":
            return self._refund(body, shop)
        if path == "/receipts":
            return 200, _public(self._add_receipt(shop, body["type"], body))
        payment_id, action = re.fullmatch(r"/payments/([^/]+)/(\w+)", path).groups()
        payment = self.payments.get(payment_id)
        if not payment or payment["status"] != "waiting_for_capture":
            return _error(400, "invalid_request", "Payment is not held")
        if action == "cancel":
            self.cancel(payment_id, "canceled_by_merchant", "merchant")
        else:
            payment.update(status="succeeded", amount=body.get("amount") or payment["amount"])
            payment["receipt"] = body.get("receipt") or payment["receipt"]
            self._capture(payment)
        return 200, _public(payment)

    def _add_payment(self, shop, body):
        payment_id = str(uuid.uuid4())
        payment = {
            "id": payment_id,
            "shop": shop,
            "capture": body.get("capture", False),
            "status": "pending",
            "paid": False,
            "amount": body["amount"],
            "created_at": _now(),
            "test": shop in self.test_shops,
            "refundable": False,
            "recipient": {"account_id": shop, "gateway_id": "1"},
            "metadata": body.get("metadata", {}),
            "receipt": body.get("receipt"),
            "description": body.get("description"),
            "confirmation": {
                "type": "redirect",
                "confirmation_url": f"https://pay.example/checkout?orderId={payment_id}",
            },
        }
        self.payments[payment_id] = payment
        return payment

    def _refund(self, body, shop):
        payment = self.payments.get(body["payment_id"])
        if not payment or payment["shop"] != shop:
            return _error(404, "not_found")
        given = sum(
            Decimal(refund["amount"]["value"])
            for refund in self.refunds.values()
            if refund["payment_id"] == payment["id"] and refund["status"] != "canceled"
        )
        value = Decimal(body["amount"]["value"])
        if payment["status"] != "succeeded" or given + value > Decimal(payment["amount"]["value"]):
            return _error(400, "invalid_request", "Refund is more than the payment", "amount")
        return 200, _public(self._add_refund(body, payment, self.refund_status))

    def _add_refund(self, body, payment, status):
        refund = {
            "id": str(uuid.uuid4()),
            "shop": payment["shop"],
            "payment_id": payment["id"],
            "status": status,
            "amount": body["amount"],
            "created_at": _now(),
            "description": body.get("description"),
            "metadata": body.get("metadata", {}),
        }
        self.refunds[refund["id"]] = refund
        refund["receipt"] = body.get("receipt") or payment["receipt"]
        if status == "succeeded":
            self._register("refund", refund)
        return refund

    def _register(self, kind, owner):
        """The receipt that goes with a payment or a refund."""
        if not owner["receipt"]:
            return
        ids = {"payment_id": owner["id"]} if kind == "payment" else {"refund_id": owner["id"]}
        receipt = self._add_receipt(owner["shop"], kind, {**owner["receipt"], **ids})
        owner["receipt_registration"] = receipt["status"]

    def _add_receipt(self, shop, kind, body):
        number = len(self.receipts) + 1
        receipt = {
            "id": f"rt-{uuid.uuid4()}",
            "shop": shop,
            "type": kind,
            "payment_id": body.get("payment_id"),
            "refund_id": body.get("refund_id"),
            "status": self.receipt_status,
            "items": body.get("items", []),
            "created_at": _now(),
            "fiscal_document_number": str(1000 + number),
            "fiscal_storage_number": "9280440300000001",
            "fiscal_attribute": str(3000000000 + number),
            "registered_at": _now(),
        }
        if body.get("settlements"):
            receipt["settlements"] = body["settlements"]
        self.receipts[receipt["id"]] = receipt
        return receipt


class _Session:
    def __init__(self, stub):
        self.stub = stub

    def request(self, method, url, params=None, headers=None, json=None, verify=None):
        status, answer = self.stub.handle(method, url, headers, json)
        return _response(status, answer)

    def close(self):
        pass


def _response(status, answer):
    response = requests.Response()
    response.status_code = status
    text = answer if isinstance(answer, str) else json.dumps(answer)
    response._content = text.encode()
    return response


def _spoiled(name):
    if name == "timeout":
        raise requests.ReadTimeout("no answer in time")
    if name == "refused":
        raise requests.ConnectionError("refused")
    if name == "html":
        return 200, "<html>Maintenance</html>"
    if name == 202:
        return 202, {"type": "processing", "retry_after": 1800}
    return _error(name, "internal_server_error")


def _error(status, code, description="", parameter=""):
    return status, {
        "type": "error",
        "id": str(uuid.uuid4()),
        "code": code,
        "description": description,
        "parameter": parameter,
    }


def _page(rows, query):
    """Newest first; filters by payment, status and time, ``limit`` rows from ``cursor`` on."""
    names = ("payment_id", "refund_id", "status")
    wanted = {name: query[name][0] for name in names if name in query}
    rows = [
        _public(row)
        for row in reversed(rows)
        if wanted.items() <= row.items() and _is_in_time(row, query)
    ]
    start, limit = int(query.get("cursor", [0])[0]), int(query.get("limit", [10])[0])
    page = {"type": "list", "items": rows[start : start + limit]}
    if len(rows) > start + limit:
        page["next_cursor"] = str(start + limit)
    return page


def _is_in_time(row, query):
    for name in ("created_at", "captured_at"):
        begin = query.get(f"{name}.gte", [""])[0]
        end = query.get(f"{name}.lt", ["~"])[0]
        if (begin or end != "~") and not begin <= row.get(name, "~") < end:
            return False
    return True


def _public(row):
    hidden = ("shop", "capture", "receipt")
    return json.loads(json.dumps({k: v for k, v in row.items() if k not in hidden}))


def _credentials(headers):
    text = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
    return text.split(":", 1)


def _now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
