"""Every screen of every role opens, says nothing in the console, and fits a phone."""

import pytest

from odoo.addons.jewel_base.tests.common import capability

ROLES = ("manager", "head", "jeweller", "storekeeper", "accountant", "planner", "director")
ON_THE_PHONE = ("manager", "head", "jeweller", "director")


def _actions(user):
    """Menus of the workshop that open something for this user: {name: action id}."""
    menus = user.get("/web/webclient/load_menus").json()
    root = next(menu for menu in menus.values() if menu.get("xmlid") == "jewel_base.menu_root")
    found, queue = {}, [root]
    while queue:
        menu = queue.pop(0)
        queue += [menus[str(child)] for child in menu["children"]]
        if menu.get("actionID"):
            found[menu["name"]] = menu["actionID"]
    return found


@capability("A2", "A9", "B34")
@pytest.mark.parametrize(
    "login, size",
    [(login, "desktop") for login in ROLES] + [(login, "phone") for login in ON_THE_PHONE],
)
def test_every_menu_opens(server, screen, login, size):
    window = screen(login, size)
    actions = _actions(server.user(login))
    assert actions
    wide = []
    for name, number in actions.items():
        window.open(f"action-{number}", ".o_action_manager .o_action, .o_dialog .o_form_view")
        assert not window.page.locator(".o_error_dialog").count(), name
        assert not window.errors, (name, window.errors)
        if window.overflows():
            wide.append(name)
    assert not wide


@capability("B34")
def test_nothing_foreign_is_loaded(screen, server):
    """The pages ask nobody but this server: personal data and speed stay here."""
    window = screen("director")
    hosts = set()
    window.page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    window.open("workshop-board", ".o_view_controller")
    assert hosts == {server.url.split("/")[2]}
