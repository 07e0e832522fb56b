"""Companies, notes, tasks, products and their links in the fake; the account that moves."""

import pytest
import requests

from odoo.addons.amocrm_connector.models.amocrm_account_events import EVENT_TYPES

from .fakes.amocrm.fixtures import (  # noqa: F401
    LEADS,
    MANAGER,
    RETIRED,
    empty_account,
    field,
    hook_receiver,
    lead,
    running_server,
)
from .fakes.amocrm.gateway import Gateway
from .test_fake_amocrm import errors_of
from .test_fake_amocrm_network import token_request

ELEMENTS = "/api/v4/catalogs/11271/elements"


def made(answer, kind):
    assert answer.status_code == 200, answer.text
    return answer.json()["_embedded"][kind][0]


# Companies


def test_company_is_written_read_and_told_of(amo, receiver):
    amo.add_webhook(receiver.url)
    phone = {"value": "+7 4942 55-55-55", "enum_code": "WORK"}
    fields = [{"field_code": "PHONE", "values": [phone]}, field("WEB", "https://example.com")]
    item = {"name": "ООО Ромашка", "custom_fields_values": fields}
    key = made(amo.api("POST", "/api/v4/companies", [item]), "companies")["id"]
    assert made(
        amo.api("PATCH", "/api/v4/companies", [{"id": key, "name": "ООО Лютик"}]), "companies"
    )["updated_at"]
    company = amo.api("GET", f"/api/v4/companies/{key}").json()
    assert (company["name"], "first_name" in company) == ("ООО Лютик", False)
    assert company["custom_fields_values"][0]["values"][0]["value"] == "+7 4942 55-55-55"
    amo.flush_hooks()
    assert receiver.keys == [("contacts", "add"), ("contacts", "update")]
    assert receiver.bodies[1]["contacts"]["update"]["0"]["type"] == "company"
    wrong = amo.api("PATCH", f"/api/v4/companies/{key}", {"name": 5})
    assert errors_of(wrong) == [("InvalidType", "name")]


# Notes


@pytest.mark.parametrize(("owner", "kind"), [("contact", "contacts"), ("company", "companies")])
def test_notes_of_people(amo, receiver, owner, kind):
    key = getattr(amo, f"create_{owner}")(name="Анна")["id"]
    amo.add_webhook(receiver.url, [f"note_{owner}"])
    amo.create_note(None, "Любит тишину", **{owner: key})
    path = f"/api/v4/{kind}/{key}/notes"
    note = made(amo.api("GET", path), "notes")
    assert (note["params"], note["created_by"]) == ({"text": "Любит тишину"}, MANAGER)
    amo.flush_hooks()
    told = receiver.bodies[0]["contacts"]["note"]["0"]
    assert (told["type"], told["note"]["element_id"]) == (owner, str(key))
    answer = amo.api("PATCH", f"/api/v4/{kind}/notes/{note['id']}", {"params": {"text": "Шум"}})
    assert answer.status_code == 200
    assert made(amo.api("GET", path), "notes")["params"] == {"text": "Шум"}
    assert amo.api("DELETE", f"{path}/{note['id']}").status_code == 405


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ({"note_type": "common", "params": {"text": ""}}, ("FieldMissing", "params.text")),
        ({"note_type": "common", "params": {"text": 7}}, ("InvalidType", "params.text")),
        ({"note_type": "common", "params": []}, ("InvalidType", "params")),
        ({"note_type": "letter", "params": {"text": "x"}}, ("NotSupportedChoice", "note_type")),
        (
            {"note_type": "extended_service_message", "params": {"text": "x"}},
            ("FieldMissing", "params.service"),
        ),
    ],
)
def test_wrong_notes_are_refused(amo, item, error):
    key = amo.create_deal(name="Кольцо")["id"]
    assert errors_of(amo.api("POST", f"{LEADS}/{key}/notes", [item])) == [error]
    assert amo.notes(key) == []


# Tasks


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"responsible_user_id": RETIRED}, ("NotSupportedChoice", "responsible_user_id")),
        ({"task_type_id": 77}, ("NotSupportedChoice", "task_type_id")),
        ({"entity_id": 5, "entity_type": "leads"}, ("NotSupportedChoice", "entity_id")),
        ({"complete_till": "tomorrow"}, ("InvalidType", "complete_till")),
        ({"is_completed": True, "result": {"text": 5}}, ("InvalidType", "result.text")),
    ],
)
def test_wrong_tasks_are_refused(amo, values, error):
    key = amo.create_task(amo.create_deal(name="Кольцо")["id"], "Позвонить")["id"]
    assert errors_of(amo.api("PATCH", f"/api/v4/tasks/{key}", values)) == [error]


