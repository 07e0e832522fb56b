from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .common import YookassaCase, capability

# What may happen to one payment, in any order and number.
WORLD = st.sampled_from(["pay", "cancel", "deliver", "deliver", "old", "forge", "local_cancel"])
FORGED = st.sampled_from(
    [
        {"amount": {"value": "1.00", "currency": "RUB"}},
        {"amount": {"value": "60000.00", "currency": "USD"}},
        {"recipient": {"account_id": "9"}},
        {"test": False},
        {"metadata": {"reference": "other"}},
        {"id": "2e3f0f6c-000f-5000-8000-1d5d8b1f7a11"},
    ]
)


@tagged("post_install", "-at_install")
class TestStateMachine(YookassaCase):
    """Any order of events ends where YooKassa's truth is, or blocked."""

    @capability("A22")
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.lists(st.tuples(WORLD, FORGED), max_size=12))
    def test_shuffled_doubled_and_forged(self, events):
        tx = self.started()
        payment = self.yoo.payments[tx.yookassa_object_id]
        past, forged, was_done = [dict(payment)], False, False
        for event, change in events:
            if event == "pay" and payment["status"] == "pending":
                self.yoo.pay(payment["id"])
            elif event == "cancel" and payment["status"] == "pending":
                self.yoo.cancel(payment["id"])
            elif event == "deliver":
                tx._process("yookassa", dict(payment))
            elif event == "old":
                tx._process("yookassa", past[0])
            elif event == "forge":
                forged = True
                data = {**payment, "status": "succeeded", "paid": True, **change}
                tx._process("yookassa", data)
            elif event == "local_cancel":
                tx._set_canceled("by hand")
            past.append(dict(payment))
            is_done = tx.state == "done"
            self.assertFalse(was_done and not is_done, "done is never undone")
            self.assertFalse(is_done and payment["status"] != "succeeded", "money that is not")
            was_done = is_done
        tx._process("yookassa", dict(payment))
        if forged:
            self.assertTrue(tx.yookassa_blocked)
        elif payment["status"] == "succeeded":
            self.assertEqual(tx.state, "done")
        elif payment["status"] == "canceled":
            self.assertEqual(tx.state, "cancel")
        else:
            self.assertIn(tx.state, ("pending", "cancel"))
