import json
import uuid

from odoo.tests import HttpCase, tagged

from .common import YookassaMixin, capability


@tagged("post_install", "-at_install")
class TestWebhook(YookassaMixin, HttpCase):
    """Notifications, by HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_shop()

    def notify(self, data, event="payment.succeeded"):
        if isinstance(data, dict):
            data = {"type": "notification", "event": event, "object": data}
        return self.post(json.dumps(data))

    def post(self, text):
        self.env.flush_all()
        answer = self.url_open(
            "/payment/yookassa/webhook",
            data=text if isinstance(text, bytes) else text.encode(),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return answer.status_code

    @capability("A22")
    def test_notification_confirms_what_is_paid(self):
        tx = self.started()
        payment = self.yoo.pay(tx.yookassa_object_id)
        for _delivery in range(2):
            self.assertEqual(self.notify(payment), 200)
            self.assertEqual(tx.state, "done")
        self.assertTrue(self.provider.yookassa_notified_at)

    def test_second_payment_of_a_reference_is_shown_not_booked(self):
        tx = self.paid(1000)
        marks = {"reference": tx.reference, "database": tx._yookassa_database()}
        second = self.yoo.payment_from_elsewhere("1000.00", metadata=marks)
        for _delivery in range(2):
            self.assertEqual(self.notify(second), 200)
        self.assertNotEqual(tx.yookassa_object_id, second["id"])
        stray = self.env["payment.yookassa.stray"].search([("payment_id", "=", second["id"])])
        self.assertEqual((len(stray), stray.amount), (1, 1000))
        self.assertEqual(len(stray.activity_ids), 1)

    @capability("A22")
    def test_forged_body_confirms_nothing(self):
        """Forged notification: only the id counts, the rest is asked of YooKassa."""
        tx = self.started()
        payment = {**self.yoo.payments[tx.yookassa_object_id], "status": "succeeded", "paid": True}
        self.assertEqual(self.notify(payment), 200)
        self.assertEqual(tx.state, "pending")

    def test_event_and_object_may_disagree(self):
        tx = self.started()
        self.yoo.pay(tx.yookassa_object_id)
        self.assertEqual(self.notify({"id": tx.yookassa_object_id}, "payment.canceled"), 200)
        self.assertEqual(tx.state, "done")

    def test_paid_payment_of_another_deal_confirms_nothing(self):
        """Replay on another deal: a foreign id with our reference in the body."""
        victim, cheap = self.started(60000), self.started(60000)
        payment = self.yoo.pay(cheap.yookassa_object_id)
        self.notify(
            {**payment, "metadata": self.yoo.payments[victim.yookassa_object_id]["metadata"]}
        )
        self.assertEqual((victim.state, cheap.state), ("pending", "done"))

    def test_foreign_id_with_our_reference_is_compared(self):
        """Request forging by id: a transaction without payment does not take a stranger's."""
        tx = self.new_tx()
        stranger = self.yoo.payment_from_elsewhere("60000.00")
        metadata = tx._yookassa_metadata()
        self.assertEqual(self.notify({"id": stranger["id"], "metadata": metadata}), 200)
        self.assertNotEqual(tx.state, "done")
        self.assertTrue(tx.yookassa_blocked)

    def test_not_yet_visible_transaction_is_asked_for_again(self):
        metadata = {"reference": "D-soon", "database": self.new_tx()._yookassa_database()}
        self.assertEqual(self.notify({"id": str(uuid.uuid4()), "metadata": metadata}), 503)

    def test_not_ours_is_acknowledged_without_a_call(self):
        """Abuse of the public route: no call for ids that are not ours."""
        self.assertEqual(self.notify({"id": str(uuid.uuid4())}), 200)
        self.assertEqual(self.notify({"id": "x"}, "payout.succeeded"), 200)
        refund = {"id": str(uuid.uuid4()), "payment_id": str(uuid.uuid4())}
        self.assertEqual(self.notify(refund, "refund.succeeded"), 200)
        self.assertFalse(self.yoo.journal)

    def test_malformed_is_refused_without_a_server_error(self):
        for data in (
            b" ",
            b"\xff\xfe",
            "[]",
            "null",
            "{}",
            "[" * 5000,
            '{"type": "notification", "event": null, "object": {}}',
            '{"type": "notification", "event": "payment.succeeded", "object": null}',
            '{"type": "notification", "event": "payment.succeeded", "object": {"id": null}}',
            '{"type": "notification", "event": "payment.succeeded", "object": {"id": "../me"}}',
            '{"type": "other", "event": "payment.succeeded", "object": {"id": "1"}}',
        ):
            with self.subTest(data=data[:60]):
                self.assertEqual(self.post(data), 400)
        self.assertFalse(self.yoo.journal)

    def test_long_body_is_refused(self):
        """Abuse of the public route: body size limit."""
        self.assertEqual(self.post("x" * 70000), 413)

    def test_no_answer_of_yookassa_means_send_again(self):
        tx = self.started()
        payment = self.yoo.pay(tx.yookassa_object_id)
        for fault in ("timeout", "html", 401, 429, 500):
            with self.subTest(fault=fault):
                self.yoo.fault(fault, "/payments/")
                self.assertEqual(self.notify(payment), 503)
                self.assertEqual(tx.state, "pending")
        self.assertEqual(self.notify(payment), 200)
        self.assertEqual(tx.state, "done")

    def test_notifications_in_the_wrong_order(self):
        """Out of order: the answer of the API counts, not the order of arrival."""
        tx = self.started()
        waiting = dict(self.yoo.payments[tx.yookassa_object_id])
        paid = self.yoo.pay(tx.yookassa_object_id)
        self.assertEqual(self.notify(paid), 200)
        self.assertEqual(self.notify(waiting, "payment.waiting_for_capture"), 200)
        self.assertEqual(tx.state, "done")

    @capability("A22")
    def test_mismatch_is_acknowledged_and_kept_blocked(self):
        """Amount: mismatch recorded for staff is answered 200, three deliveries book nothing."""
        tx = self.started()
        amount = {"value": "1.00", "currency": "RUB"}
        payment = self.yoo.pay(tx.yookassa_object_id, amount=amount)
        for _delivery in range(3):
            self.assertEqual(self.notify(payment), 200)
            self.assertEqual((tx.state, tx.yookassa_blocked), ("error", True))

    def test_refund_of_the_merchant_profile_arrives(self):
        tx = self.paid(1000)
        refund = self.yoo.refund_in_profile(tx.yookassa_object_id, "300.00")
        for _delivery in range(2):
            self.assertEqual(self.notify(refund, "refund.succeeded"), 200)
        self.assertEqual(tx.child_transaction_ids.mapped("amount"), [-300])
        self.assertEqual(tx.child_transaction_ids.state, "done")

    def test_forged_refund_gives_nothing_back(self):
        """Forged notification: a refund that YooKassa does not know, or of another payment."""
        tx, other = self.paid(1000), self.paid(1000)
        real = self.yoo.refund_in_profile(other.yookassa_object_id, "300.00")
        forged = {"id": str(uuid.uuid4()), "payment_id": tx.yookassa_object_id}
        self.assertEqual(self.notify(forged, "refund.succeeded"), 200)
        swapped = {"id": real["id"], "payment_id": tx.yookassa_object_id}
        self.assertEqual(self.notify(swapped, "refund.succeeded"), 200)
        self.assertFalse(tx.child_transaction_ids)
