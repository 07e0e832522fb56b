"""The bench on an iPad, the director on an iPhone: Safari's name and size, fingers for a mouse.

The engine is Chromium's: Debian has no WebKit that can be driven.
"""

import pytest

from odoo.addons.jewel_base.tests.common import capability


@capability("B34", "B35")
def test_work_at_the_bench_is_done_by_taps(screen, server):
    waiting = [("state", "=", "ready"), ("jeweller_id", "=", False), ("is_weighed", "=", False)]
    order = server.user("jeweller").search_read("mrp.workorder", waiting, ["production_id"])[0]
    window = screen("jeweller", "tablet", is_apple=True).open("my-work", ".o_kanban_record")
    card = window.page.locator(".o_kanban_record", has_text=order["production_id"][1]).first
    for name in ("action_jewel_take", "action_jewel_start"):
        card.locator(f"button[name={name}]").tap()
        window.settle()
    card.locator("button[name=action_jewel_pause]").wait_for()
    assert not window.overflows()
    window.page.set_viewport_size({"width": 1180, "height": 820})  # turned on its side
    window.width = 1180
    window.settle()
    assert not window.overflows()
    assert not window.errors


@capability("B35", "A56")
@pytest.mark.parametrize("size", ["phone", "tablet"])
def test_it_is_put_on_the_home_screen(screen, size):
    """What Safari asks of a page that is to open like an app: manifest, icon, its own window."""
    window = screen("director", size, is_apple=True)
    window.page.wait_for_selector("[data-card=in_work]")
    window.settle()
    assert not window.overflows()
    get = window.context.request.get
    address = window.page.get_attribute("link[rel=manifest]", "href")
    manifest = get(window.url + address).json()
    assert manifest["display"] == "standalone"
    icon = window.page.get_attribute("link[rel=apple-touch-icon]", "href")
    for picture in (icon, *(icon["src"] for icon in manifest["icons"])):
        answer = get(window.url + picture)
        assert answer.ok
        assert answer.headers["content-type"].startswith("image/")
    window.page.goto(window.url + manifest["start_url"])
    window.page.wait_for_selector("[data-card=in_work]")
    assert not window.errors
