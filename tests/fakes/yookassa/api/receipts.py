"""``/v3/receipts``."""

from .. import checks, receipts
from ..replies import Problem, invalid
from .paging import listing


def create(call):
    """POST: mostly the closing receipt at the hand-over."""
    data = call.data
    if not call.shop["fiscalization"]:
        raise Problem(403, "Receipts are not enabled for the shop")
    kind = checks.choice(data, "type", ("payment", "refund"), required=True)
    if kind == "refund":
        owner = call.own("refunds", data.get("refund_id"), "refund_id")
        payment_id = owner["payment_id"]
    else:
        owner = call.own("payments", data.get("payment_id"), "payment_id")
        payment_id = owner["id"]
        if data.get("refund_id"):
            raise invalid("Only for receipts of refunds", "refund_id")
    receipts.check(call.world, call.shop, owner, data)
    receipt = receipts.create(call.world, call.shop, payment_id, owner, data)
    return receipts.render(call.world, receipt)


def read(call):
    """GET."""
    return receipts.render(call.world, call.own("receipts", call.args["key"]))


def find(call):
    """GET the list."""
    equal = {name: lambda row, name=name: row[name] for name in ("status", "refund_id")}
    equal["payment_id"] = lambda row: row["type"] == "payment" and row["payment_id"]
    moments = {"created_at": "created_at"}
    return listing(call, "receipts", equal, moments, lambda row: receipts.render(call.world, row))


ROUTES = [
    ("POST", "/v3/receipts", create),
    ("GET", "/v3/receipts", find),
    ("GET", "/v3/receipts/<string:key>", read),
]
