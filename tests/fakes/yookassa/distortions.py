"""Answers and notifications that lie about a payment or a refund."""

import copy
from decimal import Decimal

FOREIGN_SHOP = "999999"
FOREIGN_ID = "22d6d597-000f-5000-9000-145f6df21d6f"


def _wrong_amount(item):
    item["amount"]["value"] = str(Decimal(item["amount"]["value"]) - Decimal("0.01"))


def _less_amount(item):
    item["amount"]["value"] = "1.00"


def _other_currency(item):
    item["amount"]["currency"] = "USD"


def _foreign_shop(item):
    item["recipient"] = {"account_id": FOREIGN_SHOP, "gateway_id": FOREIGN_SHOP}


def _wrong_test(item):
    item["test"] = not item.get("test")


def _other_id(item):
    item["id"] = FOREIGN_ID


def _other_metadata(item):
    item["metadata"] = {key: "someone-else" for key in item.get("metadata") or {"reference": ""}}


def _not_paid(item):
    item["paid"] = False


def _succeeded(item):
    item.update(status="succeeded", paid=True)


def _canceled(item):
    item.update(status="canceled", paid=False)
    item["cancellation_details"] = {"party": "yoo_money", "reason": "general_decline"}


def _unknown_reason(item):
    if item["status"] == "canceled":
        item["cancellation_details"] = {"party": "yoo_money", "reason": "moon_is_full"}


def _unknown_status(item):
    item["status"] = "thinking"


KINDS = {
    "wrong_amount": _wrong_amount,
    "less_amount": _less_amount,
    "other_currency": _other_currency,
    "foreign_shop": _foreign_shop,
    "wrong_test": _wrong_test,
    "other_id": _other_id,
    "other_metadata": _other_metadata,
    "not_paid": _not_paid,
    "succeeded": _succeeded,
    "canceled": _canceled,
    "unknown_reason": _unknown_reason,
    "unknown_status": _unknown_status,
}


def distort(kind, data):
    """A changed copy of an object, or of every object in a list."""
    if kind not in KINDS:
        raise ValueError(f"unknown distortion: {kind}; known: {', '.join(KINDS)}")
    data = copy.deepcopy(data)
    for item in data["items"] if data.get("type") == "list" else [data]:
        if "amount" in item and "status" in item:
            KINDS[kind](item)
    return data
