from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import PRICE, JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestBankTransfer(JewelInvoicingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]

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

    def test_other_sum_is_shown_to_the_accountant(self):
        request = self._open("balance")
        line = self._transfer(f"Счет {request.name}", PRICE - 0.01)
        self.assertEqual(request.state, "open")
        self.assertFalse(line.is_reconciled)
        self.assertIn(request.name, line.transfer_note)
        self.assertTrue(line.move_id.activity_ids)

    def test_two_numbers_are_not_guessed(self):
        request, invoice = self._open("balance"), self._create_invoice_of(PRICE)
        line = self._transfer(f"{request.name}, {invoice.name}")
        self.assertFalse(line.is_reconciled)
        self.assertIn(invoice.name, line.transfer_note)
        self.assertEqual((request.state, invoice.amount_residual), ("open", PRICE))

    def test_longer_number_is_another_number(self):
        request = self._open("balance")
        line = self._transfer(f"Счет {request.name}7")
        self.assertEqual((request.state, line.transfer_note), ("open", False))

    def test_sum_alone_pays_nothing(self):
        request = self._open("balance")
        line = self._transfer("За кольцо")
        self.assertEqual(request.state, "open")
        self.assertFalse(line.is_reconciled or line.move_id.activity_ids)

    def test_money_that_goes_out_pays_nothing(self):
        request = self._open("balance")
        self._transfer(f"Возврат {request.name}", -PRICE)
        self.assertEqual(request.state, "open")

    def test_quotation_is_left_to_the_accountant(self):
        order = self._create_order(self.deal, price_unit=700, tax_ids=False)
        line = self._transfer(f"Счет {order.name}", 700)
        self.assertFalse(line.is_reconciled)
        self.assertIn(order.name, line.transfer_note)

    @capability("C15")
    def test_payment_entered_before_the_statement_is_not_booked_twice(self):
        request = self._open("balance")
        payment = request._book_by_hand(PRICE, self.bank, "2026-11-25", "transfer")
        line = self._transfer(f"Счет {request.name}")
        self.assertEqual(request.payment_ids, payment)
        self.assertTrue(line.is_reconciled and payment.is_matched)
        self.assertEqual(self.deal.amount_paid, PRICE)

    def test_second_transfer_of_the_same_sum_stays_open(self):
        request = self._open("balance")
        self._transfer(f"Счет {request.name}")
        second = self._transfer(f"Счет {request.name}")
        self.assertFalse(second.is_reconciled)
        self.assertEqual(len(request.payment_ids), 1)
