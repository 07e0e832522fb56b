"""A payment from its making to its end; every change of its state goes through :func:`_move`."""

from . import cards, methods, money, receipts
from .replies import invalid
from .world import moment, new_id

PENDING, HELD, PAID, DEAD = "pending", "waiting_for_capture", "succeeded", "canceled"
MOVES = {PENDING: {HELD, PAID, DEAD}, HELD: {PAID, DEAD}, PAID: set(), DEAD: set()}
FEE = 35  # per mille
TESTED = {"bank_card", "sberbank", "tinkoff_bank"}  # they show authorization details


def create(world, shop, values):
    """Store a new ``pending`` payment; ``values`` are checked."""
    now, settings = world.now(), world.settings
    business = values["method"] == "b2b_sberbank"
    life = settings.payment_life_b2b if business else settings.payment_life
    return world.store.put(
        "payments",
        {
            "id": new_id(),
            "number": world.number(),
            "shop_id": shop["id"],
            "test": shop["test"],
            "currency": shop["currency"],
            "status": PENDING,
            "created_at": now,
            "dies_at": now + life,
            "captured_at": None,
            "expires_at": None,
            "paid_with": None,
            "cancellation": None,
            "refunded": 0,
            "receipt_id": None,
            **values,
        },
    )


def _move(world, payment, status, **values):
    if status not in MOVES[payment["status"]]:
        raise invalid(f"Payment is {payment['status']}, it cannot become {status}", "payment_id")
    payment = world.store.put("payments", {**payment, **values, "status": status})
    world.outbox.announce(f"payment.{status}", "payments", payment)
    return payment


# What the payer does


def pay(world, payment, kind, card=""):
    """The payer confirms with a method; a test card that is bad declines it."""
    shop = world.store.get("shops", payment["shop_id"])
    if payment["status"] != PENDING:
        raise invalid(f"Payment is {payment['status']}", "payment_id")
    if kind not in choices(world, shop, payment):
        raise invalid("Payment method is not available for this payment", "payment_method")
    number = (card or cards.USUAL).replace(" ", "")
    if kind == "bank_card" and (reason := cards.outcome(number)):
        return decline(world, payment, reason, kind, number)
    used = _instrument(kind, number)
    if payment["capture"]:
        return _succeed(world, payment, paid_with=used)
    ends = world.now() + world.settings.hold_life
    return _move(world, payment, HELD, paid_with=used, expires_at=ends)


def choices(world, shop, payment):
    """Methods that the payer may take."""
    if payment["method"]:
        return [payment["method"]]
    return methods.usable(shop, world.settings, payment["amount"], payment["capture"])


def decline(world, payment, reason, kind="bank_card", card=""):
    """The bank refuses. The payment is over, unless the settings allow another try."""
    if payment["status"] != PENDING:
        raise invalid(f"Payment is {payment['status']}", "payment_id")
    used = _instrument(kind, card or cards.USUAL)
    if not world.settings.decline_is_final:
        return world.store.put("payments", {**payment, "last_refusal": reason})
    return _die(world, payment, "payment_network", reason, paid_with=used)


def _instrument(kind, card):
    found = {"type": kind, "id": new_id(), "saved": False, "status": "inactive"}
    found["title"] = methods.METHODS[kind].title
    if kind == "bank_card":
        found.update(title=f"Bank card *{card[-4:]}", card=cards.public(card))
    if kind == "sbp":
        found["sbp_operation_id"] = new_id().replace("-", "").upper()
    return found


def _secure(payment):
    card = payment["paid_with"].get("card")
    return bool(card) and any(
        secure and number.startswith(card["first6"]) and number.endswith(card["last4"])
        for number, secure in cards.GOOD.items()
    )


# What the shop and time do


