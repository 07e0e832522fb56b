"""The fake's refunds and receipts: sums to the kopeck, what may be sent where."""

import pytest

from .fakes.yookassa.fixtures import (  # noqa: F401
    bad,
    empty_shops,
    item,
    receipt,
    refusal,
    rub,
    running_server,
)
from .fakes.yookassa.shops import DEMO_FISCAL, LIVE, LIVE_FISCAL

DAY = 86400


def paid(kassa, value="100.00", shop=None, method=None, **values):
    payment = kassa.create_payment(value, shop=shop, **values)
    return kassa.pay(payment["id"], method)


def refund(kassa, payment, value, shop=None, key=None, **values):
    data = {"payment_id": payment["id"], "amount": rub(value), **values}
    return kassa.api("POST", "/refunds", data, key, shop)


# Refunds


def test_parts_are_refunded_up_to_the_whole(kassa):
    payment = paid(kassa)
    assert refund(kassa, payment, "30.00").json()["status"] == "succeeded"
    assert refusal(refund(kassa, payment, "70.01")) == bad("amount.value")
    assert kassa.payment(payment["id"])["refunded_amount"] == rub("30.00")
    assert refund(kassa, payment, "70.00").status_code == 200
    assert kassa.payment(payment["id"])["refundable"] is False
    assert refund(kassa, payment, "0.01").status_code == 400


def test_unpaid_payment_has_no_refund(kassa):
    assert refusal(refund(kassa, kassa.create_payment(), "1.00")) == bad("payment_id")


def test_pending_refund_takes_its_part_and_succeeds_later(kassa):
    kassa.configure(refund_delay=3 * DAY)
    payment = paid(kassa)
    found = refund(kassa, payment, "60.00").json()
    assert found["status"] == "pending"
    assert kassa.payment(payment["id"])["refunded_amount"] == rub("0.00")
    assert refusal(refund(kassa, payment, "40.01")) == bad("amount.value")
    kassa.forward(3 * DAY)
    assert kassa.api("GET", f"/refunds/{found['id']}").json()["status"] == "succeeded"
    assert kassa.payment(payment["id"])["refunded_amount"] == rub("60.00")


def test_refused_refund_frees_its_part(kassa):
    kassa.configure(refund_delay=60)
    payment = paid(kassa)
    found = refund(kassa, payment, "100.00").json()
    kassa.configure(refund_fail_reason="insufficient_funds")
    done = kassa.finish_refund(found["id"])
    assert (done["status"], done["cancellation_details"]["reason"]) == (
        "canceled",
        "insufficient_funds",
    )
    assert kassa.payment(payment["id"])["refundable"] is True


def test_refund_of_the_merchant_profile_is_listed(kassa):
    payment, other = paid(kassa), paid(kassa)
    refund(kassa, other, "1.00")
    by_hand = kassa.refund_by_hand(payment["id"], "25.00", "Скидка")
    rest = kassa.refund_by_hand(payment["id"])
    assert rest["amount"] == rub("75.00")
    listed = kassa.api("GET", f"/refunds?payment_id={payment['id']}").json()["items"]
    assert [row["id"] for row in listed] == [rest["id"], by_hand["id"]]


def test_repeated_refund_is_one_refund(kassa):
    payment = paid(kassa)
    first = refund(kassa, payment, "10.00", key="r-1").json()
    assert refund(kassa, payment, "10.00", key="r-1").json() == first
    assert kassa.payment(payment["id"])["refunded_amount"] == rub("10.00")


@pytest.mark.parametrize(
    ("method", "part", "whole"), [("mobile_balance", 400, 200), ("b2b_sberbank", 400, 400)]
)
def test_some_methods_refund_in_full_or_not_at_all(kassa, method, part, whole):
    data = {"type": method, "payment_purpose": "Кольцо", "vat_data": {"type": "untaxed"}}
    payment = paid(kassa, shop=LIVE, method=method, payment_method_data=data)
    assert refund(kassa, payment, "10.00", LIVE).status_code == part
    assert refund(kassa, payment, "100.00", LIVE).status_code == whole


# Receipts inside payments


def test_shop_with_receipts_wants_one_in_each_payment(kassa):
    with pytest.raises(ValueError, match='"parameter": "receipt"'):
        kassa.create_payment(shop=DEMO_FISCAL)
    payment = kassa.create_payment(shop=DEMO_FISCAL, receipt=receipt(item("100.00")))
    assert payment["receipt_registration"] == "pending"
    assert kassa.pay(payment["id"])["receipt_registration"] == "succeeded"
    listed = kassa.api("GET", f"/receipts?payment_id={payment['id']}", shop=DEMO_FISCAL).json()
    found = listed["items"][0]
    assert found["id"].startswith("rt-") and len(found["id"]) == 39
    for name in ("fiscal_document_number", "fiscal_storage_number", "fiscal_attribute"):
        assert found[name].isdecimal()


