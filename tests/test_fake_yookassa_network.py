"""The fake's faults, notifications, pages, and that it loses nothing when killed."""

import time

import pytest
import requests

from .fakes.yookassa.distortions import FOREIGN_SHOP
from .fakes.yookassa.driver import FakeYookassa
from .fakes.yookassa.fixtures import (  # noqa: F401
    empty_shops,
    notification_receiver,
    refusal,
    rub,
    running_server,
)
from .fakes.yookassa.receiver import Receiver

HOUR, DAY = 3600, 86400
BODY = {
    "amount": rub("100.00"),
    "capture": True,
    "confirmation": {"type": "redirect", "return_url": "https://shop.example/return?ref=D-1"},
    "metadata": {"reference": "D-1"},
}


def create(kassa, key="k-1", **options):
    return kassa.api("POST", "/payments", BODY, key, **options)


# Faults


def test_lost_answer_is_found_under_the_same_key(kassa):
    kassa.fault("timeout", method="POST", after=True, seconds=0.05)
    with pytest.raises(requests.ConnectionError):
        create(kassa)
    assert len(kassa.payments()) == 1, "the payment was made"
    assert create(kassa).json()["id"] == kassa.payments()[0]["id"]
    entry = kassa.journal(method="POST")[0]
    assert (entry["fault"], entry["performed"]) == ("timeout", 200)


def test_silent_server_makes_the_caller_give_up(kassa):
    kassa.fault("slow", seconds=0.6)
    with pytest.raises(requests.Timeout):
        create(kassa, timeout=0.2)
    deadline = time.monotonic() + 10
    while not kassa.journal(method="POST") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(kassa.payments()) == 1, "the work was done after the caller had gone"


@pytest.mark.parametrize(
    ("kind", "after", "status", "made"),
    [
        ("500", True, 500, 1),
        ("500", False, 500, 0),
        ("429", False, 429, 0),
        ("202", False, 202, 0),
        ("202", True, 202, 1),
        ("401", False, 401, 0),
        ("403", False, 403, 0),
        ("html", True, 200, 1),
        ("html502", False, 502, 0),
        ("empty", True, 200, 1),
        ("cut_json", True, 200, 1),
    ],
)
def test_fault_comes_before_or_after_the_work(kassa, kind, after, status, made):
    kassa.fault(kind, method="POST", after=after)
    assert create(kassa).status_code == status
    assert len(kassa.payments()) == made
    assert create(kassa).json()["status"] == "pending", "one time only"
    assert len(kassa.payments()) == 1


def test_answers_of_faults_look_like_the_originals(kassa):
    kassa.fault("429")
    assert create(kassa).json()["code"] == "too_many_requests"
    kassa.fault("500")
    assert create(kassa).json()["code"] == "internal_server_error"
    kassa.fault("202")
    assert create(kassa).json() == {
        "type": "processing",
        "description": "Request accepted",
        "retry_after": 1800,
    }
    kassa.fault("html")
    assert "<html>" in create(kassa).text


def test_fault_can_be_aimed(kassa):
    kassa.fault("500", method="GET", path="/payments/[^/]+$", times=2, skip=1)
    key = create(kassa).json()["id"]
    statuses = [kassa.api("GET", f"/payments/{key}").status_code for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    with pytest.raises(ValueError, match="unknown fault"):
        kassa.fault("flood")


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        ("wrong_amount", "amount.value", "99.99"),
        ("less_amount", "amount.value", "1.00"),
        ("other_currency", "amount.currency", "USD"),
        ("foreign_shop", "recipient.account_id", FOREIGN_SHOP),
        ("wrong_test", "test", False),
        ("not_paid", "paid", False),
        ("other_metadata", "metadata.reference", "someone-else"),
        ("unknown_status", "status", "thinking"),
    ],
)
def test_answer_lies_once_and_the_truth_stays(kassa, kind, path, value):
    key = create(kassa).json()["id"]
    truth = kassa.pay(key)
    kassa.fault(kind, method="GET", path="/payments/")
    lie = kassa.payment(key)
    found = lie
    for name in path.split("."):
        found = found[name]
    assert found == value
    assert [name for name in truth if lie[name] != truth[name]] == [path.split(".")[0]]
    assert kassa.payment(key) == truth


