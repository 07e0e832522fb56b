"""The fake's API reads, refuses and stores as the original does."""

import pytest
import requests

from .fakes.amocrm.fixtures import (  # noqa: F401
    LEADS,
    MANAGER,
    NEW,
    PREPAYMENT,
    REPAIR,
    RETIRED,
    SALES,
    UNSORTED,
    empty_account,
    field,
    lead,
    patch,
    running_server,
)


def errors_of(answer):
    """(code, path) pairs of a 400 answer."""
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    return [
        (e["code"], e["path"])
        for item in answer.json()["validation-errors"]
        for e in item["errors"]
    ]


def values_of(amo, key):
    return {
        item["field_code"]: item["values"] for item in lead(amo, key)["custom_fields_values"] or []
    }


# Reading


@pytest.mark.parametrize(
    "path", [LEADS, f"{LEADS}/1", "/api/v4/tasks", "/api/v4/contacts/5", "/api/v4/webhooks"]
)
def test_nothing_is_204_without_a_body(amo, path):
    answer = amo.api("GET", path)
    assert (answer.status_code, answer.content) == (204, b"")


def test_lists_are_paged_and_end_with_204(amo):
    ids = [amo.create_deal(name=f"Сделка {number}")["id"] for number in range(4)]
    url, seen = f"{LEADS}?limit=2&order[id]=asc", []
    while (answer := amo.api("GET", url)).status_code == 200:
        seen += [item["id"] for item in answer.json()["_embedded"]["leads"]]
        url = answer.json()["_links"]["next"]["href"].removeprefix(amo.base_url)
    assert (seen, answer.status_code) == (ids, 204)
    assert amo.api("GET", f"{LEADS}?limit=251").status_code == 422
    amo.configure(over_limit="clamp")
    assert amo.api("GET", f"{LEADS}?limit=251").status_code == 200


def test_filters_find_deals(amo):
    ring = amo.create_deal(name="Кольцо", price=100, fields={"JEWEL_SIZE": "17,5"})["id"]
    pin = amo.create_deal(
        name="Брошь",
        price=200,
        status="Предоплата",
        contact={"name": "А", "phones": ["8 (900) 123-45-67"]},
    )["id"]

    def found(query):
        answer = amo.api("GET", f"{LEADS}?{query}")
        return (
            {item["id"] for item in answer.json()["_embedded"]["leads"]}
            if answer.content
            else set()
        )

    size = amo.fields()["leads", "JEWEL_SIZE"]["id"]
    assert found(f"filter[id][]={ring}&filter[id][]={pin}") == {ring, pin}
    assert found(
        f"filter[statuses][0][pipeline_id]={SALES}&filter[statuses][0][status_id]={PREPAYMENT}"
    ) == {pin}
    assert found("filter[price][from]=150") == {pin}
    assert found(f"filter[custom_fields_values][{size}][]=17,5") == {ring}
    assert found("query=9001234567") == {pin}
    assert found("filter[updated_at][from]=1") == {ring, pin}
    assert found("filter[updated_at]=1") == set()


def test_contacts_come_only_when_asked_for(amo):
    deal = amo.create_deal(name="Кольцо", contact={"name": "Анна Иванова", "phones": ["1", "2"]})
    assert "contacts" not in lead(amo, deal["id"])["_embedded"]
    [contact] = lead(amo, deal["id"], "?with=contacts")["_embedded"]["contacts"]
    assert contact["is_main"] is True
    assert amo.api("GET", f"/api/v4/contacts/{contact['id']}").json()["first_name"] == "Анна"


def test_bin_is_visible_only_with_only_deleted(amo):
    key = amo.create_deal(name="Кольцо")["id"]
    amo.delete_deal(key)
    assert amo.api("GET", f"{LEADS}/{key}").status_code == 204
    [binned] = amo.api("GET", f"{LEADS}?with=only_deleted").json()["_embedded"]["leads"]
    assert (binned["id"], binned["name"], binned["is_deleted"]) == (key, None, True)
    assert amo.api("DELETE", f"{LEADS}/{key}").status_code == 405
    assert [event["type"] for event in amo.events()][-1] == "lead_deleted"
    amo.restore_deal(key)
    assert lead(amo, key)["name"] == "Кольцо"


def test_old_state_may_be_read_for_a_moment(amo):
    key = amo.create_deal(name="Кольцо", price=1)["id"]
    amo.configure(reread_lag=60)
    patch(amo, key, price=2)
    assert lead(amo, key)["price"] == 1


# Writing


