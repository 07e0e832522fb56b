"""What amoCRM may send and Odoo cannot use: the deal arrives, the trouble is told in Russian."""

import os

import pytest

from odoo.addons.jewel_base.tests.common import capability

from .servers import eventually
from .workshop import deal_values, find_deal

PATIENCE = 30
NASTY = "<script>alert('x')</script> <b>Запонки</b> 💍🔥 & «Якорь»"


def _no_contact(amo):
    return deal_values(amo, contact=None)


def _unknown_status(amo):
    amo.add_status("Примерка в салоне")
    return deal_values(amo, status="Примерка в салоне")


def _unknown_user(amo):
    amo.add_user("Пётр Новенький", "novenky@example.com")
    return deal_values(amo, responsible="novenky@example.com")


def _nasty_name(amo):
    return deal_values(amo, name=NASTY)


def _large_sketch(amo):
    file = amo.upload("огромный.png", os.urandom(40 * 1024 * 1024))
    return deal_values(amo, fields={"JEWEL_SKETCH": file["id"]})


def _no_picture(amo):
    file = amo.upload("договор.png", b"%PDF-1.4 not a picture at all")
    return deal_values(amo, fields={"JEWEL_SKETCH": file["id"]})


def _unknown_option(amo):
    amo.add_field("Камень", "text", code="JEWEL_STONE")
    field = amo.fields()[("leads", "JEWEL_ALLOY")]
    amo.update_field(field["id"], enums=[*field["enums"], {"value": "Титан"}])
    return deal_values(amo, fields={"JEWEL_ALLOY": "Титан"})


@capability("A1", "A7")
@pytest.mark.parametrize(
    "make, words",
    [
        (_no_contact, "контакт"),
        (_unknown_status, "Примерка в салоне"),
        (_unknown_user, "Пётр Новенький"),
        (_nasty_name, None),
        (_large_sketch, "огромный.png"),
        (_no_picture, "договор.png"),
        (_unknown_option, "Титан"),
    ],
)
def test_deal_arrives_and_trouble_is_told(server, amo, make, words):
    values = {key: value for key, value in make(amo).items() if value is not None}
    deal = amo.create_deal(**values)
    admin = server.user("admin")
    [deal_id], _took = eventually(lambda: find_deal(admin, deal), PATIENCE, "the deal is in Odoo")

    def read():
        [row] = admin.call("crm.lead", "read", [deal_id], ["name", "amocrm_problem"])
        return row

    assert read()["name"] == values["name"]
    if words:
        row, _took = eventually(
            lambda: words in (read()["amocrm_problem"] or "") and read(),
            PATIENCE,
            f"the deal tells about «{words}»",
        )
        assert any("а" <= letter <= "я" for letter in row["amocrm_problem"].lower())


@capability("A7")
def test_large_file_and_no_picture_are_kept_with_the_deal(server, amo):
    admin = server.user("admin")
    for make, name in ((_large_sketch, "огромный.png"), (_no_picture, "договор.png")):
        deal = amo.create_deal(**make(amo))
        [deal_id], _took = eventually(
            lambda deal=deal: find_deal(admin, deal), PATIENCE, "the deal is in Odoo"
        )
        eventually(
            lambda deal_id=deal_id, name=name: admin.count(
                "ir.attachment",
                [("res_model", "=", "crm.lead"), ("res_id", "=", deal_id), ("name", "=", name)],
            ),
            PATIENCE,
            f"{name} hangs on the deal",
        )
