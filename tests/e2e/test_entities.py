"""What else people keep in amoCRM beside deals: companies, tasks, notes, products; the first load;
an account that moves. Each over real HTTP, with real processes on both sides.
"""

import re
import secrets
import time
from collections import Counter
from datetime import date, timedelta

import pytest

from odoo.addons.jewel_base.tests.common import capability

from _steps.database import query
from tests.fakes.amocrm.gateway import Gateway

from .servers import OdooServer, eventually
from .workshop import CLIENT_ID, answer_consent, find_deal, rest, sketch

SECONDS = 30
OLD_DEALS = 48
PAGE = 12


@pytest.fixture(scope="module")
def gateway(amo, tmp_path_factory):
    """The world as Odoo sees it: amoCRM's hosts, and nothing else."""
    with Gateway(amo.base_url, tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(scope="module")
def server(database_name, amo, gateway, tmp_path_factory):
    """Odoo connected to the fake amoCRM, with the way to amoCRM's own hosts."""
    log = tmp_path_factory.mktemp("odoo") / "odoo.log"
    odoo = OdooServer(database_name, log, environment=gateway.environment).start()
    odoo.shell(
        f"env['amocrm.account']._demo_connect({amo.base_url!r}, {odoo.url!r})\nenv.cr.commit()"
    )
    yield odoo
    odoo.stop()


@pytest.fixture
def admin(server):
    return server.user("admin")


def read(user, model, key, *names):
    return user.call(model, "read", [key], list(names))[0]


def arrived(admin, amo_deal):
    """The deal of Odoo, once it is there."""
    [key], _took = eventually(lambda: find_deal(admin, amo_deal), SECONDS, "the deal is in Odoo")
    return key


def writes(amo, path=""):
    """Method and path of what Odoo has written to amoCRM since the journal was cleared."""
    return [
        (entry["method"], entry["path"])
        for entry in amo.journal(path=f"^/api/v4/.*{path}")
        if entry["method"] != "GET"
    ]


def digits(text):
    return re.sub(r"\D", "", text or "")


@capability("A1", "D32")
def test_company_and_contacts_come_in_and_a_changed_phone_goes_back(amo, admin, server):
    company = amo.create_company(name="ООО «Ромашка»", phones=["+7 4942 55-55-55"])
    wife = amo.create_contact(name="Вера Ромашкина", phones=["+7 910 000-00-02"])
    deal = amo.create_deal(
        name="Запонки с ромашкой",
        contact={
            "name": "Борис Ромашкин",
            "company_id": company["id"],
            "phones": ["8 (910) 000-00-01", "+7 910 000-00-09"],
        },
    )
    amo.link(deal["id"], contacts=wife["id"])
    amo.link(deal["id"], companies=company["id"])
    lead = arrived(admin, deal)
    eventually(
        lambda: read(admin, "crm.lead", lead, "amocrm_contact_ids")["amocrm_contact_ids"],
        SECONDS,
        "the further contact is on the deal",
    )
    values = read(admin, "crm.lead", lead, "partner_id", "amocrm_contact_ids")
    client = read(admin, "res.partner", values["partner_id"][0], "name", "parent_id", "phone")
    further = read(admin, "res.partner", values["amocrm_contact_ids"][0], "name", "phone")
    assert (client["name"], further["name"]) == ("Борис Ромашкин", "Вера Ромашкина")
    parent = read(admin, "res.partner", client["parent_id"][0], "name", "is_company", "phone")
    assert (parent["name"], parent["is_company"]) == ("ООО «Ромашка»", True)
    assert (digits(client["phone"])[-10:], digits(parent["phone"])) == ("9100000001", "74942555555")

    domain = [("entity", "=", "contacts"), ("code", "=", "PHONE")]
    [pair] = admin.search_read("amocrm.field.map", domain, ["direction"])
    assert pair["direction"] == "both", "as proposed"
    rest(admin)
    amo.clear_journal()
    manager = server.user("manager")
    manager.call("res.partner", "write", [client["id"]], {"phone": "+7 910 777-77-77"})
    number = amo.deal(deal["id"])["contacts"][0]["id"]
    eventually(
        lambda: "7777777" in digits(amo.contact(number)["fields"]["PHONE"]),
        SECONDS,
        "amoCRM has the new phone",
    )
    rest(admin)
    phones = amo.contact(number)["fields"]["PHONE"].split(", ")
    assert [digits(phone)[-10:] for phone in phones] == [
        "9107777777",
        "9100000009",
        "9100000001",
    ], "the new one first, and amoCRM loses none"
    assert read(admin, "res.partner", client["id"], "phone")["phone"] == "+7 910 777-77-77"
    assert writes(amo) == [("PATCH", f"/api/v4/contacts/{number}")], "one call, and no echo"

    amo.update_company(company["id"], name="ООО «Ромашка и Ко»")
    eventually(
        lambda: read(admin, "res.partner", parent["id"], "name")["name"] == "ООО «Ромашка и Ко»",
        SECONDS,
        "the company is renamed",
    )
    assert admin.count("res.partner", [("name", "=like", "%Ромашк%")]) == 3


@capability("A1", "A13", "D32")
def test_task_of_amocrm_is_done_in_odoo_and_the_other_way_round(amo, admin, server):
    deal = amo.create_deal(name="Задачи", contact={"name": "Глеб Задачин"})
    lead = arrived(admin, deal)
    rest(admin)
    amo.clear_journal()
    task = amo.create_task(deal["id"], "Позвонить о примерке", responsible="manager@example.com")
    found, _took = eventually(lambda: _activities(admin, lead), SECONDS, "the task is an activity")
    manager = server.user("manager")
    [activity] = found
    assert (activity["summary"], activity["user_id"][0]) == ("Позвонить о примерке", manager.uid)
    manager.call("mail.activity", "action_feedback", [activity["id"]], feedback="Придёт в среду")
    closed, _took = eventually(
        lambda: [one for one in amo.tasks(deal["id"]) if one["is_completed"]],
        SECONDS,
        "the task is closed in amoCRM",
    )
    assert [one["result"] for one in closed] == [{"text": "Придёт в среду"}]
    rest(admin)
    assert writes(amo) == [("PATCH", f"/api/v4/tasks/{task['id']}")]

    amo.clear_journal()
    [kind] = admin.search_read(
        "mail.activity.type", [("amocrm_task_type_id", "!=", 0)], [], limit=1
    )
    manager.call(
        "crm.lead",
        "activity_schedule",
        [lead],
        activity_type_id=kind["id"],
        summary="Согласовать эскиз",
        date_deadline=str(date.today() + timedelta(days=2)),
        user_id=manager.uid,
    )
    made, _took = eventually(
        lambda: [one for one in amo.tasks(deal["id"]) if not one["is_completed"]],
        SECONDS,
        "the activity is a task",
    )
    amo.complete_task(made[0]["id"], "Эскиз принят")
    eventually(lambda: not _activities(admin, lead), SECONDS, "the activity is done")
    rest(admin)
    assert [one["text"] for one in made] == ["Согласовать эскиз"]
    assert writes(amo) == [("POST", "/api/v4/tasks")]
    assert any("Эскиз принят" in body for body in _chatter(admin, lead))
    assert len(amo.tasks(deal["id"])) == 2


@capability("A1", "D32")
def test_note_of_amocrm_is_in_the_chatter_once(amo, admin, server):
    deal = amo.create_deal(name="Примечания", contact={"name": "Нина Заметкина"})
    lead = arrived(admin, deal)
    rest(admin)
    amo.clear_journal()
    amo.configure(hook_duplicate=2, hook_shuffle=0.3)
    note = amo.create_note(deal["id"], "Размер <b>17,5</b>, любит тишину")
    eventually(lambda: _said(admin, lead, "тишину"), SECONDS, "the note is in the chatter")
    amo.restore_settings()
    amo.flush_hooks()
    admin.call("amocrm.account", "action_poll", [_account(admin)])
    amo.update_note(note["id"], "Размер 18, любит тишину")
    eventually(
        lambda: _said(admin, lead, "Размер 18"), SECONDS + 60, "the edited note is in the chatter"
    )
    rest(admin)
    assert len(_said(admin, lead, "тишину")) == 1
    assert writes(amo) == []


@capability("A1", "D32")
def test_products_of_the_deal_are_lines_of_its_quotation(amo, admin, server):
    cuffs = amo.create_product("Запонки «Баркентина»", "15000.50", SKU="ZP-77")
    box = amo.create_product("Коробка дубовая", 900)
    deal = amo.create_deal(name="Товары", contact={"name": "Олег Товаров"})
    amo.link(deal["id"], elements=cuffs["id"], quantity=2)
    amo.link(deal["id"], elements=box["id"])
    lead = arrived(admin, deal)
    eventually(
        lambda: (
            _lines(admin, lead)
            == [("Запонки «Баркентина»", 2, 15000.5), ("Коробка дубовая", 1, 900)]
        ),
        SECONDS,
        "the products are lines",
    )
    amo.link(deal["id"], elements=cuffs["id"], quantity=3)
    amo.unlink(deal["id"], elements=box["id"])
    eventually(
        lambda: _lines(admin, lead) == [("Запонки «Баркентина»", 3, 15000.5)],
        SECONDS,
        "the lines follow",
    )
    rest(admin)
    assert admin.count("sale.order", [("opportunity_id", "=", lead)]) == 1
    assert admin.count("product.product", [("default_code", "=", "ZP-77")]) == 1


@capability("A1", "D32")
def test_deals_are_deleted_restored_and_merged(amo, admin):
    client = {"name": "Пётр Двойной", "phones": ["+7 910 000-00-33"]}
    first = amo.create_deal(name="Кольцо первое", price=100, contact=client)
    second = amo.create_deal(
        name="Кольцо второе", price=200, contacts=[amo.deal(first["id"])["contacts"][0]["id"]]
    )
    keys = [arrived(admin, deal) for deal in (first, second)]
    rest(admin)
    amo.delete_deal(first["id"])
    eventually(lambda: _is_gone(admin, first), SECONDS, "the deletion is known")
    assert admin.count("crm.lead", [("id", "in", keys)]) == 2, "nothing is deleted here"
    amo.restore_deal(first["id"])
    eventually(lambda: not _is_gone(admin, first), SECONDS, "it is back")
    amo.update_deal(first["id"], price=150)
    eventually(
        lambda: read(admin, "crm.lead", keys[0], "expected_revenue")["expected_revenue"] == 150,
        SECONDS,
        "and followed again",
    )
    amo.merge_deals(second["id"], into=first["id"])
    eventually(lambda: _is_gone(admin, second), SECONDS, "the merge is known")
    amo.update_deal(first["id"], name="Кольцо общее")
    eventually(
        lambda: read(admin, "crm.lead", keys[0], "name")["name"] == "Кольцо общее",
        SECONDS,
        "the remaining one is followed",
    )
    rest(admin)
    assert admin.count("crm.lead", [("name", "=like", "Кольцо %"), ("id", "in", keys)]) == 2
    assert admin.count("res.partner", [("name", "=", "Пётр Двойной")]) == 1


@capability("A1", "D32")
def test_what_no_hook_told_of_is_found_by_a_look(amo, admin):
    company = amo.create_company(name="АО «Тихое»")
    kept = amo.create_deal(name="Тихая сделка", contact={"name": "Марк Тихий"})
    gone = amo.create_deal(name="Тихо удалённая", contact={"name": "Анна Тихая"})
    amo.link(kept["id"], companies=company["id"])
    task = amo.create_task(kept["id"], "Согласовать эскиз")
    lead, _gone = arrived(admin, kept), arrived(admin, gone)
    eventually(lambda: _activities(admin, lead), SECONDS, "the task is an activity")
    rest(admin)
    amo.hold_hooks()
    amo.delete_deal(gone["id"])
    amo.complete_task(task["id"], "Эскиз годится")
    amo.create_note(kept["id"], "Сказано шёпотом")
    amo.update_company(company["id"], name="АО «Громкое»")
    amo.clear_hooks()
    amo.release_hooks()
    amo.clear_journal()
    admin.call("amocrm.account", "action_poll", [_account(admin)])
    eventually(lambda: _is_gone(admin, gone), SECONDS, "the deletion is known")
    eventually(lambda: _said(admin, lead, "Эскиз годится"), SECONDS, "the task is done")
    eventually(lambda: _said(admin, lead, "шёпотом"), SECONDS, "the note is in the chatter")
    eventually(
        lambda: admin.count("res.partner", [("name", "=", "АО «Громкое»")]),
        SECONDS,
        "the company is renamed",
    )
    statuses = {entry["status"] for entry in amo.journal(path="^/api/")}
    assert statuses <= {200, 204, 429}, "amoCRM knows all that is asked"


@capability("A1", "D32")
def test_first_load_goes_on_after_kill(amo, server, admin):
    rest(admin)  # nobody else asks for contacts below
    mark = time.time_ns()  # of this attempt
    old_deal, old_client = f"Старая-{mark}", f"Давний-{mark}"
    amo.hold_hooks()
    for number in range(OLD_DEALS):
        amo.create_deal(
            name=f"{old_deal} {number}",
            price=1000 + number,
            contact={"name": f"{old_client} {number}"},
        )
    amo.clear_hooks()
    amo.release_hooks()
    amo.configure(over_limit="clamp", page_limit=PAGE)
    amo.fault("slow", method="GET", path="contacts$", skip=1, times=9, seconds=15)
    values = {"account_id": _account(admin), "date_from": False}
    load = admin.call("amocrm.import", "create", values)
    admin.call("amocrm.import", "action_start", [load])
    eventually(
        lambda: _named(admin, "crm.lead", old_deal), 2 * SECONDS, "the first page is in Odoo"
    )
    server.kill()
    amo.clear_faults()
    there = f"SELECT COUNT(*) FROM crm_lead WHERE name LIKE '{old_deal} %'"
    [[loaded]] = query(there, server.database)
    server.start()
    assert 0 < int(loaded) < OLD_DEALS, "killed in the middle"

    admin = server.user("admin")
    amo.clear_journal()
    amo.create_deal(name="Жизнь идёт", contact={"name": "Новый"})  # its hook wakes the workers
    eventually(
        lambda: read(admin, "amocrm.import", load, "state")["state"] == "done",
        2 * SECONDS,
        "the first load is done",
    )
    rest(admin)
    for model, name in (("crm.lead", old_deal), ("res.partner", old_client)):
        found = Counter(_named(admin, model, name))
        assert (len(found), set(found.values())) == (OLD_DEALS, {1}), name
    asked = [entry["path"] for entry in amo.journal(method="GET", path="^/api/v4/leads")]
    assert len(asked) < OLD_DEALS, "by pages, not one by one"
    written = [path for _method, path in writes(amo)]
    assert all(path.startswith("/api/v4/leads") for path in written)
    assert len(written) < OLD_DEALS, "links go by lists, not one by one"
    amo.restore_settings()


@pytest.fixture(scope="module")
def consented(server, amo):
    """The account connected by consent, at amoCRM's own host."""
    admin, account = server.user("admin"), _account(server.user("admin"))
    amo.configure(drive_url="https://drive-b.amocrm.ru")
    amo.set_identity(redirect_uri=f"{server.url}/amocrm/oauth")
    values = {"base_url": False, "auth_type": "oauth", "client_id": CLIENT_ID}
    secret = {"client_secret": "demo-client-secret"}
    admin.call("amocrm.account", "write", [account], {**values, **secret})
    assert answer_consent(admin, account, amo, "allow").status_code == 303
    admin.call("amocrm.account", "action_test", [account])
    return account


@capability("A1", "D32")
@pytest.mark.parametrize("says", ["redirect", "401", "html200", "404"])
def test_account_that_has_moved_is_found(amo, admin, gateway, consented, says):
    amo.configure(moved_answer=says)
    old = read(admin, "amocrm.account", consented, "host")["host"]
    name = f"moved-{says}-{secrets.token_hex(3)}"  # another one at each attempt
    amo.move_account(name)
    amo.clear_journal()
    file = amo.upload("Эскиз.png", sketch())
    fields = {"JEWEL_SKETCH": file["id"]}
    deal = amo.create_deal(name=f"Переезд {says}", contact={"name": says}, fields=fields)
    lead = arrived(admin, deal)
    rest(admin)
    state = read(admin, "amocrm.account", consented, "host", "state")
    assert (state["host"], state["state"]) == (f"{name}.amocrm.ru", "connected")
    assert read(admin, "crm.lead", lead, "cover_id")["cover_id"], "files come as well"
    admin.call("crm.lead", "write", [lead], {"expected_revenue": 777})
    eventually(lambda: amo.deal(deal["id"])["price"] == 777, SECONDS, "a change goes back")
    hosts = Counter(entry["host"] for entry in amo.journal(path="^/api/"))
    assert state["host"] in hosts
    assert set(hosts) <= {old, state["host"]}, "the old one may have been left before the deal came"
    assert hosts[old] <= 12, "each worker notices it, and what it has begun ends there"
    assert "api-b.amocrm.ru" in gateway.asked


@capability("D13", "D32")
def test_log_is_clean_and_nobody_else_was_asked(server, gateway):
    assert server.complaints() == []
    assert gateway.refused == []


def _account(admin):
    [account] = admin.search_read("amocrm.account", [], ["id"])
    return account["id"]


def _activities(admin, lead):
    domain = [("res_model", "=", "crm.lead"), ("res_id", "=", lead)]
    domain += [("summary", "in", ["Позвонить о примерке", "Согласовать эскиз"])]
    return admin.search_read("mail.activity", domain, ["summary", "user_id"])


def _chatter(admin, lead):
    domain = [("model", "=", "crm.lead"), ("res_id", "=", lead)]
    return [one["body"] for one in admin.search_read("mail.message", domain, ["body"])]


def _said(admin, lead, words):
    return [body for body in _chatter(admin, lead) if words in body]


def _lines(admin, lead):
    lines = admin.search_read(
        "sale.order.line",
        [("order_id.opportunity_id", "=", lead)],
        ["product_id", "product_uom_qty", "price_unit", "name"],
    )
    names = {"Запонки «Баркентина»", "Коробка дубовая"}
    return sorted(
        (next(name for name in names if name in line["product_id"][1]), line["product_uom_qty"],
         line["price_unit"])
        for line in lines
    )  # fmt: skip


def _named(admin, model, name):
    """Names of the records that begin so, archived ones too."""
    domain = [("name", "=like", f"{name} %"), ("active", "in", [True, False])]
    return [record["name"] for record in admin.search_read(model, domain, ["name"])]


def _is_gone(admin, deal):
    domain = [("entity", "=", "leads"), ("external_id", "=", str(deal["id"]))]
    return admin.count("amocrm.binding", [*domain, ("is_deleted", "=", True)])
