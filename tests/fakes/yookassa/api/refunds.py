"""``/v3/refunds``."""

from .. import checks, refunds
from .paging import listing

FIELDS = (
    "payment_id amount description receipt metadata sources deal refund_method_data statements"
).split()


def create(call):
    """POST."""
    checks.known(call.world.settings, call.data, FIELDS)
    payment = call.own("payments", call.data.get("payment_id"), "payment_id")
    values = refunds.check(call.world, call.shop, payment, call.data)
    return refunds.render(call.world, refunds.create(call.world, payment, values))


def read(call):
    """GET."""
    return refunds.render(call.world, call.own("refunds", call.args["key"]))


def find(call):
    """GET the list."""
    equal = {"status": lambda row: row["status"], "payment_id": lambda row: row["payment_id"]}
    moments = {"created_at": "created_at"}
    return listing(call, "refunds", equal, moments, lambda row: refunds.render(call.world, row))


ROUTES = [
    ("POST", "/v3/refunds", create),
    ("GET", "/v3/refunds", find),
    ("GET", "/v3/refunds/<string:key>", read),
]