def capture(world, payment, minor=None, receipt=None):
    """Take the held money, or a part of it: the rest goes back to the payer."""
    if payment["status"] != HELD:
        raise invalid(f"Payment is {payment['status']}, nothing to capture", "payment_id")
    values = {"amount": minor or payment["amount"]}
    if receipt:
        values["receipt"] = receipt
    return _succeed(world, payment, **values)


def cancel(world, payment):
    """The shop gives the held money back."""
    if payment["status"] != HELD:
        raise invalid(f"Payment is {payment['status']}, nothing to cancel", "payment_id")
    return _die(world, payment, "merchant", "canceled_by_merchant")


def pass_time(world):
    """End payments and holds whose time is over."""
    now = world.now()
    for payment in world.store.all("payments"):
        if payment["status"] == PENDING and payment["dies_at"] <= now:
            _die(world, payment, "yoo_money", "expired_on_confirmation")
        elif payment["status"] == HELD and payment["expires_at"] <= now:
            _die(world, payment, "yoo_money", "expired_on_capture")


def _succeed(world, payment, **values):
    payment = {**payment, **values}
    receipt = receipts.register(world, "payment", payment)
    return _move(
        world,
        payment,
        PAID,
        captured_at=world.now(),
        expires_at=None,
        receipt_id=receipt and receipt["id"],
    )


def _die(world, payment, party, reason, **values):
    details = {"party": party, "reason": reason}
    return _move(world, payment, DEAD, cancellation=details, expires_at=None, **values)


# What the API shows


def refundable(world, payment):
    """Kopecks that can still be refunded; refunds under way count as refunded."""
    if payment["status"] != PAID or _refunds_of(payment) == "none":
        return 0
    taken = sum(
        refund["amount"]
        for refund in world.store.all("refunds")
        if refund["payment_id"] == payment["id"] and refund["status"] != "canceled"
    )
    return payment["amount"] - taken


def _refunds_of(payment):
    return methods.METHODS[payment["paid_with"]["type"]].refunds


def refunds_in_full_only(payment):
    """Whether the method knows no partial refund."""
    return _refunds_of(payment) == "full"


def render(world, payment, base_url=""):
    """The payment object. ``base_url``: where the payer finds this server."""
    currency = payment["currency"]
    found = {
        "id": payment["id"],
        "status": payment["status"],
        "amount": money.show(payment["amount"], currency),
        "description": payment["description"],
        "recipient": {"account_id": payment["shop_id"], "gateway_id": f"{payment['shop_id']}1"},
        "payment_method": payment["paid_with"],
        "captured_at": _when(payment["captured_at"]),
        "created_at": moment(payment["created_at"]),
        "expires_at": _when(payment["expires_at"]),
        "test": payment["test"],
        "paid": payment["status"] in {PAID, HELD},
        "refundable": refundable(world, payment) > 0,
        "metadata": payment["metadata"],
        "merchant_customer_id": payment["merchant_customer_id"],
        "cancellation_details": payment["cancellation"],
        "receipt_registration": receipts.registration(world, payment),
    }
    if payment["status"] == PENDING:
        found["confirmation"] = _confirmation(world, payment, base_url)
    if payment["status"] == PAID:
        income = payment["amount"] - payment["amount"] * FEE // 1000
        found["income_amount"] = money.show(income, currency)
        found["refunded_amount"] = money.show(payment["refunded"], currency)
    if found["paid"] and payment["paid_with"]["type"] in TESTED:
        found["authorization_details"] = {
            "rrn": payment["id"][-12:],
            "auth_code": payment["id"][:6],
            "three_d_secure": {"applied": _secure(payment)},
        }
    return {key: value for key, value in found.items() if value is not None}


def _confirmation(world, payment, base_url):
    base = world.settings.public_url or base_url
    return {
        "type": "redirect",
        "return_url": payment["return_url"],
        "confirmation_url": f"{base.rstrip('/')}/checkout/{payment['id']}",
    }


def _when(seconds):
    return None if seconds is None else moment(seconds)
