"""The fake's payments behave as YooKassa's: keys, amounts, limits, life, lists."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from .fakes.yookassa.fixtures import (  # noqa: F401
    bad,
    empty_shops,
    refusal,
    rub,
    running_server,
)
from .fakes.yookassa.shops import DEMO_FISCAL, LIVE

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RETURN = {"type": "redirect", "return_url": "https://shop.example/return?ref=D-1"}
HOUR, DAY = 3600, 86400


def body(value="100.00", **values):
    return {"amount": rub(value), "capture": True, "confirmation": RETURN, **values}


def create(kassa, key=None, shop=None, **values):
    return kassa.api("POST", "/payments", body(**values), key, shop)


# Who asks


def test_shop_is_known_by_its_key_only(kassa):
    assert kassa.api("GET", "/me").json()["account_id"] == kassa.shop
    for auth in ((kassa.shop, "wrong"), ("77", kassa.secrets[kassa.shop]), None):
        answer = kassa.api("GET", "/me", auth=auth)
        assert refusal(answer)[:2] == (401, "invalid_credentials"), auth


def test_me_tells_what_kind_of_shop_it_is(kassa):
    test, live = kassa.api("GET", "/me").json(), kassa.api("GET", "/me", shop=LIVE).json()
    assert (test["test"], test["payment_methods"]) == (True, ["bank_card", "yoo_money"])
    assert live["test"] is False
    assert {"sbp", "tinkoff_bank", "sberbank"} <= set(live["payment_methods"])
    fiscal = kassa.api("GET", "/me", shop=DEMO_FISCAL).json()["fiscalization"]
    assert fiscal == {"enabled": True, "provider": "avanpost"}
    assert test["fiscalization"] == {"enabled": False}


def test_other_shops_payment_is_not_found(kassa):
    payment = kassa.create_payment()
    assert kassa.payment(payment["id"])["recipient"]["account_id"] == kassa.shop
    assert refusal(kassa.api("GET", f"/payments/{payment['id']}", shop=LIVE))[0] == 404
    assert kassa.api("GET", "/payments", shop=LIVE).json()["items"] == []
    kassa.pay(payment["id"])
    refund = {"payment_id": payment["id"], "amount": rub("1.00")}
    answer = kassa.api("POST", "/refunds", refund, shop=LIVE)
    assert refusal(answer) == bad("payment_id")


# The body


def test_new_payment_waits_for_its_payer(kassa):
    payment = kassa.create_payment("60000.00", description="Предоплата", metadata={"ref": "D-1"})
    assert ID.fullmatch(payment["id"])
    assert (payment["status"], payment["paid"], payment["test"]) == ("pending", False, True)
    assert payment["amount"] == rub("60000.00")
    assert payment["metadata"] == {"ref": "D-1"}
    assert payment["confirmation"]["confirmation_url"].startswith(f"{kassa.base_url}/checkout/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", payment["created_at"])
    assert kassa.payment(payment["id"]) == payment


@pytest.mark.parametrize(
    ("value", "parameter"),
    [
        (100, "amount.value"),
        (100.0, "amount.value"),
        ("100", "amount.value"),
        ("100.0", "amount.value"),
        ("100,00", "amount.value"),
        ("100.000", "amount.value"),
        ("1 000.00", "amount.value"),
        ("1e3", "amount.value"),
        ("-1.00", "amount.value"),
        ("0.00", "amount.value"),
        ("0.99", "amount.value"),
    ],
)
def test_amounts_are_strings_with_two_decimals(kassa, value, parameter):
    assert refusal(create(kassa, value=value)) == bad(parameter)
    assert kassa.payments() == []


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"amount": None}, "amount"),
        ({"amount": {"value": "1.00", "currency": "USD"}}, "amount.currency"),
        ({"amount": {"value": "1.00", "currency": "GLD"}}, "amount.currency"),
        ({"description": "ы" * 129}, "description"),
        ({"metadata": {str(n): "" for n in range(17)}}, "metadata"),
        ({"metadata": {"k" * 33: ""}}, "metadata." + "k" * 33),
        ({"metadata": {"k": "v" * 513}}, "metadata.k"),
        ({"metadata": {"k": 5}}, "metadata.k"),
        ({"capture": "yes"}, "capture"),
        ({"confirmation": None}, "confirmation"),
        ({"confirmation": {"type": "redirect"}}, "confirmation.return_url"),
        ({"confirmation": {**RETURN, "return_url": "/back"}}, "confirmation.return_url"),
        ({"confirmation": {**RETURN, "return_url": "https://a/" + "x" * 2040}},
         "confirmation.return_url"),
        ({"expires_at": "2030-01-01T00:00:00Z"}, "expires_at"),
        ({"payment_method_data": {"type": "installments"}}, "payment_method_data.type"),
        ({"payment_method_data": {"type": "sbp"}}, "payment_method_data.type"),
    ],
)  # fmt: skip
def test_bad_fields_are_named(kassa, changed, parameter):
    assert refusal(kassa.api("POST", "/payments", {**body(), **changed})) == bad(parameter)


def test_longest_fields_pass(kassa):
    values = {
        "description": "ы" * 128,
        "metadata": {f"{n:032}": "v" * 512 for n in range(16)},
        "merchant_customer_id": "c" * 200,
    }
    assert kassa.create_payment(**values)["description"] == "ы" * 128


def test_what_is_no_json_object_is_refused(kassa):
    def post(data, kind="application/json"):
        return kassa.api("POST", "/payments", data=data, headers={"Content-Type": kind})

    assert post("{").status_code == 400
    assert post("[]").status_code == 400
    assert post("a=1", "application/x-www-form-urlencoded").status_code == 415
    assert kassa.api("GET", "/nothing").status_code == 404
    assert kassa.api("PUT", "/payments").status_code == 405


# Limits of the methods


@pytest.mark.parametrize(
    ("method", "value", "passes"),
    [
        ("bank_card", "350000.00", True),
        ("bank_card", "350000.01", False),
        ("sbp", "700000.00", True),
        ("sbp", "700000.01", False),
        ("tinkoff_bank", "700000.01", False),
        ("sberbank", "5000000.00", True),
        ("bank_card", "1.00", True),
        ("bank_card", "0.99", False),
    ],
)
def test_limits_are_those_of_the_method(kassa, method, value, passes):
    answer = create(kassa, value=value, shop=LIVE, payment_method_data={"type": method})
    if passes:
        assert answer.status_code == 200
    else:
        assert refusal(answer) == bad("amount.value")


def test_payer_of_a_dear_piece_has_only_methods_that_take_it(kassa):
    kassa.change_shop(LIVE, payment_methods=["bank_card", "sbp"])
    payment = kassa.create_payment("400000.00", shop=LIVE)
    with pytest.raises(ValueError, match="not available"):
        kassa.pay(payment["id"], "bank_card")
    assert kassa.pay(payment["id"], "sbp")["payment_method"]["type"] == "sbp"
    assert refusal(create(kassa, value="700000.01", shop=LIVE)) == bad("amount.value")


def test_fast_payment_has_no_hold(kassa):
    kassa.change_shop(LIVE, payment_methods=["bank_card", "sbp"])
    sbp = {"payment_method_data": {"type": "sbp"}}
    assert refusal(create(kassa, shop=LIVE, capture=False, **sbp)) == bad("capture")
    assert create(kassa, shop=LIVE, **sbp).status_code == 200


def test_business_payment_names_purpose_and_tax(kassa):
    kassa.change_shop(LIVE, payment_methods=["b2b_sberbank"])
    method = {"type": "b2b_sberbank", "payment_purpose": "Кольца", "vat_data": {"type": "untaxed"}}
    short = {"type": "b2b_sberbank", "payment_purpose": "Кольца"}
    answer = create(kassa, shop=LIVE, payment_method_data=short)
    assert refusal(answer) == bad("payment_method_data.vat_data")
    payment = create(kassa, shop=LIVE, payment_method_data=method).json()
    kassa.forward(2 * HOUR)
    assert kassa.payment(payment["id"], LIVE)["status"] == "pending"


# Idempotence


def test_same_key_and_body_give_the_same_payment(kassa):
    first = create(kassa, "k-1").json()
    assert create(kassa, "k-1").json() == first
    assert create(kassa, "k-2").json()["id"] != first["id"]
    assert create(kassa, "k-1", shop=LIVE).json()["id"] != first["id"]
    repeats = [entry["repeated"] for entry in kassa.journal(key="k-1", shop=kassa.shop)]
    assert repeats == [False, True]


def test_same_key_with_another_body_is_refused(kassa):
    create(kassa, "k-1")
    answer = create(kassa, "k-1", value="101.00")
    assert refusal(answer) == bad("Idempotence-Key")
    assert answer.json()["description"] == "Idempotence key duplicated"
    assert len(kassa.payments()) == 1


def test_key_is_forgotten_after_a_day(kassa):
    first = create(kassa, "k-1").json()
    kassa.forward(DAY - 60)
    assert create(kassa, "k-1").json()["id"] == first["id"]
    kassa.forward(120)
    assert create(kassa, "k-1", value="101.00").json()["id"] != first["id"]


def test_refused_request_stays_refused_under_its_key(kassa):
    wrong = create(kassa, "k-1", value="0.50")
    assert create(kassa, "k-1", value="0.50").json() == wrong.json()
    assert refusal(create(kassa, "k-1")) == bad("Idempotence-Key")


@pytest.mark.parametrize("key", ["", "x" * 65, "ключ".encode().decode("latin-1"), "a b"])
def test_malformed_key_is_refused(kassa, key):
    answer = kassa.api("POST", "/payments", body(), headers={"Idempotence-Key": key})
    assert refusal(answer) == bad("Idempotence-Key")


def test_repeat_may_show_the_present_state(kassa):
    kassa.pay(create(kassa, "k-1").json()["id"])
    assert create(kassa, "k-1").json()["status"] == "pending"
    kassa.configure(repeated_key="current")
    assert create(kassa, "k-1").json()["status"] == "succeeded"


def test_one_key_from_many_threads_makes_one_payment(kassa):
    def send(_number):
        with type(kassa)(kassa.base_url) as other:
            return create(other, "same").json()["id"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(send, range(16)))) == 1
    assert len(kassa.payments()) == 1


# Lists


def test_list_is_read_page_by_page_newest_first(kassa):
    made = [kassa.create_payment(f"{n}.00")["id"] for n in range(1, 6)]
    seen, cursor = [], None
    for _page in range(3):
        query = {"limit": 2, **({"cursor": cursor} if cursor else {})}
        found = kassa.api("GET", "/payments", params=query).json()
        seen += [row["id"] for row in found["items"]]
        cursor = found.get("next_cursor")
        if len(seen) == 2:
            kassa.create_payment("9.00")  # does not shift the pages
    assert seen == made[::-1]
    assert cursor is None


def test_list_filters_by_state_method_and_time(kassa):
    old, new = kassa.create_payment(), None
    kassa.pay(old["id"])
    kassa.forward(60)
    new = kassa.create_payment()

    def ids(**query):
        query = {name.replace("__", "."): value for name, value in query.items()}
        answer = kassa.api("GET", "/payments", params=query)
        return [row["id"] for row in answer.json()["items"]]

    assert ids(status="succeeded") == ids(payment_method="bank_card") == [old["id"]]
    assert ids(created_at__gte=new["created_at"]) == [new["id"]]
    assert ids(created_at__gt=new["created_at"]) == []
    assert ids(created_at__lte=new["created_at"]) == [new["id"], old["id"]]
    assert ids(captured_at__gte=old["created_at"]) == [old["id"]]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "cursor=x", "created_at.gte=x", "color=red"]
)
def test_bad_filters_are_refused(kassa, query):
    assert kassa.api("GET", f"/payments?{query}").status_code == 400
