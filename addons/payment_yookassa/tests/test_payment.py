from odoo.tests import tagged

from ..exceptions import YookassaRejected
from .common import YookassaCase, capability


@tagged("post_install", "-at_install")
class TestPayment(YookassaCase):
    """From the press of Pay to the money."""

    @capability("A21")
    def test_press_makes_a_payment_and_leads_to_its_page(self):
        tx = self.new_tx(60000.10)
        values = self.press_pay(tx)
        [payment] = self.yoo.payments.values()
        self.assertEqual(payment["amount"], {"value": "60000.10", "currency": "RUB"})
        self.assertTrue(payment["capture"])
        self.assertEqual(payment["metadata"]["reference"], tx.reference)
        self.assertIn("https://pay.example/checkout", values["redirect_form_html"])
        self.assertIn(payment["id"], values["redirect_form_html"])
        self.assertEqual(tx.state, "pending")
        self.assertEqual(tx.provider_reference, payment["id"])

    @capability("A21")
    def test_paid_is_done(self):
        tx = self.paid()
        self.assertEqual(tx.state, "done")
        self.assertFalse(tx.yookassa_next_check_at)
        self.assertEqual(tx.payment_method_code, "mir")

    def test_key_depends_on_reference_and_amount(self):
        """Crash after API call: payment. The key follows from the reference and the body."""
        operations = self.env["payment.yookassa.operation"]
        first, second = self.new_tx(), self.new_tx()
        body = first._yookassa_payment_body()
        key = operations._open(first, "payment", "/payments", body).key
        self.assertEqual(operations._open(first, "payment", "/payments", body).key, key)
        other = {**body, "amount": {"value": "1.00", "currency": "RUB"}}
        self.assertNotEqual(operations._open(first, "payment", "/payments", other).key, key)
        self.assertNotEqual(operations._open(second, "payment", "/payments", body).key, key)
        self.assertRegex(key, r"^[0-9a-f]{64}$")

    def test_second_tab_gets_the_same_page(self):
        """Double payment: a second press makes no second payment."""
        tx = self.new_tx()
        first, second = self.press_pay(tx), self.press_pay(tx)
        self.assertEqual(first["redirect_form_html"], second["redirect_form_html"])
        self.assertEqual(len(self.yoo.payments), 1)

    def test_refusal_is_shown(self):
        self.yoo.shops = {}
        tx = self.new_tx()
        values = self.press_pay(tx)
        self.assertEqual(values["state"], "error")
        self.assertIn("does not accept the shop's key", values["state_message"])
        self.assertEqual(self.activities_of(tx).user_id, self.admin)

    def test_error_text_of_yookassa_reaches_the_payer(self):
        words = self.new_tx()._yookassa_rejected_words(
            YookassaRejected(400, "invalid_request", "Receipt is missing", "receipt")
        )
        self.assertIn("Receipt is missing", words)

    def test_unknown_outcome_leaves_the_transaction_pending(self):
        for fault in ("timeout", "refused", "html", 202, 429, 500):
            with self.subTest(fault=fault):
                tx = self.new_tx()
                self.yoo.fault(fault, "/payments")
                values = self.press_pay(tx)
                self.assertEqual(values["state"], "pending")
                self.assertIn("/payment/status", values["redirect_form_html"])
                self.assertTrue(tx.yookassa_next_check_at)
                self.assertEqual(tx.yookassa_operation_ids.state, "open")

    def test_pending_and_unpaid_success_are_not_done(self):
        """`succeeded` but `paid: false`: do not confirm."""
        tx = self.started()
        payment = self.yoo.pay(tx.yookassa_object_id)
        payment["paid"] = False
        self.look(tx)
        self.assertEqual(tx.state, "pending")
        payment["paid"] = True
        self.look(tx)
        self.assertEqual(tx.state, "done")

    @capability("A22")
    def test_success_after_local_cancel_is_booked_and_shown(self):
        """Expired, revoked, cancelled: a payment finished afterwards is still money."""
        tx = self.started()
        tx._set_canceled("Changed our mind")
        self.yoo.pay(tx.yookassa_object_id)
        self.look(tx)
        self.assertEqual(tx.state, "done")
        self.assertIn("The money is booked", self.activities_of(tx).note)

    def test_cancel_does_not_undo_done(self):
        """Out of order: `canceled` never undoes `done`."""
        tx = self.paid()
        data = {**self.yoo.payments[tx.yookassa_object_id], "status": "canceled"}
        tx._process("yookassa", data)
        self.assertEqual(tx.state, "done")

    def test_unknown_status_is_put_before_a_person(self):
        tx = self.started()
        self.yoo.payments[tx.yookassa_object_id]["status"] = "levitating"
        self.look(tx)
        self.assertEqual(tx.state, "pending")
        self.assertIn("levitating", self.activities_of(tx).note)

    @capability("A22")
    def test_mismatch_blocks_even_when_it_comes_again(self):
        """Amount, currency, wrong shop, test data, replay on another deal: blocked, stays so."""
        for name, change in (
            ("amount", {"amount": {"value": "1.00", "currency": "RUB"}}),
            ("currency", {"amount": {"value": "60000.00", "currency": "USD"}}),
            ("shop", {"recipient": {"account_id": "666"}}),
            ("test payment", {"test": False}),
            ("reference", {"metadata": {"reference": "D-other"}}),
            ("payment id", {"id": "2e3f0f6c-000f-5000-8000-1d5d8b1f7a11"}),
        ):
            with self.subTest(name=name):
                tx = self.started()
                data = {**self.yoo.pay(tx.yookassa_object_id), **change}
                for _delivery in range(3):
                    tx._process("yookassa", data)
                    self.assertTrue(tx.yookassa_blocked)
                    self.assertEqual(tx.state, "error")
                self.assertIn(f"{name}: ", tx.yookassa_blocked_reason)
                self.assertEqual(len(self.activities_of(tx)), 1)
                tx._process("yookassa", self.yoo.payments[tx.yookassa_object_id])
                self.assertEqual(tx.state, "error", "stays blocked until a person has looked")

    def test_kopeck_is_a_mismatch(self):
        """Amount, currency: exact comparison."""
        tx = self.started(1111.11)
        data = self.yoo.pay(tx.yookassa_object_id)
        tx._process("yookassa", {**data, "amount": {"value": "1111.12", "currency": "RUB"}})
        self.assertTrue(tx.yookassa_blocked)

    def test_mismatch_on_a_done_transaction_changes_nothing_but_is_told(self):
        tx = self.paid()
        data = {**self.yoo.payments[tx.yookassa_object_id], "test": False}
        tx._process("yookassa", data)
        self.assertEqual(tx.state, "done")
        self.assertTrue(tx.yookassa_blocked and self.activities_of(tx))

    def test_person_unblocks_by_looking_again(self):
        tx = self.started()
        payment = self.yoo.pay(tx.yookassa_object_id)
        tx._process("yookassa", {**payment, "test": False})
        with self.worker() as env:
            record = env["payment.transaction"].with_user(self.admin).browse(tx.id)
            record.action_yookassa_check()
        self.assertEqual(tx.state, "done")
        self.assertFalse(tx.yookassa_blocked)

    @capability("A21")
    def test_reasons_are_told_in_the_clients_language(self):
        for reason, english, russian in (
            ("insufficient_funds", "not enough money", "Недостаточно денег"),
            ("expired_on_confirmation", "time to pay is over", "Время на оплату вышло"),
            ("brand_new_reason", "The payment was not made", "Оплата не прошла"),
        ):
            for lang, text in (("en_US", english), ("ru_RU", russian)):
                with self.subTest(reason=reason, lang=lang):
                    self.client.lang = lang
                    tx = self.started()
                    self.yoo.cancel(tx.yookassa_object_id, reason)
                    self.look(tx)
                    self.assertEqual(tx.state, "cancel")
                    self.assertIn(text, tx.state_message)
                    self.assertEqual(tx.yookassa_cancel_reason, f"yoo_money: {reason}")

    def test_amount_is_the_servers(self):
        """Over-payment, part payment; landing page: nothing of the browser is sent."""
        tx = self.new_tx(1234.56)
        with self.worker() as env:
            record = env["payment.transaction"].browse(tx.id)
            record._get_specific_rendering_values({"amount": 1.0, "reference": "evil"})
        [payment] = self.yoo.payments.values()
        self.assertEqual(payment["amount"]["value"], "1234.56")

    def test_receipt_of_the_hook_is_sent(self):
        tx = self.new_tx()
        receipt = {"items": [{"description": "Ring"}]}
        hook = self.env.registry["payment.transaction"]
        self.patch(hook, "_yookassa_prepare_receipt", lambda tx, operation: receipt)
        self.press_pay(tx)
        [entry] = self.yoo.sent("POST", "/payments")
        self.assertEqual(entry["body"]["receipt"], receipt)

    def test_body_is_forgotten_when_the_outcome_is_known(self):
        tx = self.started()
        self.assertEqual(tx.yookassa_operation_ids.state, "done")
        self.assertFalse(tx.yookassa_operation_ids.body)
