"""Connecting by consent, and the integration removed again, against a real fake amoCRM."""

from urllib.parse import parse_qs, urlsplit

import requests

from odoo.addons.jewel_base.tests.common import capability

CLIENT = "5f0a1c52-7d1e-4b0e-9a51-3f6f2f0c7a01"


def _new_account(admin, server, amo):
    values = {
        "name": "By consent",
        "base_url": amo.base_url,
        "webhook_base_url": server.url,
        "auth_type": "oauth",
        "client_id": CLIENT,
        "client_secret": "demo-client-secret",
    }
    return admin.call("amocrm.account", "create", values)


def _answer(admin, account, amo, answer):
    """Press «Connect», answer on amoCRM's page, come back with the administrator's session."""
    url = admin.call("amocrm.account", "action_authorize", [account])["url"]
    query = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}
    page = requests.post(
        f"{amo.base_url}/oauth/consent",
        data={**query, "answer": answer},
        allow_redirects=False,
        timeout=30,
    )
    target = urlsplit(page.headers["Location"])
    return admin.get(f"{target.path}?{target.query}")


def _read(admin, account):
    names = ["state", "connect_error", "host", "next_step"]
    return admin.call("amocrm.account", "read", [account], names)[0]


@capability("A1")
def test_refused_then_allowed_then_uninstalled(server, amo):
    amo.set_identity(redirect_uri=f"{server.url}/amocrm/oauth")
    admin = server.user("admin")
    account = _new_account(admin, server, amo)

    assert _answer(admin, account, amo, "refuse").status_code == 303
    assert _read(admin, account)["connect_error"]
    assert _read(admin, account)["state"] == "draft"

    assert _answer(admin, account, amo, "allow").status_code == 303
    admin.call("amocrm.account", "action_test", [account])
    state = _read(admin, account)
    assert (state["state"], state["connect_error"]) == ("connected", False)
    assert state["next_step"] == "reference"

    hook = f"{server.url}/amocrm/uninstall"
    query = {"account_id": "30000001", "client_uuid": CLIENT, "signature": "0" * 64}
    assert requests.get(hook, params=query, timeout=30).status_code == 403
    assert _read(admin, account)["state"] == "connected"
    assert amo.uninstall(hook)["status"] == 200
    state = _read(admin, account)
    assert (state["state"], state["next_step"]) == ("reconnect", "address")
