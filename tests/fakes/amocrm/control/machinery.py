"""``/_fake``: settings, faults, journal, hook queue, tokens, reset."""

import re
import time
import uuid

from .. import addresses, auth, oauth
from ..seed.account import reset
from ..settings import Settings


def ping(_call):
    """GET: the server is up."""
    return {"ok": True}


def identity(world):
    """What a connector needs to know."""
    store, account = world.store, world.account
    token = next(
        (item["id"] for item in store.all("tokens") if item["kind"] == "long" and not item["dead"]),
        None,
    )
    integration = store.all("integrations")[0]
    return {
        "client_id": integration["id"],
        "client_secret": integration["client_secret"],
        "redirect_uri": integration["redirect_uri"],
        "token": token,
        "account_id": account["account_id"],
        "subdomain": account["subdomain"],
        "referer": addresses.account_host(world),
    }


def show_identity(call):
    """GET :func:`identity`."""
    return identity(call.world)


def change_identity(call):
    """POST ``{"redirect_uri", "token"}``."""
    integration = call.world.store.all("integrations")[0]
    with call.world.write():
        if "redirect_uri" in call.data:
            call.world.store.put(
                "integrations", {**integration, "redirect_uri": call.data["redirect_uri"]}
            )
        if "token" in call.data:
            auth.set_long_lived(call.world, integration["id"], call.data["token"])
    return identity(call.world)


def show_settings(call):
    """GET."""
    return call.world.settings.as_dict()


def change_settings(call):
    """POST a part of the settings."""
    call.world.configure(call.data)
    return call.world.settings.as_dict()


def restore_settings(call):
    """DELETE: back to the settings of the command line."""
    call.world.configure(Settings().as_dict() | call.world.initial_settings)
    return call.world.settings.as_dict()


def show_journal(call):
    """GET; filters ``after`` (id), ``method``, ``path`` (regular expression), ``status``."""
    wanted = call.request.args
    entries = call.world.store.read_journal(wanted.get("after", 0, type=int))
    pattern = re.compile(wanted.get("path", ""))
    return [
        entry
        for entry in entries
        if wanted.get("method", entry["method"]).upper() == entry["method"]
        and pattern.search(entry["path"])
        and wanted.get("status", str(entry["status"])) == str(entry["status"])
    ]


def clear_journal(call):
    """DELETE."""
    call.world.store.clear_journal()
    return {}


def show_faults(call):
    """GET the waiting faults."""
    return call.app.faults.listing()


def add_fault(call):
    """POST a fault, see :class:`..faults.Fault`."""
    return call.app.faults.add(**call.data)


def clear_faults(call):
    """DELETE all faults."""
    call.app.faults.clear()
    return {}


def unblock(call):
    """POST: support lifts the 403 block, the limiter starts anew."""
    call.app.limiter.reset()
    return {}


def show_hooks(call):
    """GET deliveries; ``?state=pending``, ``?deal=id``."""
    state, deal = call.request.args.get("state"), call.request.args.get("deal", type=int)
    return [
        item
        for item in call.world.store.all("deliveries")
        if state in (None, item["state"])
        and (deal is None or (item["root"], item["entity_id"]) == ("leads", deal))
    ]


def flush_hooks(call):
    """POST: all pending hooks are due now, retries too."""
    with call.world.write():
        for item in call.world.store.all("deliveries"):
            if item["state"] == "pending":
                call.world.store.put("deliveries", {**item, "due": time.time()})
    return {}


def resend_hook(call):
    """POST: an old hook arrives once more."""
    with call.world.write():
        old = call.world.store.get("deliveries", call.args["key"])
        again = {
            "id": call.world.store.next_id("deliveries"),
            "request_id": str(uuid.uuid4()),
            "due": time.time(),
        }
        return call.world.store.put(
            "deliveries", {**old, **again, "state": "pending", "attempts": []}
        )


def clear_hooks(call):
    """DELETE all deliveries, pending ones are lost."""
    with call.world.write():
        call.world.store.clear(["deliveries"])
    return {}


def issue_code(call):
    """POST: an authorisation code without the consent page."""
    with call.world.write():
        return {"code": auth.issue_code(call.world, identity(call.world)["client_id"])}


def revoke(call):
    """POST ``{"kinds": [access, refresh, long]}``: tokens die."""
    with call.world.write():
        auth.revoke(call.world, call.data.get("kinds", ("access", "refresh")))
    return {}


def uninstall(call):
    """POST ``{"hook_url"?}``: the integration is removed from the account."""
    return {
        "status": oauth.uninstall(
            call.world, identity(call.world)["client_id"], call.data.get("hook_url")
        )
    }


def move_account(call):
    """POST ``{"subdomain"}``: the owner renames the account."""
    with call.world.write():
        addresses.move(call.world, call.data["subdomain"])
    return identity(call.world)


def reset_all(call):
    """POST: entities, hooks, journal and faults go; settings and tokens stay."""
    with call.world.write():
        reset(call.world)
        call.world.store.clear_journal()
    call.app.faults.clear()
    call.app.limiter.reset()
    return {}


ROUTES = [
    ("GET", "/_fake/ping", ping),
    ("GET", "/_fake/identity", show_identity),
    ("POST", "/_fake/identity", change_identity),
    ("GET", "/_fake/settings", show_settings),
    ("POST", "/_fake/settings", change_settings),
    ("DELETE", "/_fake/settings", restore_settings),
    ("GET", "/_fake/journal", show_journal),
    ("DELETE", "/_fake/journal", clear_journal),
    ("GET", "/_fake/faults", show_faults),
    ("POST", "/_fake/faults", add_fault),
    ("DELETE", "/_fake/faults", clear_faults),
    ("POST", "/_fake/limiter/unblock", unblock),
    ("GET", "/_fake/hooks", show_hooks),
    ("DELETE", "/_fake/hooks", clear_hooks),
    ("POST", "/_fake/hooks/flush", flush_hooks),
    ("POST", "/_fake/hooks/<int:key>/resend", resend_hook),
    ("POST", "/_fake/oauth/code", issue_code),
    ("POST", "/_fake/oauth/revoke", revoke),
    ("POST", "/_fake/oauth/uninstall", uninstall),
    ("POST", "/_fake/account/move", move_account),
    ("POST", "/_fake/reset", reset_all),
]