def test_shop_without_receipts_shows_no_registration(kassa):
    assert "receipt_registration" not in paid(kassa, receipt=receipt(item("100.00")))
    kassa.configure(receipt_of_off_shop="reject")
    data = {"receipt": receipt(item("100.00"))}
    with pytest.raises(ValueError, match="not enabled"):
        kassa.create_payment(**data)


@pytest.mark.parametrize(
    ("items", "passes"),
    [
        ([item("33.33"), item("33.33"), item("33.34")], True),
        ([item("33.33", quantity=3)], False),
        ([item("50.00", quantity="2.000")], True),
        ([item("33.34", quantity=2.999)], False),
        ([item("99.99")], False),
        ([item("100.01")], False),
    ],
)
def test_items_sum_up_to_the_kopeck(kassa, items, passes):
    data = {"receipt": receipt(*items), "shop": DEMO_FISCAL}
    if passes:
        assert kassa.create_payment(**data)["status"] == "pending"
    else:
        with pytest.raises(ValueError, match='"parameter": "receipt.items"'):
            kassa.create_payment(**data)


ITEM = "receipt.items[0]"


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"vat_code": 0}, f"{ITEM}.vat_code"),
        ({"vat_code": 13}, f"{ITEM}.vat_code"),
        ({"vat_code": True}, f"{ITEM}.vat_code"),
        ({"vat_code": None}, f"{ITEM}.vat_code"),
        ({"description": "ы" * 129}, f"{ITEM}.description"),
        ({"description": ""}, f"{ITEM}.description"),
        ({"quantity": 0}, f"{ITEM}.quantity"),
        ({"quantity": "1.0001"}, f"{ITEM}.quantity"),
        ({"quantity": 100000}, f"{ITEM}.quantity"),
        ({"quantity": "NaN"}, f"{ITEM}.quantity"),
        ({"amount": rub("100")}, f"{ITEM}.amount.value"),
        ({"payment_mode": "half"}, f"{ITEM}.payment_mode"),
        ({"payment_subject": "ring"}, f"{ITEM}.payment_subject"),
        ({"measure": None}, f"{ITEM}.measure"),
        ({"measure": "pcs"}, f"{ITEM}.measure"),
        ({"supplier": {"inn": "7707083893"}}, f"{ITEM}.supplier"),
    ],
)
def test_bad_items_are_named(kassa, changed, parameter):
    values = {"amount": rub("100.00"), "capture": True}
    values["confirmation"] = {"type": "redirect", "return_url": "https://shop.example/"}
    values["receipt"] = receipt(item("100.00", **changed))
    answer = kassa.api("POST", "/payments", values, shop=DEMO_FISCAL)
    assert refusal(answer) == bad(parameter)


@pytest.mark.parametrize("code", range(1, 13))
def test_vat_codes_go_from_1_to_12(kassa, code):
    data = receipt(item("100.00", vat_code=code, description="ы" * 128))
    assert kassa.create_payment(shop=DEMO_FISCAL, receipt=data)["id"]


@pytest.mark.parametrize(
    ("customer", "own", "outside"),
    [
        ({"email": "client@example.com"}, True, True),
        ({"phone": "79000000000"}, False, True),
        ({}, False, False),
        ({"email": "client@"}, False, False),
        ({"phone": "+7 900 000-00-00"}, False, False),
        ({"email": "client@example.com", "inn": "123"}, False, False),
        ({"email": "client@example.com", "full_name": "ы" * 257}, False, False),
    ],
)
def test_client_is_reachable(kassa, customer, own, outside):
    for shop, passes in ((DEMO_FISCAL, own), (LIVE_FISCAL, outside)):
        data = receipt(item("100.00"), customer=customer)
        if passes:
            assert kassa.create_payment(shop=shop, receipt=data)["id"]
        else:
            with pytest.raises(ValueError, match=r'"parameter": "receipt\.customer'):
                kassa.create_payment(shop=shop, receipt=data)


def test_own_receipts_have_up_to_80_items(kassa):
    for count, passes in ((80, True), (81, False)):
        data = receipt(*[item("1.25")] * count)
        value = f"{1.25 * count:.2f}"
        if passes:
            assert kassa.create_payment(value, shop=DEMO_FISCAL, receipt=data)["id"]
        else:
            with pytest.raises(ValueError, match="80 items"):
                kassa.create_payment(value, shop=DEMO_FISCAL, receipt=data)


def test_settlements_have_no_place_inside_a_payment(kassa):
    rows = [{"type": "prepayment", "amount": rub("100.00")}]
    data = receipt(item("100.00"), settlements=rows)
    with pytest.raises(ValueError, match='"parameter": "receipt.settlements"'):
        kassa.create_payment(shop=DEMO_FISCAL, receipt=data)


