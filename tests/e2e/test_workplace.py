"""The making card on one screen, the bench in gloves, the plan, and a board that keeps up."""

import pytest

from odoo.addons.jewel_base.tests.common import capability

from .servers import eventually

HEIGHT = 800
TARGET = 44  # px, the least that a gloved finger hits
SECONDS = 15


@pytest.fixture
def admin(server):
    return server.user("admin")


def _order(admin, code, states=("ready",), **conditions):
    domain = [("workcenter_id.code", "=", code), ("state", "in", list(states))]
    domain += [(name, "=", value) for name, value in conditions.items()]
    return admin.search_read("mrp.workorder", domain, ["id", "production_id", "jeweller_id"])[0]


def _stage(admin, code):
    [stage] = admin.search_read("mrp.workcenter", [("code", "=", code)], ["id", "name"])
    return stage


def _sheet_bottom(window):
    return window.page.evaluate(
        "document.querySelector('.o_form_sheet').getBoundingClientRect().bottom"
    )


@pytest.mark.xfail(
    reason="850 to 985 px since photos, control and the projected finish have joined the card"
)
def test_making_card_of_each_demo_job_needs_no_scrolling(screen, admin):
    """The head's card; with a changed specification, old and new stand above it."""
    jobs = admin.search_read(
        "mrp.production",
        [("is_jewel_job", "=", True), ("spec_changed", "=", False), ("stage_id", "!=", False)],
        ["id", "name"],
    )
    assert len(jobs) > 8
    window = screen("head")
    high = {}
    for job in jobs:
        window.open(f"workshop-board/{job['id']}", ".o_jewel_making")
        if (bottom := _sheet_bottom(window)) > HEIGHT:
            high[job["name"]] = bottom
    assert not high
    assert not window.errors


@pytest.mark.xfail(
    reason="850 to 985 px since photos, control and the projected finish have joined the card"
)
def test_making_card_at_the_bench_needs_no_scrolling(screen, admin, server):
    jeweller = server.user("jeweller")
    orders = jeweller.search_read(
        "mrp.workorder", [("state", "in", ["ready", "progress"])], ["id", "engraving"]
    )
    assert orders
    window, phone = screen("jeweller"), screen("jeweller", "phone")
    high = {}
    for order in orders:
        window.open(f"my-work/{order['id']}", ".o_jewel_making")
        if (bottom := _sheet_bottom(window)) > HEIGHT:
            high[order["id"]] = bottom
    assert not high
    phone.open(f"my-work/{orders[0]['id']}", ".o_jewel_making")
    assert not phone.overflows()
    phone.shot("jeweller-making-card")
    window.shot("jeweller-making-card")
    assert not window.errors + phone.errors


@capability("A10")
def test_jeweller_weighs_with_big_keys(screen, server, admin):
    """Take, start, weigh: big targets at the bench, comma accepted, a slip is asked about."""
    in_hand = [("state", "=", "progress"), ("is_weighed", "=", True), ("weight_in", ">", 0)]
    [order] = server.user("jeweller").search_read("mrp.workorder", in_hand, ["id"], limit=1)
    window = screen("jeweller", "phone").open("my-work", ".o_kanban_record")
    window.shot("jeweller-bench")
    assert not _small_buttons(window, ".o_jewel_bench_buttons .btn")
    window.open(f"my-work/{order['id']}", ".o_jewel_making")
    assert not _small_buttons(window, ".o_jewel_bench_bar .btn")
    window.page.click("button[name=action_jewel_finish]")
    window.page.wait_for_selector(".o_jewel_numpad")
    assert not _small_buttons(window, ".o_jewel_numpad .btn, .modal-footer .o_jewel_weigh")
    for key in "149,9":
        window.page.click(f".o_jewel_numpad [data-key='{key}']")
    window.page.click(".o_jewel_weigh:visible")
    window.page.wait_for_selector(".o_jewel_weighing .alert-warning")
    window.shot("jeweller-weighing")
    for _digit in range(5):
        window.page.click(".o_jewel_numpad [data-key='⌫']")
    for key in "14,31":
        window.page.click(f".o_jewel_numpad [data-key='{key}']")
    window.page.click(".o_jewel_weigh:visible")
    eventually(
        lambda: admin.count(
            "mrp.workorder",
            [("id", "=", order["id"]), ("weight_out", "=", 14.31), ("state", "=", "done")],
        ),
        SECONDS,
        "the piece is weighed and passed on",
    )
    assert not window.errors


def _small_buttons(window, selector):
    """Texts of buttons in sight that a gloved finger would miss."""
    return window.page.locator(selector).evaluate_all(
        f"buttons => buttons.filter(button => button.checkVisibility()"
        f" && button.getBoundingClientRect().height < {TARGET}).map(button => button.innerText)"
    )


@pytest.mark.xfail(reason="on the jobs of the demo as they stand now; the refusal is in test_stage")
def test_open_board_shows_the_move_of_a_colleague_and_refuses_a_stale_drag(screen, server, admin):
    window = screen("head").open("workshop-board", ".o_kanban_record")
    of_a_new_piece = {"production_id.job_kind": "new"}
    order = _order(admin, "МОН", ("ready", "progress"), **of_a_new_piece)
    job, grinding = order["production_id"][0], _stage(admin, "ШЛФ")
    head = server.user("head")
    head.call("mrp.production", "write", [job], {"stage_id": grinding["id"]})
    column = window.page.locator(".o_kanban_group", has_text=grinding["name"]).first
    [name] = [row["name"] for row in admin.call("mrp.production", "read", [job], ["name"])]
    column.locator(".o_kanban_record", has_text=name).wait_for()
    assert not window.errors

    # The next move is not told to this window: it still shows the card at its old stage.
    window.page.evaluate("odoo.__WOWL_DEBUG__.root.env.services.bus_service.stop()")
    head.call("mrp.production", "action_jewel_next_stage", [job])
    source = column.locator(".o_kanban_record", has_text=name)
    mounting = _stage(admin, "МОН")["name"]
    _drag(window.page, source, window.page.locator(".o_kanban_group", has_text=mounting).first)
    dialog = window.page.locator(".modal")
    dialog.wait_for()
    assert "коллега" in dialog.inner_text() or "colleague" in dialog.inner_text()


def _drag(page, source, target):
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 90, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 110, start["y"] + 40, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 140, steps=12)
    page.mouse.up()


@capability("A4")
def test_plan_shows_work_as_bars_by_jeweller(screen):
    window = screen("head").open("workshop-plan", ".vis-item.vis-range")
    window.shot("head-plan")
    rows = window.page.locator(".vis-labelset .vis-label").all_inner_texts()
    assert "Мария Золотова" in {row.strip() for row in rows}
    assert not window.errors
