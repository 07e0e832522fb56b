from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import YookassaCase, capability
from .test_crash import Killed

GOODS = [
    {"name": "Запонки «Ромб», золото 585", "quantity": Decimal(1), "amount": Decimal("100000.01")},
    {"name": "К" * 129, "quantity": Decimal(2), "amount": Decimal("33333.33")},
    {"name": "Футляр", "quantity": Decimal(1), "amount": Decimal("0.66"), "tax_rate": None},
]
TOTAL = Decimal("133334.00")


class ReceiptCase(YookassaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.provider.write({"yookassa_vat": "22", "yookassa_receipts": "yookassa"})
        cls.client.email = "anna@example.com"

    def new_tx(self, *args, **values):
        values.setdefault("partner_id", self.client.id)
        return super().new_tx(*args, **values)

    def run_receipts(self, hours=0):
        """The scheduled job finds every receipt due; the receipts are ``hours`` old."""
        rows = self.env["payment.yookassa.receipt"].search(
            [("state", "in", ("draft", "sent", "pending"))]
        )
        rows.filtered("next_check_at").next_check_at = fields.Datetime.now() - timedelta(seconds=1)
        if hours:
            rows.filtered("opened_at").opened_at = fields.Datetime.now() - timedelta(hours=hours)
        with self.worker() as env:
            env["payment.yookassa.receipt"]._cron_follow()

    def registered(self, amount=60000, **values):
        """A paid transaction whose receipt the register has taken."""
        tx = self.paid(amount, **values)
        self.run_receipts()
        self.assertEqual(tx.yookassa_receipt_ids.state, "succeeded")
        return tx

    def hand_over(self, txs, lines=None):
        with self.worker() as env:
            payments = env["payment.transaction"].browse(txs.ids)
            total = sum(tx._yookassa_decimal() for tx in txs)
            row = payments._yookassa_send_settlement_receipt(
                lines or [{"name": "Кольцо", "quantity": Decimal(1), "amount": total}]
            )
            ids = row.ids
        return self.env["payment.yookassa.receipt"].browse(ids)

    def told(self, row):
        return self.env["mail.activity"].search(
            [("res_model", "=", row._name), ("res_id", "in", row.ids)]
        )

    def sent_receipt(self, path="/payments"):
        return self.yoo.sent("POST", path)[-1]["body"]["receipt"]


@tagged("post_install", "-at_install")
class TestReceiptSettings(ReceiptCase):
    def test_receipts_want_a_vat_that_was_chosen(self):
        self.provider.yookassa_receipts = "off"
        self.provider.yookassa_vat = False
        with self.assertRaisesRegex(ValidationError, "VAT Where None Is Known"):
            self.provider.yookassa_receipts = "yookassa"

    def test_cash_register_wants_a_tax_system(self):
        with self.assertRaisesRegex(ValidationError, "Tax System"):
            self.provider.yookassa_receipts = "register"
        self.provider.write({"yookassa_receipts": "register", "yookassa_tax_system": "1"})

    def test_responsible_must_see_receipts(self):
        accountant = new_test_user(self.env, "blind", groups="base.group_user")
        with self.assertRaises(ValidationError):
            self.provider.yookassa_responsible_id = accountant

    def test_address_of_a_receipt_is_checked(self):
        for wrong in (
            "http://ofd.example/{fn}",
            "https://ofd.example/{secret}",
            "https://x/{fn.a}",
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                self.provider.yookassa_receipt_link = wrong

    def test_without_the_switch_nothing_is_sent(self):
        self.provider.yookassa_receipts = "off"
        tx = self.paid()
        self.assertNotIn("receipt", self.yoo.sent("POST", "/payments")[0]["body"])
        self.assertFalse(tx.yookassa_receipt_ids)
        self.assertFalse(self.hand_over(tx))


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


@tagged("post_install", "-at_install")
class TestRefundReceipt(ReceiptCase):
    def test_part_repeats_the_mode_and_rate_of_the_payment(self):
        tx = self.registered()
        refund = self.do(tx, "_refund", 10000.01)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual((item["vat_code"], item["payment_mode"]), (12, "full_prepayment"))
        self.assertEqual(item["amount"]["value"], "10000.01")
        self.run_receipts()
        row = refund.yookassa_receipt_ids
        self.assertEqual((row.type, row.state), ("refund", "succeeded"))

    def test_refund_in_full_is_made_by_yookassa_and_followed(self):
        tx = self.registered()
        refund = self.do(tx, "_refund", 60000)
        self.assertNotIn("receipt", self.yoo.sent("POST", "/refunds")[0]["body"])
        self.run_receipts()
        self.assertEqual(refund.yookassa_receipt_ids.state, "succeeded")

    def test_after_the_hand_over_the_sale_is_undone(self):
        tx = self.registered()
        self.hand_over(tx)
        self.run_receipts()
        refund = self.do(tx, "_refund", 60000)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual((item["vat_code"], item["payment_mode"]), (11, "full_payment"))
        self.run_receipts()
        self.assertEqual(refund.yookassa_receipt_ids.state, "succeeded")

    def test_prepayment_of_last_year_is_given_back_at_its_rate(self):
        hook = self.env.registry["payment.transaction"]
        rates = {2025: Decimal(20), 2026: Decimal(22)}

        def lines(tx, day=None):
            return [{**GOODS[0], "tax_rate": rates[day.year]}]

        self.patch(hook, "_yookassa_receipt_lines", lines)
        with patch.object(hook, "_yookassa_today", lambda tx: date(2025, 12, 30)):
            tx = self.registered()
        self.assertEqual(self.sent_receipt()["items"][0]["vat_code"], 6)
        self.do(tx, "_refund", 100)
        self.assertEqual(self.sent_receipt("/refunds")["items"][0]["vat_code"], 6)

    def test_client_without_email_gets_no_half_refund(self):
        tx = self.registered()
        self.client.email = False
        tx.partner_email = False
        refund = self.do(tx, "_refund", 100)
        self.assertEqual(refund.state, "error")
        self.assertIn("Enter the e-mail of Anna", refund.state_message)
        self.assertFalse(self.yoo.sent("POST", "/refunds"))
        self.assertFalse(refund.yookassa_receipt_ids.filtered(lambda row: row.state != "void"))


@tagged("post_install", "-at_install")
class TestClosingReceipt(ReceiptCase):
    @capability("F16", "F20")
    def test_one_receipt_of_the_full_price_closes_both_parts(self):
        first, second = self.registered(60000), self.registered(40000)
        row = self.hand_over(first | second)
        self.assertEqual((len(row), row.state), (1, "draft"))
        self.run_receipts()
        self.assertEqual(row.state, "succeeded")
        [call] = self.yoo.sent("POST", "/receipts")
        body = call["body"]
        self.assertEqual(body["payment_id"], second.yookassa_object_id)
        [item] = body["items"]
        self.assertEqual(
            (item["vat_code"], item["payment_mode"], item["amount"]["value"]),
            (11, "full_payment", "100000.00"),
        )
        found = [(part["type"], part["amount"]["value"]) for part in body["settlements"]]
        self.assertEqual(found, [("prepayment", "60000.00"), ("prepayment", "40000.00")])
        self.assertEqual(row.settled_transaction_ids, first | second)

    def test_receipt_made_at_the_register_by_hand_lets_the_closing_one_go(self):
        self.yoo.receipt_status = "canceled"
        tx = self.paid()
        refused, closing = tx.yookassa_receipt_ids, self.hand_over(tx)
        self.yoo.receipt_status = "succeeded"
        self.run_receipts()
        self.assertIn("Waits for the receipt", closing.error)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        refused.with_user(self.admin).action_made_by_hand()
        self.assertEqual(refused.state, "by_hand")
        self.assertFalse(refused.can_retry or self.told(refused))
        self.run_receipts()
        self.assertEqual(closing.state, "succeeded")

    def test_refund_in_full_of_what_was_made_by_hand_sends_its_own_receipt(self):
        self.yoo.receipt_status = "canceled"
        tx = self.paid()
        self.run_receipts()
        tx.yookassa_receipt_ids.with_user(self.admin).action_made_by_hand()
        self.do(tx, "_refund", 60000)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual(item["payment_mode"], "full_prepayment")

    def test_closing_receipt_made_by_hand_is_undone_by_the_refund(self):
        tx = self.registered()
        closing = self.hand_over(tx)
        self.yoo.receipt_status = "canceled"
        self.run_receipts()
        closing.with_user(self.admin).action_made_by_hand()
        self.do(tx, "_refund", 100)
        [item] = self.sent_receipt("/refunds")["items"]
        self.assertEqual(item["payment_mode"], "full_payment")

    def test_one_for_each_payment(self):
        self.provider.yookassa_closing = "each"
        first, second = self.registered(60000), self.registered(40000)
        rows = self.hand_over(first | second)
        self.run_receipts()
        self.assertEqual(rows.mapped("state"), ["succeeded"] * 2)
        sums = {
            entry["body"]["payment_id"]: entry["body"]["items"][0]["amount"]["value"]
            for entry in self.yoo.sent("POST", "/receipts")
        }
        self.assertEqual(
            sums,
            {first.yookassa_object_id: "60000.00", second.yookassa_object_id: "40000.00"},
        )

    def test_second_hand_over_makes_no_second_receipt(self):
        tx = self.registered()
        self.hand_over(tx)
        self.assertFalse(self.hand_over(tx))
        self.run_receipts()
        self.assertFalse(self.hand_over(tx))
        self.run_receipts()
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)

    def test_waits_for_the_receipts_of_the_payments(self):
        self.yoo.receipt_status = "pending"
        tx = self.paid()
        row = self.hand_over(tx)
        self.run_receipts()
        self.assertEqual(row.state, "draft")
        self.assertIn("Waits until", row.error)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        self.yoo.answer_receipts("succeeded")
        self.yoo.receipt_status = "succeeded"
        self.run_receipts()
        self.run_receipts()
        self.assertEqual(row.state, "succeeded")

    def test_payment_in_full_at_hand_over_needs_none(self):
        self.provider.yookassa_mode = "full_payment"
        self.assertFalse(self.hand_over(self.registered()))

    def test_what_was_given_back_is_not_closed(self):
        tx = self.registered(1000)
        self.do(tx, "_refund", 300)
        self.hand_over(tx)
        self.run_receipts()
        body = self.yoo.sent("POST", "/receipts")[0]["body"]
        self.assertEqual(body["settlements"][0]["amount"]["value"], "700.00")

    def test_refund_before_it_is_sent_stops_it(self):
        tx = self.registered(1000)
        row = self.hand_over(tx)
        self.do(tx, "_refund", 300)
        self.run_receipts()
        self.assertEqual(row.state, "failed")
        self.assertIn("money was given back", self.told(row).note)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        row.action_retry()
        self.run_receipts()
        self.assertEqual((row.retry_ids.state, row.retry_ids.amount), ("succeeded", 700))

    def test_refund_of_all_before_it_is_sent_makes_it_void(self):
        tx = self.registered(1000)
        row = self.hand_over(tx)
        self.do(tx, "_refund", 1000)
        self.run_receipts()
        self.assertEqual(row.state, "void")
        self.assertFalse(self.told(row) or self.yoo.sent("POST", "/receipts"))

    def test_staff_is_told_in_its_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"].search(
            [("name", "=", "payment_yookassa")]
        )._update_translations(["ru_RU"])
        self.admin.lang = "ru_RU"
        row = self.hand_over(self.registered())
        self.yoo.receipt_status = "canceled"
        self.run_receipts()
        self.assertIn("Касса отклонила чек", self.told(row).note)

    @capability("F16")
    def test_lost_answer_makes_one_receipt(self):
        for fault in ("timeout", "html", 202, 429, 500):
            for after in (False, True):
                with self.subTest(fault=fault, after=after):
                    type(self).yoo = type(self.yoo)()
                    row = self.hand_over(self.registered())
                    self.yoo.fault(fault, "/receipts", method="POST", after=after)
                    self.run_receipts()
                    self.assertEqual(row.state, "sent")
                    self.assertTrue(row.error)
                    self.run_receipts()
                    self.assertEqual(row.state, "succeeded")
                    closing = [one for one in self.yoo.receipts.values() if "settlements" in one]
                    self.assertEqual(len(closing), 1)
                    sent = self.yoo.sent("POST", "/receipts")
                    self.assertEqual(sent[0]["key"], sent[-1]["key"])
                    self.assertEqual(sent[0]["body"], sent[-1]["body"])

    def test_after_a_day_nothing_is_sent_again(self):
        row = self.hand_over(self.registered())
        self.yoo.fault(500, "/receipts", method="POST")
        self.run_receipts()
        self.run_receipts(hours=24)
        self.assertEqual(row.state, "failed")
        self.assertEqual(len(self.yoo.sent("POST", "/receipts")), 1)
        self.assertIn("has not arrived", self.told(row).note)

    @capability("F16")
    def test_server_dies_between_key_and_call(self):
        original = self.env.registry["payment.yookassa.receipt"]._post
        for after in (False, True):
            with self.subTest(after=after):
                type(self).yoo = type(self.yoo)()
                row = self.hand_over(self.registered())

                def deadly(record, after=after):
                    if after:
                        original(record)
                    raise Killed()

                self.env.flush_all()
                model = self.env.registry["payment.yookassa.receipt"]
                with patch.object(model, "_post", deadly), self.registry.cursor() as cr:
                    try:
                        self.env(cr=cr)["payment.yookassa.receipt"].browse(row.id)._step()
                        self.fail("the call was not reached")
                    except Killed:
                        cr.rollback()
                self.env.invalidate_all()
                self.assertEqual(row.state, "sent")
                self.assertTrue(row.key)
                self.run_receipts()
                self.assertEqual(row.state, "succeeded")
                closing = [one for one in self.yoo.receipts.values() if "settlements" in one]
                self.assertEqual(len(closing), 1)

    def test_refused_request_says_why_and_is_repeated_when_corrected(self):
        tx = self.registered()
        row = self.hand_over(tx)
        tx.partner_email = False
        self.run_receipts()
        self.assertEqual(row.state, "failed")
        self.assertIn("Enter the e-mail of Anna", self.told(row).note)
        self.assertFalse(self.yoo.sent("POST", "/receipts"))
        self.assertFalse(self.hand_over(tx))
        tx.partner_email = "anna@example.com"
        row.with_user(self.admin).action_retry()
        self.run_receipts()
        self.assertEqual(row.retry_ids.state, "succeeded")

    def test_register_refuses(self):
        row = self.hand_over(self.registered())
        self.yoo.receipt_status = "canceled"
        self.run_receipts()
        self.assertEqual(row.state, "canceled")
        self.yoo.receipt_status = "succeeded"
        row.action_retry()
        self.run_receipts()
        self.assertEqual(row.retry_ids.state, "succeeded")
        keys = [entry["key"] for entry in self.yoo.sent("POST", "/receipts")]
        self.assertEqual(len(set(keys)), 2)

    def test_answer_about_another_receipt_is_put_before_a_person(self):
        row = self.hand_over(self.registered())
        self.yoo.receipt_status = "pending"
        self.run_receipts()
        self.yoo.receipts[row.receipt_id]["items"][0]["amount"]["value"] = "59999.99"
        self.run_receipts()
        self.assertEqual(row.state, "failed")
        self.assertIn("sum 59999.99", self.told(row).note)
