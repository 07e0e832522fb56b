"""Refunds: of the shop's software or made by hand in the merchant profile."""

from . import checks, fiscal, money, payments, receipts
from .replies import invalid
from .world import moment, new_id

PENDING, DONE, DEAD = "pending", "succeeded", "canceled"


def check(world, shop, payment, data):
    """The checked values of a refund."""
    if payment["status"] != payments.PAID:
        raise invalid(f"Payment is {payment['status']}, it cannot be refunded", "payment_id")
    left = payments.refundable(world, payment)
    if not left:
        raise invalid("Payment is refunded already or its method has no refunds", "payment_id")
    amount = money.parse(data.get("amount"), "amount", shop["currency"])
    if amount > left:
        raise invalid(f"Amount is above what is left: {money.text(left)}", "amount.value")
    whole = amount == payment["amount"]
    if not whole and payments.refunds_in_full_only(payment):
        raise invalid("The payment method is refunded in full only", "amount.value")
    receipt = data.get("receipt")
    if receipt is not None or (shop["fiscalization"] and not whole):
        receipt = fiscal.Rules(shop, world.settings).of_operation(receipt, amount)
    return {
        "amount": amount,
        "receipt": receipt or payment["receipt"],
        "description": checks.text(data, "description", 250),
        "metadata": checks.metadata(data),
    }


def create(world, payment, values, by="api"):
    """Store a refund; it goes on at once or when its time has come."""
    refund = {
        "id": new_id(),
        "number": world.number(),
        "shop_id": payment["shop_id"],
        "payment_id": payment["id"],
        "currency": payment["currency"],
        "status": PENDING,
        "created_at": world.now(),
        "done_at": world.now() + world.settings.refund_delay,
        "cancellation": None,
        "receipt_id": None,
        "by": by,
        **values,
    }
    world.store.put("refunds", refund)
    return finish(world, refund) if not world.settings.refund_delay else refund


def by_hand(world, payment, minor=None, description=None):
    """The owner refunds in the merchant profile: ``minor`` kopecks or all that is left."""
    minor = minor or payments.refundable(world, payment)
    data = {"amount": money.show(minor, payment["currency"]), "description": description}
    shop = world.store.get("shops", payment["shop_id"])
    # The profile makes the receipt of a part itself, from the payment's.
    values = check(world, {**shop, "fiscalization": False}, payment, data)
    return create(world, payment, values, by="profile")


def finish(world, refund):
    """The network answers: done or refused."""
    if refund["status"] != PENDING:
        raise invalid(f"Refund is {refund['status']}", "refund_id")
    if reason := world.settings.refund_fail_reason:
        details = {"party": "refund_network", "reason": reason}
        return world.store.put("refunds", {**refund, "status": DEAD, "cancellation": details})
    receipt = receipts.register(world, "refund", refund)
    refund = {**refund, "status": DONE, "receipt_id": receipt and receipt["id"]}
    world.store.put("refunds", refund)
    payment = world.store.get("payments", refund["payment_id"])
    payment["refunded"] += refund["amount"]
    world.store.put("payments", payment)
    world.outbox.announce("refund.succeeded", "refunds", refund)
    return refund


def pass_time(world):
    """Finish what is due."""
    for refund in world.store.all("refunds"):
        if refund["status"] == PENDING and refund["done_at"] <= world.now():
            finish(world, refund)


def render(world, refund):
    """The refund object."""
    found = {
        "id": refund["id"],
        "payment_id": refund["payment_id"],
        "status": refund["status"],
        "amount": money.show(refund["amount"], refund["currency"]),
        "created_at": moment(refund["created_at"]),
        "description": refund["description"],
        "metadata": refund["metadata"] or None,
        "cancellation_details": refund["cancellation"],
        "receipt_registration": receipts.registration(world, refund),
    }
    return {key: value for key, value in found.items() if value is not None}
