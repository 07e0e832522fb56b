"""What the payer does, and what the owner does by hand in the merchant profile."""

from .. import money, payments, receipts, refunds, shops


def show_shops(call):
    """GET: ids and keys."""
    return call.world.store.all("shops")


def change_shop(call):
    """POST a part of a shop's profile, see shops.CHANGEABLE."""
    with call.world.write():
        return shops.change(call.world, call.args["key"], call.data)


def show_payments(call):
    """GET the payments of all shops, oldest first."""
    return [payments.render(call.world, row) for row in call.world.store.all("payments")]


def pay(call):
    """POST ``{"method", "card"}``: the payer confirms."""
    data = call.data
    with call.world.write():
        payment = call.doc("payments")
        kind = data.get("method") or payment["method"] or "bank_card"
        done = payments.pay(call.world, payment, kind, data.get("card", ""))
    return payments.render(call.world, done)


def decline(call):
    """POST ``{"reason"}``: the bank refuses."""
    reason = call.data.get("reason", "general_decline")
    with call.world.write():
        done = payments.decline(call.world, call.doc("payments"), reason)
    return payments.render(call.world, done)


def capture(call):
    """POST ``{"amount": "10.00"}`` or nothing: by hand in the profile."""
    with call.world.write():
        payment = call.doc("payments")
        minor = _amount(call, payment)
        if minor and minor > payment["amount"]:
            raise ValueError("more than is held")
        return payments.render(call.world, payments.capture(call.world, payment, minor))


def cancel(call):
    """POST: the hold is given back by hand."""
    with call.world.write():
        return payments.render(call.world, payments.cancel(call.world, call.doc("payments")))


def refund(call):
    """POST ``{"amount": "10.00", "description"}``; without an amount all that is left."""
    with call.world.write():
        payment = call.doc("payments")
        minor = _amount(call, payment)
        done = refunds.by_hand(call.world, payment, minor, call.data.get("description"))
        return refunds.render(call.world, done)


def finish_refund(call):
    """POST: the network answers now."""
    with call.world.write():
        return refunds.render(call.world, refunds.finish(call.world, call.doc("refunds")))


def finish_receipt(call):
    """POST: the register answers now."""
    with call.world.write():
        return receipts.render(call.world, receipts.finish(call.world, call.doc("receipts")))


def _amount(call, payment):
    given = call.data.get("amount")
    if given is None:
        return None
    amount = {"value": given, "currency": payment["currency"]}
    return money.parse(amount, "amount", payment["currency"])


ROUTES = [
    ("GET", "/_control/shops", show_shops),
    ("POST", "/_control/shops/<string:key>", change_shop),
    ("GET", "/_control/payments", show_payments),
    ("POST", "/_control/payments/<string:key>/pay", pay),
    ("POST", "/_control/payments/<string:key>/decline", decline),
    ("POST", "/_control/payments/<string:key>/capture", capture),
    ("POST", "/_control/payments/<string:key>/cancel", cancel),
    ("POST", "/_control/payments/<string:key>/refund", refund),
    ("POST", "/_control/refunds/<string:key>/finish", finish_refund),
    ("POST", "/_control/receipts/<string:key>/finish", finish_receipt),
]
