"""Operations of stock by pictures, with a finger and a scanner; what runs out."""

import pytest

from odoo.addons.jewel_base.tests.common import capability

SECONDS = 15
TAPS = 4
TARGET = 44  # px, the least that a gloved finger hits
PICKER = ".o_jewel_picker_tile"
CODES = {"МЕХ-01": "4600000000017", "МЕХ-02": "4600000000024"}


@pytest.fixture(scope="module")
def admin(server):
    return server.user("admin")


@pytest.fixture(scope="module", autouse=True)
def barcodes(admin):
    for article, code in CODES.items():
        [product] = admin.call("product.product", "search", [("default_code", "=", article)])
        admin.call("product.product", "write", [product], {"barcode": code})


def _moved(admin, article):
    """How many pieces of this article transfers have moved, by what is done so far."""
    domain = [
        ("product_id.default_code", "=", article),
        ("picking_id.state", "=", "done"),
    ]
    return sum(row["quantity"] for row in admin.search_read("stock.move", domain, ["quantity"]))


def _count_taps(window):
    window.page.evaluate(
        "window.taps = 0; document.addEventListener('click', () => window.taps++, true)"
    )


def _tap(window, selector, text=None):
    """As a finger does on a phone, as a mouse does at a desk."""
    target = window.page.locator(selector, has_text=text).first
    target.wait_for()
    window.settle()
    if window.is_touch:
        target.tap()
    else:
        target.click()


def _amount(window):
    return window.page.input_value(".o_jewel_picker_amount")


def _scan(window, code):
    """A scanner types like a keyboard, without a pause, and ends with Enter."""
    window.page.keyboard.type(code)
    window.page.keyboard.press("Enter")


@capability("A48")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_part_is_issued_by_picture_in_four_taps(screen, admin, size):
    before = _moved(admin, "МЕХ-02")
    window = screen("storekeeper", size).open("stock-picker", PICKER)
    assert not window.overflows()
    assert not _small(window, ".o_jewel_picker button")
    window.shot("storekeeper-picker-types")
    _count_taps(window)
    _tap(window, PICKER, "Механизмы")
    window.page.locator(PICKER, has_text="китовый хвост").wait_for()
    window.shot("storekeeper-picker-items")
    _tap(window, PICKER, "китовый хвост")
    _tap(window, ".o_jewel_picker_people button")
    window.shot("storekeeper-picker-quantity")
    assert not window.overflows()
    assert not _small(window, ".o_jewel_picker button")
    _tap(window, ".o_jewel_picker_confirm")
    window.page.wait_for_selector(".o_jewel_picker_done")
    assert window.page.evaluate("window.taps") == TAPS
    assert _moved(admin, "МЕХ-02") == before + 1
    # The master is remembered, so the next one takes a tap less.
    _tap(window, PICKER, "Механизмы")
    _tap(window, PICKER, "китовый хвост")
    _tap(window, ".o_jewel_picker_confirm")
    window.page.wait_for_selector(".o_jewel_picker_done")
    assert window.page.evaluate("window.taps") == 2 * TAPS - 1
    assert _moved(admin, "МЕХ-02") == before + 2
    assert not window.errors


def _small(window, selector):
    """Texts of buttons in sight that a finger would miss."""
    return window.page.locator(selector).evaluate_all(
        f"buttons => buttons.filter(button => button.checkVisibility()"
        f" && button.getBoundingClientRect().height < {TARGET}).map(button => button.innerText)"
    )


@capability("A48")
def test_scanner_chooses_and_never_confirms(screen, admin):
    """Digits of a code are neither the number of a picture nor a quantity."""
    before = {article: _moved(admin, article) for article in CODES}
    window = screen("storekeeper").open("stock-picker", PICKER)
    item = window.page.locator(".o_jewel_picker_item")
    _scan(window, CODES["МЕХ-01"])
    item.filter(has_text="пуля").wait_for()
    assert _amount(window) == "1"
    _tap(window, ".o_jewel_picker_people button")
    _scan(window, CODES["МЕХ-02"])
    item.filter(has_text="китовый хвост").wait_for()
    assert _amount(window) == "1"
    _scan(window, "4690000009999")
    window.page.locator(".o_notification", has_text="4690000009999").wait_for()
    assert _amount(window) == "1"
    window.page.click(".o_jewel_picker_amount")
    _scan(window, CODES["МЕХ-01"])
    item.filter(has_text="пуля").wait_for()
    assert _amount(window) == "1"
    assert {article: _moved(admin, article) for article in CODES} == before
    window.page.keyboard.type("125")  # as quick as a scanner, but no code of anything
    window.page.wait_for_timeout(500)
    assert _amount(window) == "125"
    assert not window.errors


@capability("A44", "A48")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_jeweller_takes_a_part_at_the_bench(screen, server, admin, size):
    """From his work: type, item, confirm; it lies at his own place, noted for the job."""
    in_hand = [("state", "=", "progress"), ("jeweller_id", "=", server.user("jeweller").uid)]
    [order] = admin.search_read("mrp.workorder", in_hand, ["production_id"], limit=1)
    window = screen("jeweller", size).open(f"my-work/{order['id']}", ".o_jewel_making")
    _count_taps(window)
    _tap(window, "button[name=action_jewel_materials]")
    window.page.wait_for_selector(PICKER)
    window.shot("jeweller-picker-types")
    assert not window.overflows()
    assert window.page.locator(PICKER, has_text="Упаковка").count() == 0
    _tap(window, PICKER, "Механизмы")
    _tap(window, PICKER, "с цепочкой")
    window.shot("jeweller-picker-quantity")
    assert not window.overflows()
    _tap(window, ".o_jewel_picker_confirm")
    window.page.wait_for_selector(".o_jewel_picker_done")
    assert window.page.evaluate("window.taps") == TAPS
    domain = [
        ("product_id.default_code", "=", "МЕХ-03"),
        ("picking_id.production_id", "=", order["production_id"][0]),
    ]
    moves = admin.search_read("stock.move", domain, ["state", "location_dest_id"], order="id desc")
    assert moves[0]["state"] == "done"
    place = moves[0]["location_dest_id"][0]
    [master] = admin.call("stock.location", "read", [place], ["responsible_id"])
    assert master["responsible_id"][0] == server.user("jeweller").uid
    _tap(window, ".o_jewel_picker_back")
    window.page.wait_for_selector(".o_jewel_making")
    assert not window.errors


@capability("A51", "A52")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_panel_of_what_runs_out(screen, size):
    """The one that runs out first stands on top, with its day."""
    row = ".o_data_row" if size == "desktop" else ".o_kanban_record:not(.o_kanban_ghost)"
    window = screen("storekeeper", size).open("remains", row)
    assert not window.overflows()
    window.shot("storekeeper-remains")
    assert window.page.locator(row, has_text="Механизм").count()
    assert not window.errors