def test_part_of_a_payment_needs_a_receipt_of_its_own(kassa):
    data = {"shop": DEMO_FISCAL, "receipt": receipt(item("100.00"))}
    payment = paid(kassa, **data)
    assert refusal(refund(kassa, payment, "40.00", DEMO_FISCAL)) == bad("receipt")
    part = refund(kassa, payment, "40.00", DEMO_FISCAL, receipt=receipt(item("40.00"))).json()
    assert part["receipt_registration"] == "succeeded"
    held = kassa.pay(kassa.create_payment(capture=False, **data)["id"])
    path = f"/payments/{held['id']}/capture"
    answer = kassa.api("POST", path, {"amount": rub("40.00")}, shop=DEMO_FISCAL)
    assert refusal(answer) == bad("receipt")
    body = {"amount": rub("40.00"), "receipt": receipt(item("40.00"))}
    assert kassa.api("POST", path, body, shop=DEMO_FISCAL).json()["status"] == "succeeded"


def test_whole_refund_repeats_the_receipt_of_the_payment(kassa):
    payment = paid(kassa, shop=DEMO_FISCAL, receipt=receipt(item("100.00")))
    done = refund(kassa, payment, "100.00", DEMO_FISCAL).json()
    query = f"/receipts?refund_id={done['id']}"
    found = kassa.api("GET", query, shop=DEMO_FISCAL).json()["items"][0]
    assert (found["type"], found["items"][0]["amount"]) == ("refund", rub("100.00"))


# Receipts by themselves


def closing(payment, price="100.00", settled=("60.00", "40.00"), **values):
    rows = [{"type": "prepayment", "amount": rub(value)} for value in settled]
    line = item(price, vat_code=11, payment_mode="full_payment")
    kind = {"type": "payment", "payment_id": payment["id"], "send": True}
    return {**receipt(line), **kind, "settlements": rows, **values}


@pytest.fixture
def balance(kassa):
    """The second payment of a deal of 100 roubles."""
    paid(kassa, "60.00", shop=DEMO_FISCAL, receipt=receipt(item("60.00")))
    return paid(kassa, "40.00", shop=DEMO_FISCAL, receipt=receipt(item("40.00")))


def post(kassa, data, key=None, shop=DEMO_FISCAL):
    return kassa.api("POST", "/receipts", data, key, shop)


def test_closing_receipt_settles_both_prepayments(kassa, balance):
    kassa.configure(receipt_delay=120)
    found = post(kassa, closing(balance), "c-1").json()
    assert found["status"] == "pending"
    assert "fiscal_attribute" not in found
    assert post(kassa, closing(balance), "c-1").json()["id"] == found["id"]
    kassa.forward(121)
    done = kassa.api("GET", f"/receipts/{found['id']}", shop=DEMO_FISCAL).json()
    assert done["status"] == "succeeded" and done["fiscal_attribute"]
    assert [row["amount"] for row in done["settlements"]] == [rub("60.00"), rub("40.00")]


@pytest.mark.parametrize(
    ("changed", "parameter"),
    [
        ({"settlements": None}, "settlements"),
        ({"settlements": []}, "settlements"),
        ({"settlements": [{"type": "prepayment", "amount": rub("99.99")}]}, "settlements"),
        ({"settlements": [{"type": "gift", "amount": rub("100.00")}]}, "settlements[0].type"),
        ({"send": False}, "send"),
        ({"type": "other"}, "type"),
        ({"payment_id": "22d6d597-000f-5000-9000-145f6df21d6f"}, "payment_id"),
        ({"customer": {}}, "customer.email"),
        ({"items": []}, "items"),
        ({"color": "red"}, "color"),
    ],
)
def test_bad_closing_receipts_are_refused(kassa, balance, changed, parameter):
    assert refusal(post(kassa, closing(balance, **changed))) == bad(parameter)


def test_closing_receipt_may_be_bound_to_its_payment(kassa, balance):
    kassa.configure(receipt_total="linked")
    assert refusal(post(kassa, closing(balance))) == bad("items")
    assert post(kassa, closing(balance, "40.00", ["40.00"])).status_code == 200


def test_register_may_refuse(kassa, balance):
    kassa.configure(receipt_fails=True)
    assert post(kassa, closing(balance)).json()["status"] == "canceled"
    payment = paid(kassa, shop=DEMO_FISCAL, receipt=receipt(item("100.00")))
    assert (payment["status"], payment["receipt_registration"]) == ("succeeded", "canceled")


def test_payment_has_up_to_30_receipts(kassa, balance):
    for _number in range(29):  # one was made with the payment
        assert post(kassa, closing(balance)).status_code == 200
    assert refusal(post(kassa, closing(balance))) == bad("payment_id")


def test_shop_without_receipts_sends_none(kassa):
    assert post(kassa, closing(paid(kassa)), shop=kassa.shop).status_code == 403
