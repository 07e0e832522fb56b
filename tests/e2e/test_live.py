"""Payments that managers write into amoCRM, seen the same moment in Odoo."""

import pytest

from odoo.addons.jewel_base.tests.common import capability

from .servers import eventually
from .workshop import find_deal, rest

PANEL = ".o_list_view .o_data_row, .o_kanban_view .o_kanban_record:not(.o_kanban_ghost)"
CODE = "FIRST_PAYMENT"


@pytest.fixture(scope="module")
def payment_field(server, amo):
    """A field that only amoCRM had gets its field in Odoo by one button."""
    admin = server.user("admin")
    amo.add_field("Первая оплата", "monetary", code=CODE)
    [account] = admin.search_read("amocrm.account", [("hook_state", "=", "ok")], ["id"], limit=1)
    admin.call("amocrm.account", "action_read_reference", [account["id"]])
    [row] = admin.search_read("amocrm.field.map", [("code", "=", CODE)], ["id"])
    admin.call("amocrm.field.map", "action_make_field", [row["id"]])


@capability("A26")
@pytest.mark.parametrize(("size", "digits"), [("desktop", "71234"), ("phone", "65432")])
def test_an_open_panel_shows_a_change_by_itself(server, amo, screen, payment_field, size, digits):
    deal = amo.create_deal(name=f"Panel {size}", price=1000, contact={"name": "Anna"})
    eventually(lambda: find_deal(server.user("admin"), deal), 20, "the deal is in Odoo")
    window = screen("director", size).open("amocrm-live", PANEL)
    window.settle()
    amo.update_deal(deal["id"], price=int(digits), fields={CODE: int(digits)})
    eventually(
        lambda: digits in "".join(filter(str.isdigit, window.text())), 20, "the panel shows it"
    )
    assert "Первая оплата" in window.text()
    assert not window.overflows()
    assert not window.errors
    window.shot("amocrm-live")


@capability("A26")
def test_the_open_finance_panel_shows_a_price_of_amocrm_by_itself(server, amo, screen):
    deal = amo.create_deal(name="Finance panel", price=1000, contact={"name": "Anna"})
    eventually(lambda: find_deal(server.user("admin"), deal), 20, "the deal is in Odoo")
    rest(server.user("admin"))
    window = screen("director", "desktop").open("finance", PANEL)
    window.page.wait_for_timeout(2000)  # what the exchange has still told the panel
    polls = []
    window.page.on("request", lambda request: polls.append(request.url))
    window.page.wait_for_timeout(3000)
    assert not [url for url in polls if "jewel.deal.finance" in url], "nobody asks again"
    amo.update_deal(deal["id"], price=83456)
    eventually(
        lambda: "83456" in "".join(filter(str.isdigit, window.text())), 20, "the panel shows it"
    )
    assert not window.overflows()
    assert not window.errors
    window.shot("finance")


def test_the_log_is_clean(server):
    assert not server.complaints()
