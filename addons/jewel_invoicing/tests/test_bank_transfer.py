from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import PRICE, JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestBankTransfer(JewelInvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.provider.journal_id

    def _transfer(self, text, amount=PRICE):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": "2026-11-26",
                "payment_ref": text,
                "amount": amount,
            }
        )

    def _create_invoice_of(self, amount):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client_partner.id,
                "invoice_date": "2026-11-26",
                "invoice_line_ids": [
                    (0, 0, {"name": "Ring", "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        move.action_post()
        return move

    @capability("C15", "E18")
    def test_number_and_exact_sum_pay_the_request(self):
        request = self._open("balance")
        line = self._transfer(f"ОПЛАТА ПО СЧЕТУ N {request.name.lower()} ОТ 26.11.2026")
        self.assertEqual(request.state, "paid")
        self.assertEqual(request.payment_ids.pay_way, "transfer")
        self.assertEqual(self.deal.amount_due, 0)
        self.assertTrue(line.is_reconciled)
        self.assertTrue(request.payment_ids.is_matched)
        suspense = line.journal_id.suspense_account_id
        self.assertNotIn(suspense, line.move_id.line_ids.account_id)

    @capability("C15")
    def test_number_and_exact_sum_pay_an_invoice(self):
        invoice = self._create_invoice_of(1500)
        line = self._transfer(f"Оплата {invoice.name}", 1500)
        self.assertTrue(line.is_reconciled)
        self.assertEqual(invoice.amount_residual, 0)

    def _tasks(self, document):
        return document.activity_ids.filtered(
            lambda task: (
                task.activity_type_id == self.env.ref("jewel_invoicing.mail_activity_sort_out")
            )
        )

    def _enter_payment(self, memo, amount=PRICE, **values):
        """A payment entered by hand in Odoo's own form."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.client_partner.id,
                "amount": amount,
                "journal_id": self.bank.id,
                "date": "2026-11-25",
                "memo": memo,
                **values,
            }
        )
        payment.action_post()
        return payment

    @capability("C15")
    def test_other_sum_is_shown_to_the_accountant(self):
        request = self._open("balance")
        line = self._transfer(f"Счет {request.name}", PRICE - 0.01)
        self.assertEqual(request.state, "open")
        self.assertFalse(line.is_reconciled)
        self.assertIn("244,999.99", line.transfer_note)
        self.assertIn(f"{request.name} awaits", line.transfer_note)
        self.assertIn("245,000.00", line.transfer_note)
        self.assertEqual(len(self._tasks(request)), 1)
        line.action_match_transfer()
        self.assertEqual(len(self._tasks(request)), 1, "he is not asked twice")

    def test_two_numbers_are_not_guessed(self):
        request, invoice = self._open("balance"), self._create_invoice_of(PRICE)
        line = self._transfer(f"{request.name}, {invoice.name}")
        self.assertFalse(line.is_reconciled)
        self.assertIn("several documents", line.transfer_note)
        for name in (request.name, invoice.name):
            self.assertIn(name, line.transfer_note)
        self.assertEqual((request.state, invoice.amount_residual), ("open", PRICE))

    def test_longer_number_is_another_number(self):
        request = self._open("balance")
        line = self._transfer(f"Счет {request.name}7")
        self.assertEqual(request.state, "open")
        self.assertIn("no number of ours", line.transfer_note)
        self.assertIn(f"awaited by {request.name}", line.transfer_note)

    def test_russian_letter_that_looks_the_same(self):
        request = self._open("balance")
        self._transfer(f"Счет Р{request.name[1:]}")  # the first letter is Russian
        self.assertEqual(request.state, "paid")

    def test_sum_alone_pays_nothing(self):
        request = self._open("balance")
        line = self._transfer("За кольцо")
        self.assertEqual(request.state, "open")
        self.assertFalse(line.is_reconciled or self._tasks(request))
        self.assertIn(request.name, line.transfer_note)
        self.assertIn("no number of ours.", self._transfer("Кольцо", 17).transfer_note)

    def test_note_is_in_the_language_of_who_brings_the_line(self):
        accountant = self.users["accountant"]
        accountant.lang = "ru_RU"
        self.env = self.env(user=accountant, context={})
        self.assertIn("нет номера", self._transfer("Кольцо", 17).transfer_note)

    def test_money_that_goes_out_pays_nothing(self):
        request = self._open("balance")
        self._transfer(f"Возврат {request.name}", -PRICE)
        self.assertEqual(request.state, "open")

    def test_quotation_is_left_to_the_accountant(self):
        order = self._create_order(self.deal, price_unit=700, tax_ids=False)
        line = self._transfer(f"Счет {order.name}", 700)
        self.assertFalse(line.is_reconciled)
        self.assertIn(f"{order.name} is an order", line.transfer_note)

    def test_cancelled_request_is_named(self):
        request = self._open("balance")
        request.action_cancel()
        line = self._transfer(f"Счет {request.name}")
        self.assertFalse(line.is_reconciled)
        self.assertIn(f"{request.name} is cancelled", line.transfer_note)

    @capability("C15")
    def test_payment_entered_before_the_statement_is_not_booked_twice(self):
        request = self._open("balance")
        payment = request._book_by_hand(PRICE, self.bank, "2026-11-25", "transfer")
        line = self._transfer(f"Счет {request.name}")
        self.assertEqual(request.payment_ids, payment)
        self.assertTrue(line.is_reconciled and payment.is_matched)
        self.assertEqual(self.deal.amount_paid, PRICE)

    @capability("C15")
    def test_payment_entered_in_the_books_is_found_by_its_memo(self):
        request = self._open("balance")
        payment = self._enter_payment(f"По счету {request.name}")
        self.assertEqual((payment.pay_request_id, request.state), (request, "paid"))
        self.assertEqual(request.move_id.amount_residual, 0)
        line = self._transfer(f"Счет {request.name}")
        self.assertEqual(request.payment_ids, payment)
        self.assertTrue(line.is_reconciled and payment.is_matched)
        self.assertEqual(self.deal.amount_paid, PRICE)

    def test_payment_in_the_books_of_another_sum_is_not_guessed(self):
        request = self._open("balance")
        payment = self._enter_payment(f"По счету {request.name}", PRICE - 1)
        self.assertFalse(payment.pay_request_id)
        self.assertEqual(request.state, "open")
        self.assertIn("not counted here", request.message_ids[0].body)
        line = self._transfer(f"Счет {request.name}", PRICE - 1)
        self.assertTrue(line.is_reconciled and payment.is_matched, "it is the same money")

    def test_money_of_a_payment_service_is_another_transfer(self):
        request = self._open("balance")
        tx = self._pay(request)
        line = self._transfer(f"Счет {request.name}")
        self.assertFalse(line.is_reconciled or tx.payment_id.is_matched)
        self.assertIn(f"{request.name} is paid already", line.transfer_note)

    @capability("C15")
    def test_second_transfer_of_the_same_sum_is_told(self):
        request = self._open("balance")
        self._transfer(f"Счет {request.name}")
        second = self._transfer(f"Счет {request.name}")
        self.assertFalse(second.is_reconciled)
        self.assertIn("has the same transfer already", second.transfer_note)
        self.assertIn(f"{request.name} is paid already", second.transfer_note)
        self.assertEqual(len(request.payment_ids), 1)
        self.assertEqual(len(self._tasks(request)), 1)

    @capability("C15")
    def test_transfer_taken_apart_keeps_the_payment_and_says_so(self):
        request = self._open("balance")
        line = self._transfer(f"Счет {request.name}")
        payment = request.payment_ids
        line.action_undo_reconciliation()
        self.assertFalse(line.is_reconciled or payment.is_matched)
        self.assertIn("still counts as received", line.transfer_note)
        self.assertIn(request.name, line.transfer_note)
        self.assertEqual(request.amount_paid, PRICE)
        line.action_match_transfer()
        self.assertTrue(line.is_reconciled and payment.is_matched)
        self.assertFalse(line.transfer_note)
        self.assertEqual(request.payment_ids, payment)

    def test_payment_cancelled_after_all_is_told_on_the_request(self):
        request = self._open("balance")
        line = self._transfer(f"Счет {request.name}")
        line.action_undo_reconciliation()
        request.payment_ids.action_draft()
        request.payment_ids.action_cancel()
        request.invalidate_recordset()
        self.assertIn("Nothing is booked", request.money_note)
        self.assertEqual(self.deal.amount_paid, 0)

    @capability("C15", "B15")
    def test_the_accountant_chooses_what_a_transfer_pays(self):
        request = self._open("balance")
        accountant = self.users["accountant"]
        line = self._transfer("За кольцо", PRICE - 5).with_user(accountant)
        with self.assertRefused("choose the pay request"):
            line.action_book_chosen()
        line.transfer_request_id = request
        line.action_book_chosen()
        self.assertTrue(line.is_reconciled)
        self.assertEqual((request.amount_paid, request.state), (PRICE - 5, "open"))
        self.assertIn("Paid", request.money_note)

    @capability("B15")
    def test_the_accountant_enters_a_transfer(self):
        request = self._open("balance")
        Line = self.env["account.bank.statement.line"].with_user(self.users["accountant"])
        line = Line.create(
            {"journal_id": self.bank.id, "payment_ref": request.name, "amount": PRICE}
        )
        self.assertTrue(line.is_reconciled)
        self.assertEqual(request.state, "paid")
        with self.assertRaises(AccessError):
            Line.with_user(self.manager).create(
                {"journal_id": self.bank.id, "payment_ref": "x", "amount": 1}
            )