def test_batch_answer_carries_request_ids(amo):
    answer = amo.api("POST", LEADS, [{"name": "А", "request_id": "S1"}, {"name": "Б"}]).json()
    assert [item["request_id"] for item in answer["_embedded"]["leads"]] == ["S1", "1"]
    assert amo.deals()[0]["created_by"] == 0


def test_bad_item_refuses_the_batch(amo):
    items = [
        {"name": "А"},
        {"name": "Б", "price": "1", "custom_fields_values": [field("NO_SUCH", "1")]},
    ]
    answer = amo.api("POST", LEADS, items)
    assert errors_of(answer) == [
        ("NotSupportedChoice", "custom_fields_values.0.field_code"),
        ("InvalidType", "price"),
    ]
    assert answer.json()["validation-errors"][0]["request_id"] == "1"
    assert amo.deals() == []
    amo.configure(partial_batch=True)
    assert amo.api("POST", LEADS, items).status_code == 400
    assert [deal["name"] for deal in amo.deals()] == ["А"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"status_id": 76789330, "pipeline_id": SALES}, ("NotSupportedChoice", "status_id")),
        ({"status_id": UNSORTED}, ("NotSupportedChoice", "status_id")),
        ({"responsible_user_id": 5}, ("NotSupportedChoice", "responsible_user_id")),
        ({"responsible_user_id": RETIRED}, ("NotSupportedChoice", "responsible_user_id")),
        ({"price": 10.5}, ("InvalidType", "price")),
        (
            {"custom_fields_values": [field("JEWEL_SIZE", "я" * 257)]},
            ("TooLong", "custom_fields_values.0.values.0.value"),
        ),
        (
            {"custom_fields_values": [field("JEWEL_TYPE", "Якорь")]},
            ("NotSupportedChoice", "custom_fields_values.0.values.0.value"),
        ),
        (
            {"custom_fields_values": [{"field_code": "JEWEL_SIZE", "values": []}]},
            ("TooShort", "custom_fields_values.0.values"),
        ),
    ],
)
def test_wrong_values_are_refused(amo, values, error):
    key = amo.create_deal(name="Кольцо")["id"]
    assert errors_of(patch(amo, key, **values)) == [error]


def test_patch_changes_only_what_it_names(amo):
    key = amo.create_deal(
        name="Кольцо", price=5, fields={"JEWEL_SIZE": "17", "JEWEL_ENGRAVING": "А + Б"}
    )["id"]
    patch(amo, key, custom_fields_values=[field("JEWEL_SIZE", "18")])
    assert values_of(amo, key) == {
        "JEWEL_SIZE": [{"value": "18"}],
        "JEWEL_ENGRAVING": [{"value": "А + Б"}],
    }
    patch(amo, key, custom_fields_values=[{"field_code": "JEWEL_ENGRAVING", "values": None}])
    assert (set(values_of(amo, key)), lead(amo, key)["price"]) == ({"JEWEL_SIZE"}, 5)


def test_field_types_read_as_documented(amo):
    key = amo.create_deal(name="Кольцо")["id"]
    written = {
        "JEWEL_TYPE": "Брошь",
        "JEWEL_WEIGHT": 12.5,
        "JEWEL_PREPAYMENT": "100.50",
        "JEWEL_GIFT": True,
    }
    written |= {
        "JEWEL_EVENT_DATE": 1634601600,
        "JEWEL_DEADLINE": 1634601600,
        "UTM_SOURCE": "yandex",
    }
    patch(amo, key, custom_fields_values=[field(*item) for item in written.items()])
    read = {code: values[0] for code, values in values_of(amo, key).items()}
    assert (read["JEWEL_WEIGHT"]["value"], read["JEWEL_PREPAYMENT"]["value"]) == ("12.5", "100.50")
    assert (read["JEWEL_TYPE"]["value"], read["JEWEL_TYPE"]["enum_code"]) == ("Брошь", None)
    assert read["JEWEL_EVENT_DATE"]["value"] == 1634590800, "midnight in Moscow, not in UTC"
    assert read["JEWEL_DEADLINE"]["value"] == 1634601600
    assert read["JEWEL_GIFT"]["value"] is True


def test_closing_and_reopening(amo):
    key = amo.create_deal(name="Кольцо")["id"]
    reason = amo.api("GET", f"{LEADS}/loss_reasons").json()["_embedded"]["loss_reasons"][0]["id"]
    patch(amo, key, status_id=143, pipeline_id=REPAIR, loss_reason_id=reason)
    closed = lead(amo, key, "?with=loss_reason")
    assert closed["closed_at"] and closed["_embedded"]["loss_reason"][0]["id"] == reason
    patch(amo, key, status_id=NEW, pipeline_id=SALES)
    assert (lead(amo, key)["closed_at"], lead(amo, key)["loss_reason_id"]) == (None, None)


