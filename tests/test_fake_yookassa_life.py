"""The fake's payments live and end as YooKassa's: paid, declined, held, out of time."""

import pytest

from .fakes.yookassa import cards
from .fakes.yookassa.fixtures import bad, empty_shops, refusal, rub, running_server  # noqa: F401

HOUR, DAY = 3600, 86400


# Its end


def test_paid_card_shows_what_was_paid_with(kassa):
    done = kassa.pay(kassa.create_payment()["id"], card="2200000000000004")
    assert (done["status"], done["paid"], done["refundable"]) == ("succeeded", True, True)
    card = done["payment_method"]["card"]
    assert (card["first6"], card["last4"], card["card_type"]) == ("220000", "0004", "Mir")
    assert done["authorization_details"]["three_d_secure"]["applied"]
    assert done["income_amount"] == rub("96.50")
    assert "confirmation" not in done


@pytest.mark.parametrize(
    ("number", "reason"), [(n, why) for why, numbers in cards.BAD.items() for n in numbers]
)
def test_bad_card_cancels_with_its_reason(kassa, number, reason):
    done = kassa.pay(kassa.create_payment()["id"], card=number)
    assert (done["status"], done["paid"]) == ("canceled", False)
    assert done["cancellation_details"] == {"party": "payment_network", "reason": reason}


def test_declined_payer_may_try_again_when_the_settings_say_so(kassa):
    kassa.configure(decline_is_final=False)
    payment = kassa.create_payment()
    assert kassa.pay(payment["id"], card="5555555555554600")["status"] == "pending"
    assert kassa.pay(payment["id"])["status"] == "succeeded"


def test_payment_lives_one_hour(kassa):
    payment = kassa.create_payment()
    kassa.forward(HOUR - 60)
    assert kassa.payment(payment["id"])["status"] == "pending"
    kassa.forward(61)
    ended = kassa.payment(payment["id"])
    assert ended["status"] == "canceled"
    assert ended["cancellation_details"]["reason"] == "expired_on_confirmation"
    with pytest.raises(ValueError, match="canceled"):
        kassa.pay(payment["id"])


def test_pending_payment_cannot_be_cancelled(kassa):
    payment = kassa.create_payment()
    assert kassa.api("POST", f"/payments/{payment['id']}/cancel").status_code == 400
    assert kassa.payment(payment["id"])["status"] == "pending"


# Hold


def held(kassa, value="100.00"):
    payment = kassa.create_payment(value, capture=False)
    return kassa.pay(payment["id"])


def test_held_money_is_taken_once(kassa):
    payment = held(kassa)
    assert payment["status"] == "waiting_for_capture"
    path = f"/payments/{payment['id']}/capture"
    assert refusal(kassa.api("POST", path, {"amount": rub("100.01")})) == bad("amount.value")
    done = kassa.api("POST", path, {"amount": rub("40.00")}).json()
    assert (done["status"], done["amount"]) == ("succeeded", rub("40.00"))
    assert kassa.api("POST", path).status_code == 400


def test_held_money_is_given_back(kassa):
    payment = held(kassa)
    done = kassa.api("POST", f"/payments/{payment['id']}/cancel").json()
    assert done["cancellation_details"] == {"party": "merchant", "reason": "canceled_by_merchant"}
    assert kassa.api("POST", f"/payments/{payment['id']}/capture").status_code == 400


def test_hold_ends_after_seven_days(kassa):
    payment = held(kassa)
    kassa.forward(7 * DAY - 60)
    assert kassa.payment(payment["id"])["status"] == "waiting_for_capture"
    kassa.forward(61)
    assert kassa.payment(payment["id"])["cancellation_details"]["reason"] == "expired_on_capture"
