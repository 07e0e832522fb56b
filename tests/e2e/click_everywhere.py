"""Odoo's own robot in the application, as every role: each menu, view and filter is clicked.

It takes too long for every run: `bin/test --odoo clicks` (docs/odoo-tests.md).
"""

import pytest

WORKSHOP = "jewel_base.menu_root"
# A courier has one page, which is none of the web client's: test_screens.py opens it.
ROLES = ("manager", "head", "jeweller", "storekeeper", "accountant", "planner", "director", "admin")
SUCCESS = "clickbot test succeeded"  # both texts are Odoo's
MENU = "Testing menu "
PATIENCE_MS = 1_200_000  # as long as Odoo's own test waits


@pytest.fixture(scope="module", autouse=True)
def _no_addresses(server):
    """Menus that load a page anew are left out: the robot would begin anew with it, for ever."""
    server.shell(
        "addresses = env['ir.actions.act_url'].search([])\n"
        "env['ir.ui.menu'].search([\n"
        "    ('action', 'in', [f'ir.actions.act_url,{number}' for number in addresses.ids])\n"
        "]).active = False\n"
        "env.cr.commit()"
    )


def _screens(user):
    """XML ids of the menus in the application that open something for this user."""
    menus = user.get("/web/webclient/load_menus").json()
    found, queue = set(), [menu for menu in menus.values() if menu.get("xmlid") == WORKSHOP]
    while queue:
        menu = queue.pop()
        queue += [menus[str(child)] for child in menu["children"]]
        if menu["actionID"]:
            found.add(menu["xmlid"])
    return found


@pytest.mark.parametrize("login", ROLES)
def test_robot_clicks_everywhere(server, screen, login):
    window = screen(login)
    clicked = set()

    def ends(message):
        if message.text.startswith(MENU):
            clicked.add(message.text.split()[-1])
        return message.text == SUCCESS or message.type == "error"

    with window.page.expect_console_message(ends, timeout=PATIENCE_MS):
        window.page.evaluate(
            "app => odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
            ".startClickEverywhere(app)",
            WORKSHOP,
        )
    assert not window.errors
    # It ends early, and says that all is well, where it finds no next menu.
    assert clicked >= _screens(server.user(login))
