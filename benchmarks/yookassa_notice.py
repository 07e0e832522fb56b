"""A notification of a payment: YooKassa's against Mollie's of Odoo itself, from the webhook on.

Both in this process and database, each in a transaction of its own that is committed, as Odoo runs
a request. Both providers answer from memory, with the same JSON, at the place where `requests`
would open a connection. Then the money is booked in a second transaction, as by the cron.
"""

import json
import statistics
import time
import uuid
from unittest.mock import patch

import requests

from odoo import SUPERUSER_ID, api
from odoo.http import Response
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import HttpCase

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.addons.payment_mollie.controllers.main import MollieController
from odoo.addons.payment_yookassa.controllers.main import YookassaController

from _steps import odoo

ROUNDS, WARM_UP = 60, 5
BOUND = 1.3
SHOP = "100001"
OURS, THEIRS = "yookassa", "mollie"
KEYS = {
    OURS: {
        "yookassa_shop_id": SHOP,
        "yookassa_secret_key": "test_benchmark",
        "yookassa_receipts": "off",
    },
    THEIRS: {"mollie_api_key": "test_benchmark"},
}
PAID = {OURS: "succeeded", THEIRS: "paid"}


def measure(env):
    registry = _install_mollie(env)
    payments = {code: _make(registry, code) for code in (OURS, THEIRS)}
    answers = {one["id"]: json.dumps(one).encode() for row in payments.values() for one in row}
    no_server = patch.object(HttpCase, "http_port", return_value=None)  # asked by MockRequest
    with no_server, patch.object(requests.adapters.HTTPAdapter, "send", _sender(answers)):
        taken = _take_in_turn(registry, payments)
    for name, index, unit, bound in (
        ("median", 0, "s", BOUND),
        ("queries", 1, "queries", None),
        ("and booking, median", 2, "s", BOUND),
        ("and booking, queries", 3, "queries", None),
    ):
        ours, theirs = (
            statistics.median(row[index] for row in taken[code]) for code in (OURS, THEIRS)
        )
        yield f"notification of a payment, {name}", ours, theirs, "payment_mollie", bound, unit


def _install_mollie(env):
    database = env.cr.dbname
    env.cr.commit()  # or the installation would wait for what this transaction has read
    odoo.run("benchmark", "-d", database, "-i", "payment_mollie", "--stop-after-init", "--no-http")
    return Registry.new(database)


# === DATA === #


def _make(registry, code):
    """Payments of transactions that wait for them, as the provider shows them when paid."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        provider = env["payment.provider"].search([("code", "=", code)], limit=1)
        provider.write({"state": "test", **KEYS[code]})
        client = env["res.partner"].create({"name": f"Benchmark {code}"})
        return [_make_payment(provider, client, number) for number in range(WARM_UP + ROUNDS)]


def _make_payment(provider, client, number):
    payment, env = str(uuid.uuid4()), provider.env
    values = {"yookassa_object_id": payment} if provider.code == OURS else {}
    tx = env["payment.transaction"].create(
        {
            "provider_id": provider.id,
            "payment_method_id": env.ref("payment.payment_method_card").id,
            "amount": 50000 + number,
            "currency_id": env.ref("base.RUB").id,
            "partner_id": client.id,
            "operation": "online_redirect",
            "reference": f"BENCH/{provider.code}/{number}",
            "provider_reference": payment,
            "state": "pending",
            **values,
        }
    )
    return {
        "id": payment,
        "status": PAID[provider.code],
        "paid": True,
        "test": True,
        "amount": {"value": f"{tx.amount:.2f}", "currency": "RUB"},
        "recipient": {"account_id": SHOP, "gateway_id": f"{SHOP}1"},
        "metadata": {"reference": tx.reference},
        "payment_method": {"type": "bank_card", "card": {"card_type": "Visa"}},
        "method": "creditcard",
        "details": {"cardLabel": "Visa"},
    }


def _sender(answers):
    """In place of the connection: the payment that the address ends with."""

    def send(_adapter, request, **_options):
        response = requests.Response()
        response.status_code = 200
        response.url, response.request = request.url, request
        response.headers["Content-Type"] = "application/json"
        response._content = answers[request.url.rsplit("/", 1)[1]]
        return response

    return send


# === THE CLOCK === #


def _take_in_turn(registry, payments):
    """{code: rows of (seconds, queries, both with the booking)}; who is first changes."""
    taken = {code: [] for code in payments}
    for number in range(WARM_UP + ROUNDS):
        for code in (OURS, THEIRS) if number % 2 else (THEIRS, OURS):
            payment = payments[code][number]
            notice = _clock(registry, "base.public_user", NOTIFY[code], payment)
            booking = _clock(registry, "base.user_root", _book, payment)
            if number >= WARM_UP:
                both = (sum(pair) for pair in zip(notice, booking, strict=True))
                taken[code].append((*notice, *both))
    _check(registry, [one["metadata"]["reference"] for row in payments.values() for one in row])
    return taken


def _clock(registry, user, job, payment):
    """(seconds, queries) of a job in a transaction of its own, as Odoo runs a request."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        env = env(user=env.ref(user).id, su=False)
        with MockRequest(env) as request:
            request.make_response = Response
            before, start = cr.sql_log_count, time.perf_counter()
            retrying(lambda: job(request, payment), request.env)
            return time.perf_counter() - start, cr.sql_log_count - before


def _notify_ours(request, payment):
    notice = {"type": "notification", "event": "payment.succeeded", "object": payment}
    body = json.dumps(notice).encode()
    request.httprequest.content_length = len(body)
    request.httprequest.get_data = lambda: body
    YookassaController().yookassa_webhook()


def _notify_theirs(_request, payment):
    MollieController().mollie_webhook(id=payment["id"], ref=payment["metadata"]["reference"])


NOTIFY = {OURS: _notify_ours, THEIRS: _notify_theirs}


def _book(request, payment):
    reference = payment["metadata"]["reference"]
    request.env["payment.transaction"].search([("reference", "=", reference)])._post_process()


def _check(registry, references):
    """Both have really done it, or the times say nothing."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        done = env["payment.transaction"].search([("reference", "in", references)])
        done = done.filtered(lambda tx: tx.state == "done" and tx.payment_id)
        if len(done) != len(references):
            raise AssertionError(f"{len(done)} of {len(references)} payments were booked")
