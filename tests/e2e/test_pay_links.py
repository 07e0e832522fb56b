"""From the manager's link to the client's payment, with a browser, on a server of two workers."""

import re
import threading

import pytest
import requests

from odoo.addons.jewel_base.tests.common import capability

DEAL = "Фамильный герб"
CLICKS, SECONDS = 6, 60
PROVIDER = """
form = env["ir.ui.view"].create({"name": "To the provider", "type": "qweb", "arch":
    '<form action="/web/health" method="get"><input type="hidden" name="paid" value="1"/></form>'})
method = env.ref("payment.payment_method_unknown")
provider = env["payment.provider"].create({"name": "Provider", "code": "none", "state": "test",
    "is_published": True, "payment_method_ids": [(6, 0, method.ids)],
    "redirect_form_view_id": form.id})
method.active = True
env.cr.commit()
"""


@pytest.fixture(scope="module")
def provider(server):
    server.shell(PROVIDER)


def _find_deal(user):
    fields = ["name", "prepayment_compose_url", "pay_request_ids"]
    return user.call("crm.lead", "search_read", [("name", "=", DEAL)], fields)[0]


def _press(session, url, csrf):
    return session.post(f"{url}/pay", data={"csrf_token": csrf}, allow_redirects=False)


@capability("A15", "A17", "A18")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_link_is_copied_in_a_few_clicks(server, screen, size):
    window = screen("manager", size)
    path = _find_deal(server.user("manager"))["prepayment_compose_url"].split("/", 3)[3]
    window.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    clicks = []

    def click(selector):
        window.page.click(selector)
        clicks.append(selector)

    start = window.page.evaluate("Date.now()")
    window.page.goto(f"{server.url}/{path}")
    window.page.wait_for_selector(".o_form_view")
    window.settle()
    if window.page.locator("button[name=action_open]").count():
        click("button[name=action_open]")
    window.page.wait_for_selector(".o_jewel_pay_link .o_clipboard_button")
    click(".o_jewel_pay_link .o_clipboard_button")
    copied = window.page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/pay/[\w-]{32}$", copied)
    assert len(clicks) <= CLICKS
    assert window.page.evaluate("Date.now()") - start < SECONDS * 1000
    assert not window.overflows()
    assert not window.errors
    window.shot("manager-invoice")


@capability("A19", "A20")
def test_two_tabs_lead_to_one_payment(server, provider):
    manager = server.user("manager")
    number = _find_deal(manager)["pay_request_ids"][0]
    token = manager.call("jewel.pay.request", "read", [number], ["pay_url"])[0]["pay_url"]
    url = f"{server.url}/pay/{token.rsplit('/', 1)[1]}"
    session = requests.Session()
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', session.get(url, timeout=60).text)[1]
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(_press(session, url, csrf)))
        for _tab in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({re.search(r'content="0;url=([^"]+)"', one.text)[1] for one in answers}) == 1
    count = server.user("admin").call(
        "payment.transaction", "search_count", [("pay_request_id", "=", number)]
    )
    assert count == 1
