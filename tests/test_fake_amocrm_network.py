"""The fake's tokens, limits, faults and webhooks trip a connector where the original does."""

import html
import json
import re
import threading
import time

import pytest
import requests

from .fakes.amocrm.driver import FakeAmo
from .fakes.amocrm.fixtures import (  # noqa: F401
    LEADS,
    NEW,
    PRODUCTION,
    empty_account,
    hook_receiver,
    lead,
    patch,
    running_server,
)

# Tokens


def token_request(amo, grant, **values):
    keys = {key: amo.identity[key] for key in ("client_id", "client_secret", "redirect_uri")}
    return requests.post(
        f"{amo.base_url}/oauth2/access_token",
        json={**keys, "grant_type": grant, **values},
        timeout=5,
    )


def test_consent_brings_the_browser_back_with_a_code(amo):
    form = {"client_id": amo.identity["client_id"], "state": "s1", "answer": "allow"}
    answer = requests.post(
        f"{amo.base_url}/oauth/consent", data=form, allow_redirects=False, timeout=5
    )
    location = answer.headers["Location"]
    assert location.startswith(amo.identity["redirect_uri"])
    assert (
        "state=s1" in location
        and "referer=zaponki.amocrm.ru" in location
        and "code=def502" in location
    )


def test_code_and_refresh_token_work_once(amo):
    code = amo.issue_code()
    first = token_request(amo, "authorization_code", code=code).json()
    assert token_request(amo, "authorization_code", code=code).status_code == 400
    assert amo.api("GET", "/api/v4/account", token=first["access_token"]).status_code == 200
    second = token_request(amo, "refresh_token", refresh_token=first["refresh_token"]).json()
    again = token_request(amo, "refresh_token", refresh_token=first["refresh_token"])
    assert (again.status_code, again.json()["hint"]) == (401, "Token has been revoked")
    assert second["refresh_token"] != first["refresh_token"]
    amo.revoke_tokens()
    assert amo.api("GET", "/api/v4/account", token=second["access_token"]).status_code == 401


