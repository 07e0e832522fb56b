"""The tour of each role, in Russian: every bubble is there, says something and leads on."""

import re

import pytest

from odoo.addons.jewel_base.tests.common import capability

TOURS = {
    "manager": "jewel_manager",
    "head": "jewel_production_head",
    "jeweller": "jewel_jeweller",
    "storekeeper": "jewel_storekeeper",
    "accountant": "jewel_accountant",
    "planner": "jewel_planner",
    "director": "jewel_director",
}
BUBBLE = ".o_tour_pointer"
_STEPS = """name => odoo.loader.modules.get("@web/core/registry").registry
    .category("web_tour.tours").get(name).steps()
    .filter(step => !(innerWidth < 768 && step.isActive?.includes("desktop")))
    .map(step => ({trigger: step.trigger, content: String(step.content)}))"""


def _begin(window, login, user):
    """As the person does it: by the menu entry, of which each role has its own."""
    menus = user.get("/web/webclient/load_menus").json().values()
    entries = {menu.get("xmlid"): menu.get("actionID") for menu in menus}
    [entry] = [xmlid for xmlid in entries if str(xmlid).startswith("jewel_suite.menu_tour_")]
    assert entry == f"jewel_suite.menu_tour_{TOURS[login].removeprefix('jewel_')}"
    window.page.goto(f"{window.url}/odoo/action-{entries[entry]}")
    window.page.wait_for_selector(BUBBLE)
    return window.page.evaluate(_STEPS, TOURS[login])


def _follow(window, steps):
    for step in steps:
        target = window.page.locator(step["trigger"]).locator("visible=true").first
        target.wait_for()
        target.hover()
        window.page.wait_for_selector(f"{BUBBLE}.o_open:has-text('{step['content'][:25]}')")
        bubble = window.page.inner_text(BUBBLE)
        assert re.search("[а-я]{3}", bubble)
        assert not re.search("[A-Za-z]{3}", bubble.replace("amoCRM", ""))
        target.click()
    window.page.wait_for_selector(BUBBLE, state="detached")
    window.settle()


@capability("A3", "B33")
@pytest.mark.parametrize("login", TOURS)
def test_tour_of_the_role(server, screen, login):
    window, user = screen(login), server.user(login)
    _follow(window, _begin(window, login, user))
    assert not window.errors
    # No tour of Odoo's own apps follows, now or after the next login.
    assert not user.call("web_tour.tour", "get_current_tour")


@capability("A56")
def test_tour_on_the_phone(server, screen):
    window = screen("jeweller", "phone")
    _follow(window, _begin(window, "jeweller", server.user("jeweller")))
    assert not window.overflows()
