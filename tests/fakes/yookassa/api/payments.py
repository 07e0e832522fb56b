"""``/v3/payments``."""

from .. import checks, fiscal, methods, money, payments
from ..replies import invalid
from .paging import listing

FIELDS = (
    "amount description metadata capture confirmation payment_method_data payment_method_id "
    "payment_token save_payment_method merchant_customer_id receipt client_ip recipient "
    "statements receiver payment_order airline transfers deal"
).split()
NOT_PLAYED = "payment_method_id payment_token transfers deal".split()


def create(call):
    """POST."""
    data, shop, settings = call.data, call.shop, call.world.settings
    checks.known(settings, data, FIELDS)
    for name in NOT_PLAYED:
        if data.get(name):
            raise invalid("Not enabled for the shop", name)
    amount = money.parse(data.get("amount"), "amount", shop["currency"])
    capture = checks.flag(data, "capture", False)
    if checks.flag(data, "save_payment_method", False):
        raise invalid("Saving is not enabled for the shop", "save_payment_method")
    values = {
        "amount": amount,
        "capture": capture,
        "description": checks.text(data, "description", 128),
        "metadata": checks.metadata(data),
        "merchant_customer_id": checks.text(data, "merchant_customer_id", 200),
        "method": methods.check(shop, settings, data.get("payment_method_data"), amount, capture),
        "return_url": checks.return_url(data),
        "receipt": fiscal.Rules(shop, settings).of_operation(data.get("receipt"), amount),
    }
    return show(call, payments.create(call.world, shop, values))


def show(call, payment):
    """The object in an answer."""
    return payments.render(call.world, payment, call.base_url)


def read(call):
    """GET."""
    return show(call, call.own("payments", call.args["key"]))


def find(call):
    """GET the list."""
    equal = {
        "status": lambda row: row["status"],
        "payment_method": lambda row: (row["paid_with"] or {}).get("type"),
    }
    moments = {"created_at": "created_at", "captured_at": "captured_at"}
    return listing(call, "payments", equal, moments, lambda row: show(call, row))


def capture(call):
    """POST: the whole or a part."""
    payment, data = call.own("payments", call.args["key"]), call.data
    checks.known(call.world.settings, data, ("amount", "receipt", "airline", "transfers", "deal"))
    amount, receipt = None, data.get("receipt")
    if data.get("amount") is not None:
        amount = money.parse(data["amount"], "amount", call.shop["currency"])
        if amount > payment["amount"]:
            raise invalid("Amount is above the held one", "amount.value")
    part = amount is not None and amount < payment["amount"]
    if part or receipt is not None:
        rules = fiscal.Rules(call.shop, call.world.settings)
        receipt = rules.of_operation(receipt, amount or payment["amount"])
    return show(call, payments.capture(call.world, payment, amount, receipt))


def cancel(call):
    """POST."""
    payment = call.own("payments", call.args["key"])
    checks.known(call.world.settings, call.data, ())
    return show(call, payments.cancel(call.world, payment))


ROUTES = [
    ("POST", "/v3/payments", create),
    ("GET", "/v3/payments", find),
    ("GET", "/v3/payments/<string:key>", read),
    ("POST", "/v3/payments/<string:key>/capture", capture),
    ("POST", "/v3/payments/<string:key>/cancel", cancel),
]
