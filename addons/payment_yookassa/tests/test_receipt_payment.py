from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import capability
from .receipt_case import GOODS, ReceiptCase


@tagged("post_install", "-at_install")
class TestPaymentReceipt(ReceiptCase):
    @capability("F20")
    def test_prepayment_goes_with_the_payment_at_the_calculated_rate(self):
        self.provider.yookassa_receipt_link = "https://ofd.example/{fn}/{fd}/{fp}?s={sum}"
        tx = self.registered()
        receipt = self.sent_receipt()
        self.assertEqual(receipt["customer"]["email"], "anna@example.com")
        [item] = receipt["items"]
        self.assertEqual((item["vat_code"], item["payment_mode"]), (12, "full_prepayment"))
        self.assertEqual(item["amount"]["value"], "60000.00")
        row = tx.yookassa_receipt_ids
        self.assertEqual((row.type, row.amount), ("payment", 60000))
        self.assertEqual(row.key, self.yoo.sent("POST", "/payments")[0]["key"])
        self.assertEqual(row.fiscal_document_number, "1001")
        self.assertTrue(row.registered_at)
        self.assertEqual(
            row.link, "https://ofd.example/9280440300000001/1001/3000000001?s=60000.00"
        )
        self.assertIn("VAT 22/122", row.contents)
        self.assertFalse(row.next_check_at)

    def test_three_lines_share_the_payment_to_the_kopeck(self):
        hook = self.env.registry["payment.transaction"]
        self.patch(hook, "_yookassa_receipt_lines", lambda tx, day=None: GOODS)
        self.started(44444.44)
        items = self.sent_receipt()["items"]
        total = sum(Decimal(i["amount"]["value"]) * Decimal(i["quantity"]) for i in items)
        self.assertEqual(total, Decimal("44444.44"))
        self.assertEqual([item["vat_code"] for item in items], [12, 12, 1])
        self.assertTrue(all(len(item["description"]) <= 128 for item in items))

    def test_cash_register_gets_the_tax_system_and_may_take_a_phone(self):
        self.provider.write({"yookassa_receipts": "register", "yookassa_tax_system": "1"})
        self.client.write({"email": False, "phone": "+7 910 000-00-01"})
        self.started()
        receipt = self.sent_receipt()
        self.assertEqual(receipt["tax_system_code"], 1)
        self.assertEqual(receipt["customer"]["phone"], "79100000001")

    @capability("F20")
    def test_client_without_email_is_refused_before_the_call(self):
        self.client.write({"email": False, "phone": "+7 910 000-00-01"})
        tx = self.started()
        self.assertEqual(tx.state, "error")
        self.assertIn("do not know your e-mail", tx.state_message)
        self.assertFalse(self.yoo.journal)
        self.assertFalse(tx.yookassa_operation_ids)
        self.assertFalse(tx.yookassa_receipt_ids)

    def test_what_cannot_be_made_is_told_to_the_staff(self):
        hook = self.env.registry["payment.transaction"]
        line = {**GOODS[0], "tax_rate": Decimal(18)}
        self.patch(hook, "_yookassa_receipt_lines", lambda tx, day=None: [line])
        tx = self.started()
        self.assertEqual(tx.state, "error")
        self.assertIn("seller has been told", tx.state_message)
        self.assertIn("no VAT of 18 %", self.activities_of(tx).note)
        self.assertFalse(self.yoo.journal)

    def test_receipt_of_a_payment_that_was_not_made_is_void(self):
        refused = self.new_tx()
        self.yoo.shops.clear()
        self.press_pay(refused)
        self.assertEqual(refused.yookassa_receipt_ids.state, "void")
        self.setUp()
        dead = self.started()
        self.yoo.cancel(dead.yookassa_object_id)
        self.look(dead)
        self.assertEqual(dead.yookassa_receipt_ids.state, "void")

    def test_repeated_payment_has_one_receipt_of_the_same_body(self):
        self.yoo.fault("timeout", "/payments")
        tx = self.started()
        self.end_waiting(tx)
        self.run_checks()
        first, second = self.yoo.sent("POST", "/payments")
        self.assertEqual((first["key"], first["body"]), (second["key"], second["body"]))
        self.assertEqual(len(tx.yookassa_receipt_ids), 1)

    def test_slow_register_is_followed(self):
        self.yoo.receipt_status = "pending"
        tx = self.paid()
        self.run_receipts()
        row = tx.yookassa_receipt_ids
        self.assertEqual(row.state, "pending")
        self.yoo.answer_receipts("succeeded")
        self.run_receipts()
        self.assertEqual(row.state, "succeeded")

    def test_three_days_without_an_answer_are_told(self):
        self.yoo.receipt_status = "pending"
        tx = self.paid()
        self.run_receipts(hours=73)
        row = tx.yookassa_receipt_ids
        self.assertEqual(row.state, "pending")
        self.assertFalse(row.next_check_at)
        self.assertIn("YooKassa's support", self.told(row).note)

    def test_refused_receipt_is_told_and_sent_again(self):
        self.yoo.receipt_status = "canceled"
        tx = self.paid()
        row = tx.yookassa_receipt_ids
        self.assertEqual((tx.state, row.state), ("done", "canceled"))
        self.assertEqual(self.told(row).user_id, self.admin)
        self.assertIn("press Send Again", self.told(row).note)
        self.yoo.receipt_status = "succeeded"
        row.with_user(self.admin).action_retry()
        self.assertFalse(self.told(row))
        self.run_receipts()
        self.assertEqual(row.retry_ids.state, "succeeded")
        body = self.yoo.sent("POST", "/receipts")[0]["body"]
        self.assertEqual(body["payment_id"], tx.yookassa_object_id)
        self.assertEqual(body["settlements"][0]["type"], "cashless")
        self.assertEqual(body["items"][0]["payment_mode"], "full_prepayment")
        row.action_retry()
        self.assertEqual(len(row.retry_ids), 1)

    def test_charge_of_a_part_has_a_receipt_of_its_own(self):
        self.allow_holds()
        tx = self.paid(1000)
        child = self.do(tx, "_capture", 400)
        body = self.yoo.sent("POST", f"/payments/{tx.yookassa_object_id}/capture")[0]["body"]
        self.assertEqual(body["receipt"]["items"][0]["amount"]["value"], "400.00")
        self.run_receipts()
        self.assertEqual(tx.yookassa_receipt_ids.state, "void")
        self.assertEqual(child.yookassa_receipt_ids.state, "succeeded")

    def test_no_move_but_those_of_the_table(self):
        row = self.registered().yookassa_receipt_ids
        with self.assertRaisesRegex(UserError, "cannot become"):
            row._set_state("draft")
        self.assertFalse(row._set_state("succeeded"))

    def test_only_who_sees_receipts_may_send_them_again(self):
        row = self.registered().yookassa_receipt_ids
        user = new_test_user(self.env, "seller-2", groups="base.group_user")
        for method in ("action_retry", "action_made_by_hand", "action_check"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(row.with_user(user), method)()
        with self.assertRaises(AccessError):
            row.with_user(self.admin).write({"state": "failed"})
