"""Pytest fixtures and small helpers for tests of the fake itself."""

import pytest

from .driver import FakeAmo
from .receiver import HookReceiver

LEADS = "/api/v4/leads"
NEW, PREPAYMENT, PRODUCTION, UNSORTED = 76789230, 76789234, 76789238, 76789226
SALES, REPAIR = 9621010, 9621014
MANAGER, RETIRED = 10000702, 10000704


@pytest.fixture(name="server", scope="module")
def running_server():
    """One server for a test file, without the limit of requests."""
    with FakeAmo.start(rate_limit=0) as amo:
        yield amo


@pytest.fixture(name="amo")
def empty_account(server):
    """The server with an empty account and its first settings."""
    server.restore_settings()
    server.reset()
    return server


@pytest.fixture(name="receiver")
def hook_receiver():
    """An address for webhooks."""
    receiver = HookReceiver()
    yield receiver
    receiver.close()


def patch(amo, key, **values):
    """PATCH a deal."""
    return amo.api("PATCH", f"{LEADS}/{key}", values)


def lead(amo, key, query=""):
    """A deal as the API shows it."""
    return amo.api("GET", f"{LEADS}/{key}{query}").json()


def field(code, *values):
    """One item of ``custom_fields_values``."""
    return {"field_code": code, "values": [{"value": value} for value in values]}