def test_task_is_closed_opened_again_and_deleted(amo, receiver):
    deal = amo.create_deal(name="Кольцо")["id"]
    key = amo.create_task(deal, "Позвонить")["id"]
    amo.add_webhook(receiver.url)
    closed = {"is_completed": True, "result": {"text": "Договорились"}}
    assert amo.api("PATCH", f"/api/v4/tasks/{key}", closed).status_code == 200
    assert amo.api("GET", f"/api/v4/tasks/{key}").json()["result"] == {"text": "Договорились"}
    amo.update_task(key, is_completed=False)
    amo.delete_task(key)
    assert amo.api("GET", f"/api/v4/tasks/{key}").status_code == 204
    amo.flush_hooks()
    assert receiver.keys == [("task", "update"), ("task", "update"), ("task", "delete")]
    assert receiver.bodies[0]["task"]["update"]["0"]["action_close"] == "1"
    kinds = [event["type"] for event in amo.events()]
    assert kinds[-3:] == ["task_completed", "task_result_added", "task_deleted"]


# Products


def test_products_have_the_fields_of_their_list(amo):
    codes = {
        item["code"]
        for item in amo.api("GET", "/api/v4/catalogs/11271/custom_fields").json()["_embedded"][
            "custom_fields"
        ]
    }
    assert codes >= {"SKU", "PRICE", "GROUP", "EXTERNAL_ID"}
    values = [field("SKU", "ZP-1"), field("PRICE", 999.5), field("GROUP", "Изделия")]
    key = made(
        amo.api("POST", ELEMENTS, [{"name": "Якорь", "custom_fields_values": values}]), "elements"
    )["id"]
    price = [{"field_code": "PRICE", "values": [{"value": "1000"}]}]
    assert amo.api("PATCH", f"{ELEMENTS}/{key}", {"custom_fields_values": price}).status_code == 200
    element = made(amo.api("GET", f"{ELEMENTS}?filter[id][]={key}"), "elements")
    read = {
        item["field_code"]: item["values"][0]["value"] for item in element["custom_fields_values"]
    }
    assert read == {"SKU": "ZP-1", "PRICE": "1000", "GROUP": "Изделия"}
    wrong = [{"name": 5}, {"custom_fields_values": [field("PRICE", "дорого")]}]
    assert errors_of(amo.api("POST", ELEMENTS, wrong)) == [
        ("InvalidType", "name"),
        ("FieldMissing", "name"),
        ("InvalidType", "custom_fields_values.0.values.0.value"),
    ]
    assert amo.api("GET", "/api/v4/catalogs/5/elements").status_code == 404


def test_hooks_of_a_list(amo, receiver):
    names = [f"{action}_catalog_11271" for action in ("add", "update", "delete")]
    body = {"destination": receiver.url, "settings": names}
    assert amo.api("POST", "/api/v4/webhooks", body).status_code == 201
    product = amo.create_product("Якорь", 1000)
    amo.update_product(product["id"], fields={"PRICE": 1200})
    amo.delete_product(product["id"])
    amo.flush_hooks()
    assert receiver.keys == [("catalogs", action) for action in ("add", "update", "delete")]
    item = receiver.bodies[1]["catalogs"]["update"]["0"]
    assert (item["type"], item["catalog_id"]) == ("catalog", "11271")


def link(amo, deal, verb, product, **metadata):
    item = {"to_entity_id": product, "to_entity_type": "catalog_elements", "metadata": metadata}
    return amo.api("POST", f"{LEADS}/{deal}/{verb}", [item])


def linked(amo, deal):
    elements = lead(amo, deal, "?with=catalog_elements")["_embedded"]["catalog_elements"]
    return {item["id"]: item["metadata"]["quantity"] for item in elements}


@pytest.mark.parametrize("sums", [False, True])
def test_products_of_a_deal(amo, receiver, sums):
    amo.configure(product_links_set_price=sums)
    deal = amo.create_deal(name="Кольцо", price=5)["id"]
    ring, box = (amo.create_product(*args)["id"] for args in (("Якорь", 1000), ("Коробка", 90)))
    amo.add_webhook(receiver.url, ["update_lead"])
    assert link(amo, deal, "link", ring, catalog_id=11271, quantity=2).status_code == 200
    amo.link(deal, elements=box)
    assert linked(amo, deal) == {ring: 2, box: 1}
    assert lead(amo, deal)["price"] == (2090 if sums else 5)
    assert link(amo, deal, "unlink", ring).status_code == 204
    assert link(amo, deal, "unlink", ring).status_code == 204
    assert linked(amo, deal) == {box: 1}
    amo.delete_product(box)
    assert linked(amo, deal) == {}
    amo.flush_hooks()
    assert len(receiver.bodies) == 3
    kinds = [event["type"] for event in amo.events() if event["type"].startswith("entity_")]
    assert kinds == ["entity_linked", "entity_linked", "entity_unlinked"]


