"""``/v3``: the handlers of the API."""

from . import own, payments, receipts, refunds

ROUTES = [*payments.ROUTES, *refunds.ROUTES, *receipts.ROUTES, *own.ROUTES]
