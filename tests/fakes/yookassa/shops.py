"""The shops that the fake knows and who they are by their key."""

import hmac

from . import methods
from .replies import Problem

# Keys open nothing but this fake.
DEMO, DEMO_FISCAL, LIVE, LIVE_FISCAL = "100001", "100002", "500001", "500002"
SEED = {
    DEMO: {"name": "Учебная мастерская", "secret": "test_demo-secret-key", "test": True},
    DEMO_FISCAL: {
        "name": "Учебная мастерская с чеками",
        "secret": "test_demo-secret-key-fiscal",
        "test": True,
        "fiscalization": True,
    },
    LIVE: {"name": "Ювелирная мастерская", "secret": "live_demo-secret-key", "test": False},
    LIVE_FISCAL: {
        "name": "Ювелирная мастерская с кассой",
        "secret": "live_demo-secret-key-fiscal",
        "test": False,
        "fiscalization": True,
        "fiscal_provider": "atol",
    },
}
OWN_RECEIPTS = "avanpost"  # receipts made by YooKassa itself
EVENTS = (
    "payment.waiting_for_capture",
    "payment.succeeded",
    "payment.canceled",
    "refund.succeeded",
)
CHANGEABLE = {
    "name": str,
    "secret": str,
    "test": bool,
    "currency": str,
    "status": str,
    "fiscalization": bool,
    "fiscal_provider": str,
    "payment_methods": list,
    "notification_url": str,
    "events": list,
}


def seed(world, notification_url=""):
    """Make the shops of an empty fake; an address given is entered in all of them."""
    for key, values in SEED.items():
        old = world.store.get("shops", key)
        shop = old or {
            "id": key,
            "currency": "RUB",
            "status": "enabled",
            "fiscalization": False,
            "fiscal_provider": OWN_RECEIPTS,
            "payment_methods": list(methods.METHODS),
            "notification_url": "",
            "events": list(EVENTS),
            "itn": "7707083893",
            **values,
        }
        if notification_url:
            shop["notification_url"] = notification_url
        world.store.put("shops", shop)


def change(world, key, values):
    """Change a shop, as its owner does in the merchant profile."""
    shop = world.store.get("shops", key)
    if not shop:
        raise KeyError(f"shop {key}")
    for name, value in values.items():
        if not isinstance(value, CHANGEABLE[name]):
            raise ValueError(f"{name} must be of type {CHANGEABLE[name].__name__}")
        shop[name] = value
    return world.store.put("shops", shop)


def authenticate(world, request):
    """The shop behind the request's Basic authorization; 401 when there is none."""
    given = request.authorization
    shop = None
    if given and given.type == "basic":
        shop = world.store.get("shops", given.username or "")
    secret = (given.password or "") if shop else ""
    if not shop or not hmac.compare_digest(secret.encode(), shop["secret"].encode()):
        raise Problem(
            401,
            "Basic authentication failed: shopId or secret key is wrong, or the key was reissued",
        )
    if shop["status"] != "enabled":
        raise Problem(403, "The shop is disabled")
    return shop
