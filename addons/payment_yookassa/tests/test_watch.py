from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestWatch(YookassaCase):
    """The daily look at the shop."""

    def watch(self):
        with self.worker() as env:
            env["payment.provider"]._cron_yookassa_watch()

    def strays(self):
        return self.env["payment.yookassa.stray"].search([("provider_id", "=", self.provider.id)])

    @capability("A22")
    def test_payment_that_odoo_does_not_know_is_put_before_a_person(self):
        """Lost notification: daily list of payments to find ones that Odoo does not know."""
        payment = self.yoo.payment_from_elsewhere("500.00")
        for _day in range(2):
            self.watch()
        stray = self.strays()
        self.assertEqual((stray.payment_id, stray.amount, stray.state), (payment["id"], 500, "new"))
        self.assertEqual(self.activities_of(stray).user_id, self.admin)
        stray.with_user(self.admin).action_settle()
        self.assertEqual(stray.state, "settled")
        self.assertFalse(self.activities_of(stray))

    def test_unpaid_payments_are_nobodys_business(self):
        tx = self.started()
        self.yoo.cancel(tx.yookassa_object_id)
        self.watch()
        self.assertFalse(self.strays())

    def test_paid_payment_of_ours_is_booked(self):
        tx = self.started()
        self.yoo.pay(tx.yookassa_object_id)
        self.watch()
        self.assertEqual(tx.state, "done")
        self.assertFalse(self.strays())

    def test_all_pages_are_read(self):
        for _payment in range(120):
            self.yoo.payment_from_elsewhere()
        self.watch()
        self.assertEqual(len(self.strays()), 120)

    def test_refund_of_the_merchant_profile_is_found(self):
        tx = self.paid(1000)
        self.yoo.refund_in_profile(tx.yookassa_object_id, "250.00")
        for _day in range(2):
            self.watch()
        self.assertEqual(tx.child_transaction_ids.mapped("amount"), [-250])

    def test_two_refunds_of_one_sum_are_two(self):
        tx = self.paid(1000)
        for _refund in range(2):
            self.yoo.refund_in_profile(tx.yookassa_object_id, "100.00")
        self.watch()
        self.assertEqual(tx.child_transaction_ids.mapped("amount"), [-100, -100])

    def test_silent_shop_does_not_stop_the_look(self):
        self.yoo.payment_from_elsewhere()
        self.yoo.fault("timeout", "/payments")
        self.watch()
        self.assertFalse(self.strays())
        self.watch()
        self.assertTrue(self.strays())

    def test_silence_about_refunds_loses_no_payment(self):
        """Found and committed before YooKassa is asked for more: no row waits for its answer."""
        tx = self.started()
        self.yoo.pay(tx.yookassa_object_id)
        self.yoo.fault("timeout", "/refunds")
        self.watch()
        self.assertEqual(tx.state, "done")

    def test_one_payment_that_fails_does_not_stop_the_others(self):
        providers = self.env.registry["payment.provider"]
        original = providers._yookassa_note_stray
        for error in (SerializationFailure("somebody was faster"), ValueError("a fault")):
            with self.subTest(error=type(error).__name__):
                _first, unlucky, _last = (self.yoo.payment_from_elsewhere() for _number in "123")

                def stumble(provider, payment, unlucky=unlucky, error=error):
                    if payment["id"] == unlucky["id"]:
                        raise error
                    original(provider, payment)

                before = self.strays()
                with (
                    patch.object(providers, "_yookassa_note_stray", stumble),
                    mute_logger("odoo.addons.payment_yookassa.models.payment_provider_watch"),
                ):
                    self.watch()
                self.assertEqual(len(self.strays() - before), 2)
                self.watch()
                self.assertEqual(len(self.strays() - before), 3)