def test_latency_delays_every_answer(kassa):
    kassa.configure(latency=0.2)
    started = time.monotonic()
    create(kassa)
    assert time.monotonic() - started >= 0.2


def test_journal_tells_who_asked_for_what_but_no_secret(kassa):
    create(kassa)
    kassa.api("GET", "/me")
    entry = kassa.journal(path="payments$")[0]
    assert (entry["shop"], entry["key"], entry["body"]) == (kassa.shop, "k-1", BODY)
    assert kassa.secrets[kassa.shop] not in str(kassa.journal())
    assert [row["path"] for row in kassa.journal(after=entry["id"])] == ["/v3/me"]


# Notifications


def settled(kassa, receiver, count):
    """Wait until the receiver has ``count`` bodies and nothing is under way."""
    kassa.settle_notifications()
    assert len(receiver.texts) == count
    return receiver


def test_notification_carries_the_object(kassa, receiver):
    key = create(kassa).json()["id"]
    kassa.pay(key)
    settled(kassa, receiver, 1)
    assert receiver.bodies == [
        {"type": "notification", "event": "payment.succeeded", "object": kassa.payment(key)}
    ]


def test_each_turn_of_a_payment_is_told(kassa, receiver):
    held = kassa.pay(kassa.create_payment(capture=False)["id"])["id"]
    kassa.flush_notifications()
    kassa.capture_by_hand(held)
    kassa.flush_notifications()
    kassa.refund_by_hand(held)
    dead = kassa.pay(kassa.create_payment()["id"], card="5555555555554600")["id"]
    kassa.flush_notifications()
    assert [event for event, _key, _status in receiver.events] == [
        "payment.waiting_for_capture",
        "payment.succeeded",
        "refund.succeeded",
        "payment.canceled",
    ]
    assert receiver.events[-1] == ("payment.canceled", dead, "canceled")
    assert receiver.bodies[2]["object"]["payment_id"] == held


def test_pending_and_refused_refunds_are_not_told(kassa, receiver):
    kassa.change_shop(kassa.shop, events=["refund.succeeded"])
    kassa.configure(refund_fail_reason="general_decline")
    key = create(kassa).json()["id"]
    kassa.pay(key)
    assert kassa.refund_by_hand(key)["status"] == "canceled"
    settled(kassa, receiver, 0)
    kassa.change_shop(kassa.shop, events=["payment.succeeded", "payment.canceled"])


def test_notification_is_repeated_until_200(kassa, receiver):
    receiver.answers = [500, 404, 201, 202]
    kassa.pay(create(kassa).json()["id"])
    kassa.settle_notifications()
    for count in range(1, 6):
        assert len(receiver.texts) == count
        kassa.flush_notifications()
    [item] = kassa.notifications()
    assert [attempt["status"] for attempt in item["attempts"]] == [500, 404, 201, 202, 200]
    assert item["state"] == "delivered"
    settled(kassa, receiver, 5)


def test_notification_is_given_up_after_a_day(kassa, receiver):
    receiver.answers = [503] * 1000
    kassa.pay(create(kassa).json()["id"])
    kassa.settle_notifications()
    kassa.forward(DAY - HOUR)
    kassa.settle_notifications()
    assert kassa.notifications("pending")
    kassa.forward(2 * HOUR)
    [item] = kassa.notifications()
    assert item["state"] == "expired"
    count = len(receiver.texts)
    kassa.flush_notifications()
    assert len(receiver.texts) == count


def test_repeat_waits_for_its_time_by_the_clock(kassa, receiver):
    receiver.answers = [500]
    kassa.pay(create(kassa).json()["id"])
    kassa.settle_notifications()
    [item] = kassa.notifications("pending")
    assert 50 < item["due"] - item["created_at"] < 70
    kassa.forward(61)
    kassa.settle_notifications()
    assert [row["state"] for row in kassa.notifications()] == ["delivered"]


