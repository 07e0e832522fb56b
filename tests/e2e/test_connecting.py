"""Connecting by consent, and the integration removed again, against a real fake amoCRM."""

import requests

from odoo.addons.jewel_base.tests.common import capability

from .workshop import CLIENT_ID, answer_consent


def _new_account(admin, server, amo):
    values = {
        "name": "By consent",
        "base_url": amo.base_url,
        "webhook_base_url": server.url,
        "auth_type": "oauth",
        "client_id": CLIENT_ID,
        "client_secret": "demo-client-secret",
    }
    return admin.call("amocrm.account", "create", values)


def _read(admin, account):
    names = ["state", "connect_error", "host", "next_step"]
    return admin.call("amocrm.account", "read", [account], names)[0]


@capability("A1")
def test_refused_then_allowed_then_uninstalled(server, amo):
    amo.set_identity(redirect_uri=f"{server.url}/amocrm/oauth")
    admin = server.user("admin")
    account = _new_account(admin, server, amo)

    assert answer_consent(admin, account, amo, "refuse").status_code == 303
    assert _read(admin, account)["connect_error"]
    assert _read(admin, account)["state"] == "draft"

    assert answer_consent(admin, account, amo, "allow").status_code == 303
    admin.call("amocrm.account", "action_test", [account])
    state = _read(admin, account)
    assert (state["state"], state["connect_error"]) == ("connected", False)
    assert state["next_step"] == "reference"

    hook = f"{server.url}/amocrm/uninstall"
    query = {"account_id": "30000001", "client_uuid": CLIENT_ID, "signature": "0" * 64}
    assert requests.get(hook, params=query, timeout=30).status_code == 403
    assert _read(admin, account)["state"] == "connected"
    assert amo.uninstall(hook)["status"] == 200
    state = _read(admin, account)
    assert (state["state"], state["next_step"]) == ("reconnect", "address")
