"""Receipts as the addon makes them, before a YooKassa that counts every kopeck."""

from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.payment_yookassa import receipt
from odoo.addons.payment_yookassa.receipt import Line

from .fakes.yookassa.driver import FakeYookassa

FISCAL = {"yookassa": "100002", "register": "500002"}
DAY = date(2026, 11, 26)
LINES = [
    Line("Запонки «Ромб», золото 585", Decimal(2), Decimal("100000.01"), Decimal(22)),
    Line("Гравировка" * 20, Decimal(1), Decimal("33333.33"), Decimal(22), subject="service"),
    Line("Футляр", Decimal(3), Decimal("0.67"), None),
]
TOTAL = Decimal("133334.01")
PARTS = (Decimal("66667.01"), Decimal("66667.00"))


@pytest.fixture(name="kassa", scope="module")
def running_fake():
    with FakeYookassa.start() as kassa:
        yield kassa


def body(total, mode, sending):
    found = {
        "customer": receipt.customer("anna@example.com", "", sending=sending),
        "items": receipt.items(LINES, total, mode, DAY, sending),
    }
    return found | ({"tax_system_code": 1} if sending == "register" else {})


@pytest.mark.parametrize("sending", FISCAL)
def test_two_parts_and_the_hand_over_are_taken(kassa, sending):
    shop = FISCAL[sending]
    for part in PARTS:
        block = body(part, "partial_prepayment", sending)
        payment = kassa.create_payment(f"{part}", shop=shop, receipt=block)
        kassa.pay(payment["id"])
    closing = body(TOTAL, "full_payment", sending)
    paid = [("prepayment", part) for part in PARTS]
    closing["settlements"] = receipt.settlements(paid, closing["items"])
    closing |= {"type": "payment", "payment_id": payment["id"], "send": True}
    answer = kassa.api("POST", "/receipts", closing, shop=shop)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "succeeded"


def test_a_kopeck_too_much_is_not(kassa):
    block = body(PARTS[0] + Decimal("0.01"), "partial_prepayment", "yookassa")
    with pytest.raises(ValueError, match="Sum of the items"):
        kassa.create_payment(f"{PARTS[0]}", shop="100002", receipt=block)