def test_notifications_come_from_several_threads(kassa, receiver):
    receiver.pause = 0.3
    kassa.configure(notify_duplicate=5, notify_threads=4)
    kassa.pay(create(kassa).json()["id"])
    settled(kassa, receiver, 6)
    assert receiver.threads_at_once == 4
    assert len(set(receiver.texts)) == 1


def test_shuffled_notifications_overtake_each_other(kassa, receiver):
    kassa.configure(notify_shuffle=0.4, notify_threads=1)
    made = [kassa.create_payment()["id"] for _number in range(8)]
    for key in made:
        kassa.pay(key)
    deadline = time.monotonic() + 10
    while len(receiver.texts) < len(made) and time.monotonic() < deadline:
        time.sleep(0.05)
    arrived = [key for _event, key, _status in receiver.events]
    assert sorted(arrived) == sorted(made)
    assert arrived != made


def test_held_delayed_and_lost_notifications(kassa, receiver):
    kassa.configure(notify_drop_next=1)
    kassa.pay(kassa.create_payment()["id"])
    kassa.hold_notifications()
    late = kassa.create_payment()["id"]
    kassa.pay(late)
    time.sleep(0.3)
    assert receiver.texts == []
    assert [row["state"] for row in kassa.notifications()] == ["lost", "pending"]
    kassa.configure(notify_delay=HOUR)
    kassa.release_notifications()
    kassa.flush_notifications()
    assert [key for _event, key, _status in receiver.events] == [late]
    kassa.pay(kassa.create_payment()["id"])
    assert kassa.notifications("pending")[0]["due"] - time.time() > HOUR / 2


def test_forged_notification_arrives_as_it_is(kassa, receiver):
    key = create(kassa).json()["id"]
    forged = {
        "type": "notification",
        "event": "payment.succeeded",
        "object": {"id": key, "status": "succeeded", "paid": True, "amount": rub("100.00")},
    }
    kassa.forge_notification(forged)
    kassa.forge_notification("{broken", url=receiver.url)
    kassa.flush_notifications()
    assert sorted(receiver.texts)[1] == "{broken"
    assert forged in [body for body in map(_json, receiver.texts) if body]
    assert kassa.payment(key)["status"] == "pending", "what was forged did not happen"


def _json(text):
    return None if text == "{broken" else requests.compat.json.loads(text)


def test_body_may_lie_while_the_api_tells_the_truth(kassa, receiver):
    kassa.configure(notify_distort="foreign_shop")
    key = create(kassa).json()["id"]
    kassa.pay(key)
    settled(kassa, receiver, 1)
    assert receiver.bodies[0]["object"]["recipient"]["account_id"] == FOREIGN_SHOP
    assert kassa.payment(key)["recipient"]["account_id"] == kassa.shop


def test_old_and_odd_notifications_come_again(kassa, receiver):
    key = create(kassa).json()["id"]
    kassa.pay(key)
    settled(kassa, receiver, 1)
    kassa.resend_notification(kassa.notifications()[0]["id"])
    settled(kassa, receiver, 2)
    kassa.announce("payments", key, "payment.canceled")
    settled(kassa, receiver, 3)
    assert receiver.events[2] == ("payment.canceled", key, "succeeded")


# State on disk


def test_nothing_is_lost_when_the_server_is_killed(tmp_path):
    receiver = Receiver()
    data, url = tmp_path / "kassa.sqlite", receiver.url
    with FakeYookassa.start(data, notification_url=url, notify_hold=True) as kassa:
        payment = create(kassa).json()
        kassa.pay(payment["id"])
        kassa.forward(HOUR)
        kassa.kill()
        kassa.restart()
        assert kassa.payment(payment["id"])["status"] == "succeeded"
        assert create(kassa).json() == payment, "keys are remembered"
        assert kassa.forward(0) > time.time() + HOUR - 60
        kassa.release_notifications()
        kassa.flush_notifications()
    assert [key for _event, key, _status in receiver.events] == [payment["id"]]
    receiver.close()
