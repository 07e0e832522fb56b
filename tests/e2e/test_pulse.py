"""The Pulse page and the set-up, as an administrator and a director see them."""

import pytest
import requests

from odoo.addons.jewel_base.tests.common import capability

PAGE = ".o_amocrm_pulse_card"


@capability("A1")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_pulse_fits_and_says_nothing_in_the_console(screen, size):
    window = screen("admin", size)
    window.open("amocrm-pulse", PAGE)
    assert window.page.locator(".o_amocrm_pulse_tile").count() >= 6
    assert not window.overflows()
    assert not window.errors
    window.shot("amocrm-pulse")


@capability("A1")
def test_pause_and_go_on_from_the_page(screen):
    window = screen("admin", "phone").open("amocrm-pulse", PAGE)
    card = window.page.locator(PAGE).last
    card.locator(".o_amocrm_pause").click()
    card.locator(".alert-warning").wait_for()
    card.locator(".o_amocrm_go_on").click()
    card.locator(".alert-warning").wait_for(state="detached")
    assert not window.errors


@capability("A1")
def test_director_has_no_buttons(screen):
    window = screen("director", "phone").open("amocrm-pulse", PAGE)
    assert not window.page.locator(f"{PAGE} button").count()
    assert not window.errors


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_set_up_page_fits(server, screen, size):
    [account] = server.user("admin").search_read(
        "amocrm.account", [("hook_state", "=", "ok")], ["next_step"], limit=1
    )
    assert account["next_step"] == "done"
    window = screen("admin", size)
    window.open(f"amocrm/{account['id']}", ".o_amocrm_steps")
    assert not window.overflows()
    assert not window.errors
    window.shot("amocrm-setup")


def test_health_is_told_to_anybody_in_one_word(server):
    answer = requests.get(f"{server.url}/jewel/health", timeout=30)
    assert set(answer.json()) == {"status"}
    assert answer.status_code == (503 if answer.json()["status"] == "fail" else 200)


def test_bad_hooks_do_not_break_the_server(server, amo):
    address = amo.webhooks()[0]["destination"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body, kind, status in (
        ("leads[add][0][name]=" + "x" * 5_000_000, form, 413),
        ("&".join(f"a[{number}]=1" for number in range(10_000)), form, 413),
        ("self=1&%FF%FE=1", form, 204),
        ("", form, 400),
        ("{}", {"Content-Type": "application/json"}, 415),
    ):
        answer = requests.post(address, data=body, headers=kind, timeout=30)
        assert answer.status_code == status, body[:20]
    assert requests.get(address, timeout=30).status_code == 405
