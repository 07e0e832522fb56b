"""The fake's pages: a person pays, is declined, leaves; the owner refunds by hand."""

import html

import requests

from .fakes.yookassa.fixtures import empty_shops, rub, running_server  # noqa: F401
from .fakes.yookassa.shops import LIVE

HOUR = 3600


def create(kassa):
    return kassa.create_payment(metadata={"reference": "D-1"})


# The payer's page


def page(kassa, key):
    answer = requests.get(f"{kassa.base_url}/checkout/{key}", timeout=5)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def press(kassa, key, button, **form):
    return requests.post(
        f"{kassa.base_url}/checkout/{key}/{button}", form, allow_redirects=False, timeout=5
    )


def test_page_shows_the_sum_and_changes_nothing(kassa):
    payment = create(kassa)
    text = page(kassa, payment["id"])
    assert "100,00\u00a0₽" in text and "Банковская карта" in text and "<script" not in text
    assert kassa.payment(payment["id"]) == payment
    assert requests.get(f"{kassa.base_url}/checkout/none", timeout=5).status_code == 404


def test_payer_pays_and_comes_back(kassa):
    payment = create(kassa)
    form = {"method": "bank_card", "card": "2202 4743 0132 2987"}
    answer = press(kassa, payment["id"], "pay", **form)
    assert answer.status_code == 303
    assert answer.headers["Location"] == payment["confirmation"]["return_url"]
    assert kassa.payment(payment["id"])["status"] == "succeeded"
    assert "Оплачено" in page(kassa, payment["id"])
    assert press(kassa, payment["id"], "pay", **form).status_code == 303, "pressed twice"


def test_bank_declines_on_the_page(kassa):
    key = create(kassa)["id"]
    assert press(kassa, key, "decline", reason="insufficient_funds").status_code == 303
    assert kassa.payment(key)["cancellation_details"]["reason"] == "insufficient_funds"
    assert "Не хватает денег" in page(kassa, key)


def test_another_card_may_be_tried_on_the_page(kassa):
    kassa.configure(decline_is_final=False)
    key = create(kassa)["id"]
    answer = press(kassa, key, "pay", method="bank_card", card="5555555555554600")
    assert answer.headers["Location"].endswith(f"/checkout/{key}")
    assert "не хватает денег" in page(kassa, key)


def test_payer_leaves_or_shuts_the_window(kassa):
    payment = create(kassa)
    back = press(kassa, payment["id"], "leave").headers["Location"]
    assert back == payment["confirmation"]["return_url"]
    shut = press(kassa, payment["id"], "close")
    assert shut.status_code == 200 and back not in shut.text
    assert kassa.payment(payment["id"])["status"] == "pending"


def test_page_of_a_late_payer_says_so(kassa):
    key = create(kassa)["id"]
    kassa.forward(HOUR + 1)
    assert "Время на оплату вышло" in page(kassa, key)


def test_payer_is_offered_what_he_can_pay_with(kassa):
    payment = kassa.create_payment("400000.00", shop=LIVE)
    text = page(kassa, payment["id"])
    assert "SberPay" in text and 'value="sbp"' in text
    assert 'value="bank_card"' not in text, "above its limit"
    assert "b2b_sberbank" not in text, "needs data of the shop"


def test_texts_of_a_shop_are_no_markup(kassa):
    key = kassa.create_payment(description="<b>Кольцо</b>")["id"]
    answer = requests.get(f"{kassa.base_url}/checkout/{key}", timeout=5)
    assert "<b>Кольцо" not in answer.text


def test_merchant_profile_refunds(kassa):
    key = create(kassa)["id"]
    kassa.pay(key)
    assert "Вернуть остаток" in requests.get(kassa.base_url, timeout=5).text
    answer = requests.post(
        f"{kassa.base_url}/profile/{key}/refund", allow_redirects=False, timeout=5
    )
    assert answer.status_code == 303
    assert kassa.payment(key)["refunded_amount"] == rub("100.00")
    assert "возвращено 100,00" in requests.get(kassa.base_url, timeout=5).text
