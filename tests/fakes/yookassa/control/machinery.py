"""Settings, clock, faults, journal, reset."""

import re

from ..settings import Settings


def ping(_call):
    """GET: the server is up."""
    return {"ok": True}


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


def show_clock(call):
    """GET."""
    return {"now": call.world.now()}


def move_clock(call):
    """POST ``{"forward": seconds}``: what has come to its end by then ends."""
    call.world.forward(call.data["forward"])
    call.app.pass_time()
    call.world.outbox.wake()
    return {"now": call.world.now()}


def show_journal(call):
    """GET; filters ``after`` (id), ``method``, ``path`` (regular expression), ``status``, ``shop``,
    ``key``."""
    wanted = call.request.args
    entries = call.world.store.read_journal(wanted.get("after", 0, type=int))
    equal = [name for name in ("method", "status", "shop", "key") if name in wanted]
    return [
        entry
        for entry in entries
        if all(str(entry[name]) == wanted[name] for name in equal)
        and re.search(wanted.get("path", ""), entry["path"])
    ]


def clear_journal(call):
    """DELETE."""
    call.world.store.clear_journal()
    return {}


def show_faults(call):
    """GET the waiting ones."""
    return call.app.faults.listing()


def add_fault(call):
    """POST ``{"kind", …}``, see faults.py."""
    return call.app.faults.add(**call.data)


def clear_faults(call):
    """DELETE."""
    call.app.faults.clear()
    return {}


def reset(call):
    """POST: payments, notifications, journal and faults go; shops, settings, clock stay."""
    with call.world.write():
        call.world.clear()
        call.world.store.clear_journal()
    call.app.faults.clear()
    return {}


ROUTES = [
    ("GET", "/_control/ping", ping),
    ("GET", "/_control/settings", show_settings),
    ("POST", "/_control/settings", change_settings),
    ("DELETE", "/_control/settings", restore_settings),
    ("GET", "/_control/clock", show_clock),
    ("POST", "/_control/clock", move_clock),
    ("GET", "/_control/journal", show_journal),
    ("DELETE", "/_control/journal", clear_journal),
    ("GET", "/_control/faults", show_faults),
    ("POST", "/_control/faults", add_fault),
    ("DELETE", "/_control/faults", clear_faults),
    ("POST", "/_control/reset", reset),
]