def test_update_accepts_a_deal_out_of_the_inbox(amo):
    key = amo.create_deal(name="Заявка", status="Неразобранное")["id"]
    patch(amo, key, price=1)
    assert lead(amo, key)["status_id"] == NEW


def test_complex_makes_deal_and_contact_at_once(amo):
    contact = {"first_name": "Анна", "custom_fields_values": [field("PHONE", "+79000000011")]}
    answer = amo.api(
        "POST", f"{LEADS}/complex", [{"name": "Кольцо", "_embedded": {"contacts": [contact]}}]
    )
    [made] = answer.json()
    assert (made["request_id"], made["merged"]) == (["0"], False)
    assert amo.contact(made["contact_id"])["fields"]["PHONE"] == "+79000000011"


def test_tasks_and_notes(amo):
    key = amo.create_deal(name="Кольцо")["id"]
    task = {
        "text": "Подготовить",
        "complete_till": 1900000000,
        "entity_id": key,
        "entity_type": "leads",
        "responsible_user_id": MANAGER,
    }
    made = amo.api("POST", "/api/v4/tasks", [task]).json()["_embedded"]["tasks"][0]
    assert amo.api("GET", f"/api/v4/tasks/{made['id']}").json()["result"] == []
    assert lead(amo, key)["closest_task_at"] == 1900000000
    amo.complete_task(made["id"], "Готово")
    open_tasks = (
        f"/api/v4/tasks?filter[is_completed]=0&filter[entity_type]=leads&filter[entity_id][]={key}"
    )
    assert amo.api("GET", open_tasks).status_code == 204
    note = {
        "note_type": "extended_service_message",
        "params": {"service": "Odoo", "text": "Заказ S1"},
    }
    assert amo.api("POST", f"{LEADS}/{key}/notes", [note]).status_code == 200
    assert amo.notes(key)[0]["params"]["text"] == "Заказ S1"
    assert errors_of(
        amo.api("POST", f"{LEADS}/{key}/notes", [{"note_type": "common", "params": {}}])
    )


def test_merge_leaves_204_and_an_event(amo):
    first, second = (amo.create_deal(name=name, contact={"name": name})["id"] for name in "АБ")
    amo.merge_deals(first, second)
    assert amo.api("GET", f"{LEADS}/{first}").status_code == 204
    assert len(lead(amo, second, "?with=contacts")["_embedded"]["contacts"]) == 2
    answer = amo.api("GET", "/api/v4/events?filter[type]=entity_merged").json()
    assert answer["_embedded"]["events"][0]["entity_id"] == second


# Files


def test_file_goes_up_in_parts_and_comes_back(amo):
    amo.configure(max_part_size=1000)
    key, content = amo.create_deal(name="Кольцо")["id"], bytes(range(256)) * 10
    drive = amo.api("GET", "/api/v4/account?with=drive_url").json()["drive_url"]
    session = amo.api(
        "POST", "/v1.0/sessions", {"file_name": "эскиз.png", "file_size": len(content)}
    ).json()
    url = session["upload_url"]
    for start in range(0, len(content), session["max_part_size"]):
        part = content[start : start + session["max_part_size"]]
        answer = amo.api("POST", url.removeprefix(drive), data=part).json()
        url = answer.get("next_url", "")
    value = {
        "file_uuid": answer["uuid"],
        "version_uuid": answer["version_uuid"],
        "file_name": "эскиз.png",
    }
    sketch = {"custom_fields_values": [field("JEWEL_SKETCH", {**value, "file_size": len(content)})]}
    assert errors_of(patch(amo, key, **sketch)), "the file has to be linked first"
    assert (
        amo.api("PUT", f"{LEADS}/{key}/files", [{"file_uuid": answer["uuid"]}]).status_code == 202
    )
    assert patch(amo, key, **sketch).status_code == 200
    assert values_of(amo, key)["JEWEL_SKETCH"][0]["value"]["is_deleted"] is False
    download = amo.api("GET", f"/v1.0/files/{answer['uuid']}").json()["_links"]["download"]["href"]
    assert requests.get(download, timeout=5).content == content


def test_download_may_need_or_refuse_the_token(amo):
    file = amo.upload("эскиз.png", b"abc")
    path = f"/download/x/{file['id']}/{file['versions'][0]}/a.png"
    amo.configure(download_auth="required", download_redirects=1)
    assert requests.get(amo.base_url + path, timeout=5).status_code == 403
    assert amo.api("GET", path).content == b"abc"
    amo.configure(download_auth="forbidden")
    assert amo.api("GET", path).status_code == 400
