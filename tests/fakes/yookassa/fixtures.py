"""Pytest fixtures and small helpers for tests of the fake itself."""

import pytest

from .driver import FakeYookassa
from .receiver import Receiver


@pytest.fixture(name="server", scope="module")
def running_server():
    """One server for a test file."""
    with FakeYookassa.start() as kassa:
        yield kassa


@pytest.fixture(name="kassa")
def empty_shops(server):
    """The server without payments, with its first settings and shops."""
    server.restore_settings()
    for shop in server.shops():
        server.change_shop(shop["id"], notification_url="")
    server.reset()
    return server


@pytest.fixture(name="receiver")
def notification_receiver(kassa):
    """An address for notifications, entered in the shop that the calls go as."""
    receiver = Receiver()
    kassa.change_shop(kassa.shop, notification_url=receiver.url)
    yield receiver
    receiver.close()


def rub(value):
    """An amount."""
    return {"value": value, "currency": "RUB"}


def item(price, **values):
    """An item of a receipt."""
    return {
        "description": "Кольцо, золото 585",
        "quantity": 1,
        "amount": rub(price),
        "vat_code": 12,
        "payment_mode": "partial_prepayment",
        "payment_subject": "commodity",
        "measure": "piece",
        **values,
    }


def receipt(*items, **values):
    """A receipt to a client with an e-mail."""
    return {"customer": {"email": "client@example.com"}, "items": list(items), **values}


def refusal(answer):
    """(status, code, parameter) of an error."""
    body = answer.json()
    return answer.status_code, body["code"], body.get("parameter")


def bad(parameter):
    """What :func:`refusal` gives for a wrong field."""
    return 400, "invalid_request", parameter
