from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestLookup(YookassaCase):
    """Notifications and answers get lost: what is unfinished is looked up."""

    @capability("A22")
    def test_lost_notification(self):
        """Lost notification: the job asks about every pending transaction."""
        tx = self.started()
        self.yoo.pay(tx.yookassa_object_id)
        self.run_checks()
        self.assertEqual(tx.state, "pending", "not yet due")
        self.end_waiting(tx)
        self.run_checks()
        self.assertEqual(tx.state, "done")

    @capability("A22")
    def test_fresh_money_is_booked_within_a_minute(self):
        """A notification itself wakes nobody; Odoo's own look comes every ten minutes."""
        booking = self.env.ref("payment.cron_post_process_payment_tx")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", booking.id)])
        waiting = [("cron_id", "=", booking.id), ("id", "not in", triggers.ids)]
        tx = self.paid()
        self.run_checks()
        self.assertEqual(triggers.search_count(waiting), 1)
        tx.is_post_processed = True
        self.run_checks()
        self.assertEqual(triggers.search_count(waiting), 1, "nothing is left to book")
        tx.is_post_processed = False
        tx.last_state_change -= timedelta(minutes=6)
        self.run_checks()
        self.assertEqual(triggers.search_count(waiting), 1, "what fails is not hurried")

    def test_pauses_grow(self):
        tx = self.started()
        pauses = [self.minutes_to_next(tx)]
        for _look in range(5):
            self.end_waiting(tx)
            self.run_checks()
            pauses.append(self.minutes_to_next(tx))
        self.assertEqual(pauses, [1, 2, 5, 15, 60, 60])

    def minutes_to_next(self, tx):
        seconds = (tx.yookassa_next_check_at - fields.Datetime.now()).total_seconds()
        return round(seconds / 60)

    def test_after_25_hours_a_person_is_told(self):
        tx = self.started()
        self.end_waiting(tx, hours=26)
        self.run_checks()
        self.assertEqual(tx.state, "pending")
        self.assertFalse(tx.yookassa_next_check_at)
        self.assertIn("25 hours", self.activities_of(tx).note)

    @capability("A22")
    def test_payment_made_but_answer_lost_is_found(self):
        """Crash after API call: payment. Looked up first, the payment is not made twice."""
        for fault in ("timeout", 500, "html", 202):
            with self.subTest(fault=fault):
                tx = self.new_tx()
                self.yoo.fault(fault, "/payments", after=True)
                self.press_pay(tx)
                self.assertFalse(tx.yookassa_object_id)
                posts = len(self.yoo.sent("POST", "/payments"))
                self.end_waiting(tx)
                self.run_checks()
                self.assertIn(tx.yookassa_object_id, self.yoo.payments)
                self.assertEqual(len(self.yoo.sent("POST", "/payments")), posts)
                self.assertIn("pay.example", tx.yookassa_confirmation_url)

    def test_payment_not_made_is_repeated_with_the_same_key(self):
        tx = self.new_tx()
        self.yoo.fault(500, "/payments")
        self.press_pay(tx)
        self.end_waiting(tx)
        self.run_checks()
        first, second = self.yoo.sent("POST", "/payments")
        self.assertEqual((first["key"], first["body"]), (second["key"], second["body"]))
        self.assertEqual(len(self.yoo.payments), 1)

    def test_payment_nobody_can_pay_any_more_is_not_repeated(self):
        tx = self.new_tx()
        self.yoo.fault(500, "/payments")
        self.press_pay(tx)
        self.end_waiting(tx, hours=2)
        self.run_checks()
        self.assertEqual((len(self.yoo.payments), tx.state), (0, "pending"))
        self.end_waiting(tx, hours=26)
        self.run_checks()
        self.assertEqual(tx.state, "cancel")
        self.assertEqual(tx.yookassa_operation_ids.state, "void")

    def test_no_answer_leaves_the_others_alone(self):
        first, second = self.started(), self.started()
        for tx in (first, second):
            self.yoo.pay(tx.yookassa_object_id)
            self.end_waiting(tx)
        self.yoo.fault("timeout", f"/payments/{first.yookassa_object_id}")
        self.run_checks()
        self.assertEqual((first.state, second.state), ("pending", "done"))
        self.end_waiting(first)
        self.run_checks()
        self.assertEqual(first.state, "done")

    def test_wrong_key_undoes_nothing(self):
        tx = self.started()
        self.yoo.shops = {}
        self.end_waiting(tx)
        self.run_checks()
        self.assertEqual(tx.state, "pending")
        self.assertTrue(tx.yookassa_next_check_at)

    @capability("A22")
    def test_check_again_asks_after_the_time_too(self):
        tx = self.started()
        self.end_waiting(tx, hours=26)
        self.run_checks()
        self.yoo.pay(tx.yookassa_object_id)
        self.do(tx, "action_yookassa_check")
        self.assertEqual(tx.state, "done")
        self.assertFalse(tx.yookassa_next_check_at)
