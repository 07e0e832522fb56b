"""Receipts at the cash register: queued, then registered or refused."""

import copy

from . import checks, fiscal
from .replies import invalid
from .world import moment, new_id

PENDING, DONE, DEAD = "pending", "succeeded", "canceled"
FIELDS = [*fiscal.RECEIPT_FIELDS, *fiscal.CLOSING_FIELDS]
MOST_OF_A_PAYMENT = 30
FISCAL_STORAGE = "9280440300000001"


def register(world, kind, doc):
    """Queue the receipt that goes with a payment or refund; None when there is none."""
    shop = world.store.get("shops", doc["shop_id"])
    if not shop["fiscalization"] or not doc["receipt"]:
        return None
    payment_id = doc["id"] if kind == "payment" else doc["payment_id"]
    return _add(world, shop, kind, payment_id, doc, doc["receipt"])


def check(world, shop, owner, data):
    """The body of ``POST /receipts`` about ``owner``, a payment or refund."""
    checks.known(world.settings, data, FIELDS)
    rules = fiscal.Rules(shop, world.settings, closing=True)
    total = rules.check(data, FIELDS)
    if data.get("send") is not True:
        raise invalid("Must be true", "send")
    if rules.settlements(data) != total:
        raise invalid("Sum of the settlements is not the sum of the items", "settlements")
    if owner["status"] != "succeeded":
        raise invalid(f"It is {owner['status']}: no receipt can be made", f"{data['type']}_id")
    if world.settings.receipt_total == "linked" and total > owner["amount"]:
        raise invalid("Sum of the items is above the amount", "items")


def create(world, shop, payment_id, owner, data):
    """A receipt of its own."""
    count = sum(row["payment_id"] == payment_id for row in world.store.all("receipts"))
    if count >= MOST_OF_A_PAYMENT:
        raise invalid(f"A payment has up to {MOST_OF_A_PAYMENT} receipts", "payment_id")
    return _add(world, shop, data["type"], payment_id, owner, data)


def _add(world, shop, kind, payment_id, owner, data):
    receipt = {
        "id": new_id("rt-"),
        "number": world.number(),
        "shop_id": shop["id"],
        "type": kind,
        "payment_id": payment_id,
        "refund_id": owner["id"] if kind == "refund" else None,
        "data": copy.deepcopy(data),
        "status": PENDING,
        "created_at": world.now(),
        "done_at": world.now() + world.settings.receipt_delay,
        "registered_at": None,
    }
    world.store.put("receipts", receipt)
    return receipt if world.settings.receipt_delay else finish(world, receipt)


def finish(world, receipt):
    """The register answers."""
    if world.settings.receipt_fails:
        return world.store.put("receipts", {**receipt, "status": DEAD})
    done = {"status": DONE, "registered_at": world.now()}
    return world.store.put("receipts", {**receipt, **done})


def pass_time(world):
    """Finish what is due."""
    for receipt in world.store.all("receipts"):
        if receipt["status"] == PENDING and receipt["done_at"] <= world.now():
            finish(world, receipt)


def registration(world, doc):
    """``receipt_registration`` of a payment or refund; None when the shop sends no receipts."""
    if doc["receipt_id"]:
        return world.store.get("receipts", doc["receipt_id"])["status"]
    shop = world.store.get("shops", doc["shop_id"])
    awaited = shop["fiscalization"] and doc["receipt"] and doc["status"] != "canceled"
    return PENDING if awaited else None


def render(_world, receipt):
    """The receipt object."""
    data = receipt["data"]
    found = {
        "id": receipt["id"],
        "type": receipt["type"],
        "payment_id": receipt["payment_id"],
        "refund_id": receipt["refund_id"],
        "status": receipt["status"],
        "items": data["items"],
        "settlements": data.get("settlements"),
        "tax_system_code": data.get("tax_system_code"),
    }
    if receipt["status"] == DONE:
        found.update(
            fiscal_document_number=str(1000 + receipt["number"]),
            fiscal_storage_number=FISCAL_STORAGE,
            fiscal_attribute=str(3_000_000_000 + receipt["number"] * 7919),
            registered_at=moment(receipt["registered_at"]),
            fiscal_provider_id=receipt["id"].removeprefix("rt-"),
        )
    return {key: value for key, value in found.items() if value is not None}