def test_wrong_links_are_refused(amo):
    deal, ring = amo.create_deal(name="Кольцо")["id"], amo.create_product("Якорь")["id"]
    path = [
        errors_of(link(amo, deal, "link", ring, catalog_id=5))[0],
        errors_of(link(amo, deal, "link", ring, quantity="две"))[0],
        errors_of(link(amo, deal, "link", 77))[0],
    ]
    assert path == [
        ("NotSupportedChoice", "metadata.catalog_id"),
        ("InvalidType", "metadata.quantity"),
        ("NotSupportedChoice", "to_entity_id"),
    ]


def test_link_without_hook_is_found_by_the_time_of_change(amo, receiver):
    amo.configure(product_link_hook=False)
    amo.add_webhook(receiver.url)
    deal, ring = amo.create_deal(name="Кольцо")["id"], amo.create_product("Якорь")["id"]
    amo.flush_hooks()
    amo.link(deal, elements=ring)
    assert linked(amo, deal) == {ring: 1}
    assert receiver.keys == [("leads", "add")]


# Events


def test_all_events_that_the_connector_asks_for_are_known(amo):
    amo.delete_deal(amo.create_deal(name="Кольцо")["id"])
    answer = amo.api("GET", f"/api/v4/events?filter[type]={','.join(EVENT_TYPES)}")
    assert made(answer, "events")["type"] == "lead_deleted"
    assert amo.api("GET", "/api/v4/events?filter[type]=lead_eaten").status_code == 400


# The account that moves


def at(amo, host, path, **headers):
    """What the server says to a request that came to this host."""
    token = {"Authorization": f"Bearer {amo.token}"}
    return requests.get(
        amo.base_url + path,
        headers={**token, "Host": host, **headers},
        allow_redirects=False,
        timeout=5,
    )


@pytest.mark.parametrize(
    ("says", "status"), [("401", 401), ("404", 404), ("redirect", 301), ("html200", 200)]
)
def test_moved_account_answers_at_its_new_host_only(amo, says, status):
    amo.configure(moved_answer=says)
    pair = token_request(amo, "authorization_code", code=amo.issue_code()).json()
    old, new = "zaponki.amocrm.ru", "yakor.amocrm.ru"
    assert (at(amo, old, "/api/v4/account").status_code, at(amo, new, "/").status_code) == (
        200,
        200,
    )
    amo.move_account("yakor")
    left = at(amo, old, "/api/v4/account?with=drive_url")
    assert left.status_code == status
    if says == "redirect":
        assert left.headers["Location"] == f"https://{new}/api/v4/account?with=drive_url"
    assert at(amo, new, "/api/v4/account").json()["subdomain"] == "yakor"
    assert amo.api("GET", "/api/v4/account").json()["subdomain"] == "yakor"

    asked = "/oauth2/account/current/subdomain"
    refresh = {"X-Refresh-Token": pair["refresh_token"]}
    assert at(amo, "api-b.amocrm.ru", asked, **refresh).json()["domain"] == new
    assert at(amo, "api-b.amocrm.ru", asked).status_code == 401
    assert at(amo, "api-b.amocrm.ru", "/api/v4/account").status_code == 404
    assert amo.journal()[-1]["host"] == "api-b.amocrm.ru"


def test_hook_of_a_moved_account_names_its_new_host(amo, receiver):
    amo.add_webhook(receiver.url, ["add_lead"])
    amo.move_account("yakor")
    amo.create_deal(name="Кольцо")
    amo.flush_hooks()
    assert receiver.bodies[0]["account"]["_links"]["self"] == "https://yakor.amocrm.ru"


def test_gateway_leads_to_amocrm_and_nowhere_else(amo, tmp_path):
    amo.create_deal(name="Кольцо")
    with Gateway(amo.base_url, tmp_path) as gateway:
        session = requests.Session()
        session.trust_env = False
        session.verify = gateway.environment["REQUESTS_CA_BUNDLE"]
        session.proxies = {"https": gateway.environment["HTTPS_PROXY"]}
        session.headers["Authorization"] = f"Bearer {amo.token}"
        for _time in range(2):
            answer = session.get("https://zaponki.amocrm.ru/api/v4/leads?limit=1", timeout=5)
            assert answer.json()["_links"]["next"]["href"].startswith("https://zaponki.amocrm.ru/")
        assert session.get("https://zaponki.amocrm.ru/api/v4/tasks", timeout=5).status_code == 204
        with pytest.raises(requests.exceptions.ProxyError):
            session.get("https://example.com/", timeout=5)
        assert (gateway.asked, gateway.refused) == (["zaponki.amocrm.ru"], ["example.com"])
