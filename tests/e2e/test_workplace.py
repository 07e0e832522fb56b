"""The making card on one screen, the bench in gloves, the plan, and a board that keeps up."""

from datetime import datetime, timedelta, timezone

import pytest

from odoo.addons.jewel_base.tests.common import capability

from .servers import eventually

HEIGHT = 800
TARGET = 44  # px, the least that a gloved finger hits
SECONDS = 15


@pytest.fixture
def admin(server):
    return server.user("admin")


def _stage(admin, code):
    [stage] = admin.search_read("mrp.workcenter", [("code", "=", code)], ["id", "name"])
    return stage


def _sheet_bottom(window):
    return window.page.evaluate(
        "document.querySelector('.o_form_sheet').getBoundingClientRect().bottom"
    )


@capability("A5")
def test_making_card_of_each_job_in_work_needs_no_scrolling(screen, admin):
    """The head's card; with a changed specification, old and new stand above it."""
    jobs = admin.search_read(
        "mrp.production",
        [
            ("is_jewel_job", "=", True),
            ("spec_changed", "=", False),
            ("stage_id", "!=", False),
            ("state", "not in", ("done", "cancel")),
        ],
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


@capability("A10")
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
    for key in "14,61":
        window.page.click(f".o_jewel_numpad [data-key='{key}']")
    window.page.click(".o_jewel_weigh:visible")
    eventually(
        lambda: admin.count(
            "mrp.workorder",
            [("id", "=", order["id"]), ("weight_out", "=", 14.61), ("state", "=", "done")],
        ),
        SECONDS,
        "the piece is weighed and passed on",
    )
    assert not window.errors


@capability("A10")
def test_waiting_piece_is_taken_begun_and_passed_on_in_three_taps(screen, server, admin):
    """Nothing is weighed at this stage; the piece comes from the list, as it lies on the bench."""
    waiting = [("state", "=", "ready"), ("jeweller_id", "=", False), ("is_weighed", "=", False)]
    orders = server.user("jeweller").search_read(
        "mrp.workorder", waiting, ["production_id", "is_quality"]
    )
    order = next(order for order in orders if not order["is_quality"])
    window = screen("jeweller", "phone").open("my-work", ".o_kanban_record")
    card = window.page.locator(".o_kanban_record", has_text=order["production_id"][1]).first
    for name in ("action_jewel_take", "action_jewel_start", "action_jewel_finish"):
        card.locator(f"button[name={name}]:visible").click()
        window.settle()
    domain = [("id", "=", order["id"]), ("state", "=", "done")]
    eventually(lambda: admin.count("mrp.workorder", domain), SECONDS, "passed on")
    assert not window.errors


def _small_buttons(window, selector):
    """Texts of buttons in sight that a gloved finger would miss."""
    return window.page.locator(selector).evaluate_all(
        f"buttons => buttons.filter(button => button.checkVisibility()"
        f" && button.getBoundingClientRect().height < {TARGET}).map(button => button.innerText)"
    )


@capability("A9")
def test_open_board_shows_the_move_of_a_colleague_and_refuses_a_stale_drag(screen, server, admin):
    head, grinding = server.user("head"), _stage(admin, "ШЛФ")
    job = _job_at(admin, head, "МОН")
    window = screen("head").open("workshop-board", ".o_kanban_record")
    head.call("mrp.production", "write", [job], {"stage_id": grinding["id"]})
    [name] = [row["name"] for row in admin.call("mrp.production", "read", [job], ["name"])]
    _card(window.page, grinding, name).wait_for()
    assert not window.errors

    # The next move is not told to this window: it still shows the card at its old stage. What has
    # been told before is read a second later, so that the board is stale only after that.
    _deafen(window)
    head.call("mrp.production", "action_jewel_next_stage", [job])
    there = _passages(admin, job)
    source, mounting = _card(window.page, grinding, name), _stage(admin, "МОН")
    _drag(window.page, source, _column(window.page, mounting))
    dialog = window.page.locator(".modal")
    dialog.wait_for()
    window.shot("head-board-stale")
    assert "коллега" in dialog.inner_text()
    assert name in dialog.inner_text()
    assert _passages(admin, job) == there, "nothing is half done"
    dialog.locator(".modal-footer .btn").first.click()
    [now] = admin.call("mrp.production", "read", [job], ["stage_id"])
    _card(window.page, {"name": now["stage_id"][1]}, name).wait_for()
    assert not source.count()


def _job_at(admin, head, code):
    """A new piece that has just come to the stage."""
    refs = {
        "stage_id": ("crm.stage", [("jewel_key", "=", "production")]),
        "jewel_type_id": ("jewel.product.type", []),
        "alloy_id": ("jewel.alloy", [("name", "like", "Серебро")]),
        "partner_id": ("res.partner", [("is_company", "=", False)]),
    }
    values = {name: admin.search_read(*ref, ["id"], limit=1)[0]["id"] for name, ref in refs.items()}
    text = {"name": "Кольцо на доске", "type": "opportunity", "item_description": "Гладкое"}
    deal = admin.call("crm.lead", "create", {**values, **text, "expected_revenue": 9000})
    [job] = admin.search_read("mrp.production", [("deal_id", "=", deal)], ["id"])
    stage = _stage(admin, code)["id"]
    while head.call("mrp.production", "read", [job["id"]], ["stage_id"])[0]["stage_id"][0] != stage:
        head.call("mrp.production", "action_jewel_next_stage", [job["id"]])
    return job["id"]


def _deafen(window):
    window.page.evaluate("odoo.__WOWL_DEBUG__.root.env.services.bus_service.stop()")
    window.page.wait_for_timeout(2500)
    window.settle()


def _column(page, stage):
    """By its title: its name may stand on cards of other columns, too."""
    title = page.locator(".o_column_title", has_text=stage["name"])
    return page.locator(".o_kanban_group").filter(has=title).first


def _card(page, stage, name):
    return _column(page, stage).locator(".o_kanban_record", has_text=name)


def _passages(admin, job):
    """States of all work orders of a job."""
    orders = admin.search_read(
        "mrp.workorder", [("production_id", "=", job)], ["state", "workcenter_id", "date_start"]
    )
    return sorted(orders, key=lambda order: order["id"])


def _drag(page, source, target):
    target.evaluate("column => column.scrollIntoView({inline: 'center'})")
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    assert end["x"] >= 0, "the column is in sight"
    _pull(page, (start["x"] + 90, start["y"] + 20), (end["x"] + 60, end["y"] + 140))


def _pull(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 8, start[1] + 8, steps=4)
    page.mouse.move(*end, steps=12)
    page.mouse.up()


# === PLAN === #

WAITING = [
    ("state", "=", "ready"),
    ("workcenter_id.is_quality", "=", False),
    ("workcenter_id.is_casting", "=", False),
    ("workcenter_id.is_waiting", "=", False),
]


class Plan:
    """The timeline of the head, from now for a day, and one bar on it that begins in four hours."""

    def __init__(self, window, admin, order, jeweller):
        self.window, self.admin, self.order = window, admin, order
        start = (datetime.now(timezone.utc) + timedelta(hours=4)).strftime("%Y-%m-%d %H:%M:%S")
        values = {"bar_start": start, "jeweller_id": jeweller}
        admin.call("mrp.workorder", "write", [order["id"]], values)
        self.text = f"{order['article'] or order['production_id'][1]} {order['name']}"
        self.open()

    def open(self):
        self.window.open("workshop-plan", ".vis-label")
        self.window.page.click(".oe_timeline_button_today")
        self.bar.wait_for()
        self.window.page.wait_for_timeout(1000)  # the window slides to its place

    @property
    def bar(self):
        return self.window.page.locator(".vis-item.vis-range", has_text=self.text).first

    def place(self):
        self.bar.scroll_into_view_if_needed()
        box = self.bar.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def pull(self, row=None, hours=0):
        """Drag the bar into the row of a jeweller, or by hours within its own."""
        x, y = self.place()
        if row:
            label = self.window.page.locator(".vis-labelset .vis-label", has_text=row).first
            box = label.bounding_box()
            y_end = box["y"] + box["height"] / 2
        else:
            y_end = y
        width = self.window.page.locator(".vis-center").first.bounding_box()["width"]
        _pull(self.window.page, (x, y), (x + hours * width / 24, y_end))

    def read(self):
        names = ["jeweller_id", "plan_date", "state"]
        [row] = self.admin.call("mrp.workorder", "read", [self.order["id"]], names)
        return row


@pytest.fixture
def plan(screen, admin):
    jeweller, other = admin.search_read(
        "res.users", [("login", "in", ["jeweller", "jeweller2"])], ["id", "name"], order="login"
    )
    names = ["name", "article", "production_id"]
    order = admin.search_read("mrp.workorder", WAITING, names, limit=1)[0]
    made = Plan(screen("head"), admin, order, jeweller["id"])
    made.jeweller, made.other = jeweller, other
    return made


@capability("A4")
def test_bar_is_dragged_to_another_jeweller_and_to_another_day(plan):
    rows = plan.window.page.locator(".vis-labelset .vis-label").all_inner_texts()
    assert "Никому не отдано" in {row.strip() for row in rows}
    assert "UNASSIGNED" not in plan.window.text()
    before = plan.read()
    plan.pull(row=plan.other["name"])
    eventually(lambda: plan.read()["jeweller_id"][0] == plan.other["id"], SECONDS, "given away")
    assert plan.read()["plan_date"] == before["plan_date"], "another row is no new plan"
    plan.window.settle()
    plan.pull(hours=6)
    eventually(lambda: plan.read()["plan_date"] > before["plan_date"], SECONDS, "planned anew")
    assert plan.read()["jeweller_id"][0] == plan.other["id"]
    plan.window.shot("head-plan-dragged")
    assert not plan.window.errors


@capability("A4")
def test_refused_drag_says_why_and_the_bar_snaps_back(plan, admin):
    page = plan.window.page
    admin.call("mrp.workorder", "button_start", [plan.order["id"]])
    plan.open()
    _deafen(plan.window)
    there, begun = plan.place(), plan.read()
    plan.pull(hours=6)
    _read_refusal(page, "уже начата", "начало")
    assert plan.read() == begun
    assert plan.place() == pytest.approx(there, abs=5)
    admin.call("mrp.production", "action_jewel_next_stage", [plan.order["production_id"][0]])
    done = plan.read()
    assert done["state"] == "done"
    plan.pull(row=plan.other["name"])
    _read_refusal(page, "завершён", "завершена")
    assert plan.read() == done
    plan.bar.wait_for(state="detached")


def _read_refusal(page, *words):
    """The dialog says one of the words; it is then closed."""
    dialog = page.locator(".modal")
    dialog.wait_for()
    assert any(word in dialog.inner_text().lower() for word in words), dialog.inner_text()
    dialog.locator(".modal-footer .btn").first.click()
    dialog.wait_for(state="detached")


@capability("A4")
def test_plan_shows_work_as_bars_by_jeweller(screen):
    window = screen("head").open("workshop-plan", ".vis-item.vis-range")
    window.shot("head-plan")
    rows = window.page.locator(".vis-labelset .vis-label").all_inner_texts()
    assert "Мария Золотова" in {row.strip() for row in rows}
    assert not window.errors
