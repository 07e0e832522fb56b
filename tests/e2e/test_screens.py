"""Every screen of every role opens, speaks Russian, leaves the console empty and fits a phone."""

import pytest

from odoo.addons.jewel_base.tests.common import capability

from .pictures import find_english

WORKSHOP, SETTINGS = "jewel_base.menu_root", "base.menu_administration"
ROLES = ("manager", "head", "jeweller", "storekeeper", "accountant", "planner", "director", "admin")
ADMINISTRATOR = "Administrator"  # his name, which Odoo has given him


def _actions(user, root):
    """Menus below ``root`` that open a screen for this user: {name: action id}.

    Tours, which are addresses, have a test of their own.
    """
    menus = user.get("/web/webclient/load_menus").json()
    found, queue = {}, [menu for menu in menus.values() if menu.get("xmlid") == root]
    while queue:
        menu = queue.pop(0)
        queue += [menus[str(child)] for child in menu["children"]]
        if menu.get("actionID") and menu["actionModel"] != "ir.actions.act_url":
            found[menu["name"]] = menu["actionID"]
    return found


def _open_all(window, actions):
    """Open one after the other; returns (those that are too wide, {those with English: words})."""
    wide, english = [], {}
    for name, number in actions.items():
        window.switch_to(number, ".o_action_manager .o_action, .o_dialog .o_form_view")
        assert not window.page.locator(".o_error_dialog").count(), name
        assert not window.errors, (name, window.errors)
        if window.overflows():
            wide.append(name)
        if words := {*find_english(window)} - {ADMINISTRATOR}:
            english[name] = words
    return wide, english


@capability("A2", "A9", "B34")
@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("login", ROLES)
def test_every_menu_opens(server, screen, login, size):
    window = screen(login, size)
    actions = _actions(server.user(login), WORKSHOP)
    assert actions
    assert _open_all(window, actions) == ([], {})


@capability("A9")
def test_every_menu_of_the_settings_opens(server, screen):
    """They are Odoo's own, words and width are not ours."""
    actions = _actions(server.user("admin"), SETTINGS)
    assert actions
    _open_all(screen("admin"), actions)


@capability("B34")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_deliveries_of_the_courier(screen, size):
    window = screen("courier", size)
    window.page.wait_for_selector("main.phone")
    assert not window.overflows()
    assert not find_english(window)
    assert not window.errors


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_words_of_odoo_itself(screen, size):
    """The way in and one's own settings: Odoo's screens, which everybody sees."""
    door = screen(None, size)
    door.page.goto(f"{door.url}/web/login")
    door.page.wait_for_selector("input[name=login]")
    assert not find_english(door)
    assert not door.overflows()
    window = screen("planner", size)
    window.page.click(".o_user_menu button:visible, .o_mobile_menu_toggle:visible")
    window.page.click("text=Мои настройки")
    window.page.wait_for_selector(".modal .o_form_view")
    assert not {*find_english(window)} - {"Russian", "email"}
    assert not window.errors


@capability("A56")
def test_number_of_a_client_is_whole_on_the_phone(screen, server):
    called = [("partner_id.phone", "!=", False)]
    deal = server.user("manager").search_read("crm.lead", called, ["partner_id"], limit=1)[0]
    window = screen("manager", "phone")
    window.open(f"jewel-clients/{deal['partner_id'][0]}", ".o_field_phone input")
    number = window.page.locator(".o_field_phone input").first
    assert number.input_value()
    assert number.evaluate("node => node.scrollWidth <= node.clientWidth")


@capability("B34")
def test_nothing_foreign_is_loaded(screen, server):
    """The pages ask nobody but this server: personal data and speed stay here."""
    window = screen("director")
    hosts = set()
    window.page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    window.open("workshop-board", ".o_view_controller")
    assert hosts == {server.url.split("/")[2]}


@capability("A42", "A56")
@pytest.mark.parametrize(
    "login, number, rows",
    [
        ("manager", "[data-key=created] .o_jewel_kpi_value", ".o_kanban_record, .o_data_row"),
        ("director", "[data-card=in_work]", ".o_data_row"),
    ],
)
def test_home_of_who_looks_on_the_phone(screen, login, number, rows):
    """Login lands on the page of the day; it fits, and what is behind a number is one tap away."""
    window = screen(login, "phone")
    window.page.wait_for_selector(number)
    window.settle()
    assert not window.overflows()
    assert window.page.evaluate(
        "[...document.querySelectorAll('.o_jewel_kpi_body')].every("
        "body => body.scrollWidth <= body.clientWidth)"
    )
    window.shot(f"home-{login}")
    window.page.tap(number)
    window.page.wait_for_selector(rows)
    assert not window.overflows()
    assert not window.errors


@capability("B46")
def test_charts_of_the_director_are_drawn(screen):
    window = screen("director")
    window.page.wait_for_selector("[data-section=production] canvas")
    drawn = window.page.evaluate(
        "[...document.querySelectorAll('canvas')].map("
        "canvas => Chart.getChart(canvas).data.datasets[0].data.length)"
    )
    assert len(drawn) == 2
    assert all(drawn)