def test_of_two_refreshes_at_once_one_wins(amo):
    pair = token_request(amo, "authorization_code", code=amo.issue_code()).json()
    statuses = []

    def refresh():
        statuses.append(
            token_request(amo, "refresh_token", refresh_token=pair["refresh_token"]).status_code
        )

    threads = [threading.Thread(target=refresh) for _number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(statuses) == [200, 401, 401, 401]


# Limits and faults


def test_eighth_request_in_a_second_is_refused_and_stubbornness_blocks(amo):
    amo.configure(rate_limit=7, block_after=5)
    amo.unblock()
    answers = [amo.api("GET", "/api/v4/account") for _number in range(15)]
    assert [answer.status_code for answer in answers] == [200] * 7 + [429] * 6 + [403] * 2
    assert (answers[7].json()["retry_after"], answers[-1].headers["Content-Type"][:9]) == (
        1,
        "text/html",
    )
    amo.configure(rate_limit_body="text", rate_limit=1)
    amo.unblock()
    assert [amo.api("GET", "/api/v4/account").text for _number in range(2)][
        1
    ] == "Too many requests"


@pytest.mark.parametrize("kind", ["504", "500", "reset", "timeout"])
def test_write_with_unknown_outcome_is_done(amo, kind):
    amo.fault(kind, method="POST", path="leads$", after=True, seconds=0.1)
    try:
        assert amo.api("POST", LEADS, [{"name": "Кольцо"}]).status_code == int(kind)
    except requests.ConnectionError:
        assert kind in {"reset", "timeout"}
    assert [deal["name"] for deal in amo.deals()] == ["Кольцо"]
    assert amo.journal(method="POST")[-1]["fault"] == kind


def test_faults_hit_only_what_they_name(amo):
    amo.fault("html200", path="contacts", times=2, skip=1)
    statuses = [amo.api("GET", "/api/v4/contacts").status_code for _number in range(4)]
    assert (statuses, amo.api("GET", LEADS).status_code) == ([204, 200, 200, 204], 204)


# Webhooks


def test_hook_has_the_recorded_form(amo, receiver):
    amo.add_webhook(receiver.url)
    key = amo.create_deal(
        name="Кольцо 💍", price=5, fields={"JEWEL_DEADLINE": 1634601600, "JEWEL_TYPE": "Брошь"}
    )["id"]
    amo.flush_hooks()
    headers, raw = receiver.requests[0]
    assert headers["User-Agent"] == "amoCRM-Webhooks/3.0" and headers["X-Amocrm-Requestid"]
    assert "leads%5Badd%5D%5B0%5D%5Bid%5D=" in raw
    body = receiver.bodies[0]
    item = body["leads"]["add"]["0"]
    assert (body["account"]["subdomain"], item["id"], item["price"]) == ("zaponki", str(key), "5")
    kind, deadline = item["custom_fields"]["0"], item["custom_fields"]["1"]
    assert kind["values"]["0"]["value"] == "Брошь" and kind["values"]["0"]["enum"]
    assert deadline["values"]["0"] == "1634601600", "dates stand without [value]"


def test_own_write_comes_back_as_update_and_status(amo, receiver):
    key = amo.create_deal(name="Кольцо", contact={"name": "Анна"})["id"]
    amo.add_webhook(receiver.url)
    patch(amo, key, status_id=PRODUCTION)
    patch(amo, key, status_id=PRODUCTION)
    amo.update_contact(amo.deal(key)["contacts"][0]["id"], name="Анна Петрова")
    amo.flush_hooks()
    assert receiver.keys == [("leads", "update"), ("leads", "status"), ("contacts", "update")]
    status = receiver.bodies[1]["leads"]["status"]["0"]
    assert (status["modified_user_id"], status["old_status_id"]) == ("0", str(NEW))
    contact = receiver.bodies[2]["contacts"]["update"]["0"]
    assert (contact["type"], contact["linked_leads_id"]) == (
        "contact",
        {str(key): {"ID": str(key)}},
    )


def test_hooks_are_doubled_dropped_and_scattered(amo, receiver):
    amo.add_webhook(receiver.url, ["add_lead"])
    amo.configure(hook_duplicate=1, hook_shuffle=0.3, hook_drop_next=2)
    keys = [str(amo.create_deal(name=str(number))["id"]) for number in range(6)]
    amo.flush_hooks()
    arrived = [body["leads"]["add"]["0"]["id"] for body in receiver.bodies]
    assert sorted(arrived) == sorted(keys[1:] * 2)
    assert len(amo.hooks("lost")) == 2


def test_bad_answers_are_repeated_then_given_up(amo, receiver):
    amo.add_webhook(receiver.url, ["add_lead"])
    receiver.answers = [500, 302, 500, 500, 500, 404, 404, 404]
    amo.create_deal(name="Кольцо")
    amo.flush_hooks()
    amo.create_deal(name="Брошь")
    amo.flush_hooks()
    outcomes = [[attempt["status"] for attempt in hook["attempts"]] for hook in amo.hooks("failed")]
    assert outcomes == [[500, 302, 500, 500, 500], [404, 404, 404]]
    assert len({headers["X-Amocrm-Requestid"] for headers, _body in receiver.requests}) == 2


def test_dead_address_is_switched_off_until_saved_again(amo, receiver):
    amo.configure(hook_disable_after=2)
    webhook = {"destination": receiver.url, "settings": ["add_lead"]}
    assert amo.api("POST", "/api/v4/webhooks", webhook).status_code == 201
    receiver.answers = [400] * 3
    amo.create_deal(name="Кольцо")
    amo.flush_hooks()
    amo.create_deal(name="Брошь")
    listed = amo.api("GET", "/api/v4/webhooks").json()["_embedded"]["webhooks"]
    assert [hook["disabled"] for hook in listed] == [True]
    assert len(amo.hooks()) == 1
    assert amo.api("POST", "/api/v4/webhooks", webhook).json()["disabled"] is False
    assert amo.api("DELETE", "/api/v4/webhooks", {"destination": receiver.url}).status_code == 204


def test_contact_may_be_linked_after_the_add_hook(amo, receiver):
    amo.add_webhook(receiver.url, ["add_lead", "update_contact"])
    amo.configure(contact_link_delay=0.4)
    key = amo.create_deal(name="Кольцо", contact={"name": "Анна"})["id"]
    time.sleep(0.1)
    assert receiver.keys == [("leads", "add")]
    assert lead(amo, key, "?with=contacts")["_embedded"]["contacts"] == []
    time.sleep(0.6)
    assert receiver.keys[1:] == [("contacts", "update")]
    assert len(lead(amo, key, "?with=contacts")["_embedded"]["contacts"]) == 1


# The process and the page


def test_kill_loses_nothing_and_ids_are_never_reused(tmp_path, receiver):
    with FakeAmo.start(data=tmp_path / "amo.sqlite", hook_hold=True) as amo:
        amo.add_webhook(receiver.url, ["add_lead"])
        file = amo.upload("эскиз.png", b"abc")
        first = amo.create_deal(name="Кольцо", fields={"JEWEL_SKETCH": file["id"]})["id"]
        amo.act("deals", first, "purge")
        second = amo.create_deal(name="Брошь", fields={"JEWEL_SKETCH": file["id"]})["id"]
        amo.kill()
        amo.restart()
        assert [deal["id"] for deal in amo.deals()] == [second]
        assert amo.create_deal(name="Кулон")["id"] > second > first
        amo.release_hooks()
        amo.flush_hooks()
        assert len(receiver.requests) == 3
        path = f"/download/x/{file['id']}/{file['versions'][0]}/a.png"
        assert amo.api("GET", path).content == b"abc"


def test_page_creates_a_deal_and_escapes_it(amo):
    kind = amo.fields()["leads", "JEWEL_TYPE"]
    sketch = amo.fields()["leads", "JEWEL_SKETCH"]["id"]
    form = {
        "name": "<script>«Якорь» 💍",
        "price": "125000",
        f"f_{kind['id']}": kind["enums"][0]["id"],
    }
    form |= {
        "contact_name": "Анна Иванова",
        "phone": "+7 900",
        "phone2": "8 900",
        "email": "a@example.com",
    }
    page = requests.post(
        f"{amo.base_url}/deals/new",
        data=form,
        files={f"f_{sketch}": ("эскиз.png", b"abc")},
        timeout=5,
    )
    assert page.status_code == 200
    assert "&lt;script&gt;«Якорь» 💍" in page.text and "<script>«" not in page.text
    [deal] = amo.deals()
    assert (deal["fields"]["JEWEL_TYPE"], deal["fields"]["JEWEL_SKETCH"]) == (
        "Запонки",
        "эскиз.png",
    )
    assert amo.contact(deal["contacts"][0]["id"])["fields"]["PHONE"] == "+7 900, 8 900"
    requests.post(f"{amo.base_url}/deals/{deal['id']}/move", data={"status": PRODUCTION}, timeout=5)
    assert amo.deal(deal["id"])["status"] == "В производстве"
    for path in (
        "/",
        "/bin",
        "/hooks",
        "/journal",
        "/connect",
        "/deals/new",
        f"/oauth?client_id={amo.identity['client_id']}",
    ):
        assert requests.get(amo.base_url + path, timeout=5).status_code == 200


def test_saving_the_page_changes_only_what_the_person_changed(amo):
    deadline = 1795399717  # with seconds, which the page does not show
    key = amo.create_deal(name="Кольцо", price=5, fields={"JEWEL_DEADLINE": deadline})["id"]
    page = requests.get(f"{amo.base_url}/deals/{key}", timeout=5).text
    shown = html.unescape(re.search('name="shown" value="([^"]*)"', page)[1])
    form = {**json.loads(shown), "shown": shown, "price": "7"}
    patch(amo, key, name="Кольцо 2")
    requests.post(f"{amo.base_url}/deals/{key}", data=form, timeout=5)
    deal = amo.deal(key)
    assert (deal["name"], deal["price"]) == ("Кольцо 2", 7)
    assert list(deal["values"].values()) == [[{"value": deadline}]]
