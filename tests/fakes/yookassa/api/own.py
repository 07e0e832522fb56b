"""``/v3/me``: the shop itself."""

from .. import methods


def show_me(call):
    """GET."""
    shop = call.shop
    return {
        "account_id": shop["id"],
        "status": shop["status"],
        "test": shop["test"],
        "fiscalization": {
            "enabled": shop["fiscalization"],
            **({"provider": shop["fiscal_provider"]} if shop["fiscalization"] else {}),
        },
        "fiscalization_enabled": shop["fiscalization"],
        "payment_methods": methods.enabled(shop, call.world.settings),
        "itn": shop["itn"],
    }


ROUTES = [("GET", "/v3/me", show_me)]
