from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestBooks(JewelInvoicingCase):
    @capability("A25", "C15")
    def test_a_prepayment_is_booked_with_a_down_payment_invoice(self):
        request = self._open()
        tx = self._pay(request)
        invoice = request.move_id
        self.assertEqual(invoice.amount_total, 122500)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(tx.payment_id.deal_id, self.deal)
        self.assertEqual(request.payment_id, tx.payment_id)
        self.assertEqual(tx.payment_id.amount, 122500)
        self.assertEqual(request.state, "paid")
        self.assertTrue(request.paid_at)

    @capability("A25")
    def test_the_prepayment_moves_the_deal_and_tells_the_manager(self):
        self._pay(self._open())
        self.assertEqual(self.deal.jewel_stage_key, "production")
        self.assertEqual(self.deal.order_ids.state, "sale")
        activity = self.deal.activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref("jewel_invoicing.mail_activity_paid")
        )
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("122,500", activity.summary)

    def test_the_workshop_may_want_to_start_production_by_hand(self):
        self.company.pay_to_production = False
        self._pay(self._open())
        self.assertEqual(self.deal.jewel_stage_key, "prepayment")

    def test_prepayment_and_balance_pay_the_order_to_the_kopeck(self):
        self._pay(self._open())
        request = self._open("balance")
        self._pay(request)
        self.assertEqual(request.move_id.payment_state, "paid")
        invoices = self.deal.order_ids.invoice_ids
        self.assertEqual(sum(invoices.mapped("amount_total")), 245000)
        self.assertEqual(sum(invoices.mapped("amount_residual")), 0)
        self.assertEqual(self.deal.amount_due, 0)

    def test_processing_twice_books_once(self):
        request = self._open()
        tx = self._pay(request)
        tx._post_process()
        self.assertEqual(len(request.payment_ids), 1)
        self.assertEqual(len(self.deal.order_ids.invoice_ids), 1)

    def test_a_double_payment_is_booked_and_explained(self):
        request = self._open()
        first = self._press(request)
        second = first.copy({"reference": f"{first.reference}-again", "state": "draft"})
        for tx in first + second:
            tx._set_done()
            tx._post_process()
        self.assertEqual(len(request.payment_ids), 2)
        self.assertEqual(request.amount_paid, 245000)
        self.assertIn("more than asked", request.money_note)
        self.assertEqual(self.deal.amount_due, 0)

    def test_a_surplus_is_the_clients_credit(self):
        request = self._open("balance")
        tx = self._pay(request, amount=250000)
        self.assertEqual(request.move_id.amount_total, 245000)
        receivable = tx.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == tx.payment_id.destination_account_id
        )
        self.assertEqual(receivable.amount_residual, -5000)
        self.assertEqual(self.deal.amount_due, -5000)

    def test_a_part_leaves_the_request_open(self):
        request = self._open()
        self._pay(request, amount=100000)
        self.assertEqual(request.state, "open")
        self.assertEqual(request.amount_left, 22500)
        self.assertIn("Paid", request.money_note)
        self._pay(request)
        self.assertEqual(request.state, "paid")
        self.assertEqual(request.amount_paid, 122500)

    def test_money_that_comes_late_is_still_booked(self):
        request = self._open()
        tx = self._press(request)
        with self.assertRefused("is paying"):
            request.action_cancel()  # the provider may be making the payment right now
        self._make_older(tx, minutes=5)
        request.action_cancel()
        tx._set_done()
        tx._post_process()
        self.assertEqual(request.state, "paid")
        self.assertEqual(tx.payment_id.amount, 122500)

    def test_day_of_the_money_is_that_of_the_workshop(self):
        """Paid at 00:30 in Moscow on the first of December: money of December."""
        tx = self._press(self._open())
        tx._set_done()
        tx.last_state_change = "2026-11-30 21:30:00"
        tx.with_user(self.env.ref("base.user_root"))._post_process()
        self.assertEqual(str(tx.payment_id.date), "2026-12-01")

    def test_money_that_could_not_be_booked_is_tried_again_and_told(self):
        tx = self._press(self._open())
        tx._set_done()
        tx.last_state_change = fields.Datetime.now() - timedelta(days=5)
        with patch.object(type(tx), "_create_payment", side_effect=UserError("The year is closed")):
            self._run_cron("book")
        self.assertIn("The year is closed", tx.pay_request_id.activity_ids.note)
        self.assertFalse(tx.payment_id)
        self._run_cron("book")
        self.assertEqual(tx.payment_id.amount, 122500)

    @mute_logger("odoo.addons.jewel_invoicing.models.payment_transaction")
    def test_a_fault_does_not_keep_the_money_of_others_waiting(self):
        deals = [self._create_deal(expected_revenue=100) for _one in range(2)]
        broken, sound = (self._press(self._open(deal=deal)) for deal in deals)
        (broken + sound)._set_done()
        (broken + sound).last_state_change = fields.Datetime.now() - timedelta(hours=2)
        post_process = type(broken)._post_process

        def fail_once(txs):
            if txs == broken:
                raise KeyError(txs)
            return post_process(txs)

        with patch.object(type(broken), "_post_process", fail_once):
            self._run_cron("book")
        self.assertFalse(broken.payment_id)
        self.assertEqual(sound.payment_id.amount, 50)

    def test_a_second_press_of_the_wizard_books_nothing(self):
        wizard = self.env["jewel.pay.register"].with_user(self.manager)
        wizard = wizard.create({"deal_id": self.deal.id, "amount": 1000})
        wizard.action_register()
        wizard.action_register()
        self.assertEqual(self.deal.payment_ids.mapped("amount"), [1000])

    def test_an_invoice_that_cannot_be_made_is_the_accountants_task(self):
        request = self._open()
        wizard = type(self.env["sale.advance.payment.inv"])
        with patch.object(wizard, "_create_invoices", side_effect=UserError("No account.")):
            tx = self._pay(request)
        self.assertEqual(tx.payment_id.amount, 122500)
        self.assertEqual(request.state, "paid")
        activity = request.activity_ids
        self.assertEqual(
            activity.activity_type_id, self.env.ref("jewel_invoicing.mail_activity_book")
        )
        self.assertIn("No account.", activity.note)

    def test_money_given_back_that_is_still_invoiced_is_the_accountants_task(self):
        request = self._open(percent=100)
        tx = self._pay(request)
        for _time in range(2):
            refund = tx.child_transaction_ids or tx._create_child_transaction(45000, is_refund=True)
            refund._set_done()
            refund._post_process()
        task = request.activity_ids
        self.assertEqual(task.user_id, self.env["crm.lead"]._get_jewel_role_user("accountant"))
        self.assertIn("credit note", task.summary)
        self.assertIn("he owes 45,000", task.note.replace("\xa0", " "))

    def test_too_much_given_back_needs_no_credit_note(self):
        request, again = self._open(percent=100), self._open(percent=100)
        presses = [self._press(one) for one in (request, again)]
        for tx in presses:
            tx._set_done()
            tx._post_process()
        refund = presses[1]._create_child_transaction(presses[1].amount, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertFalse((request + again).activity_ids)

    @capability("A25", "B15")
    def test_other_ways_are_registered_in_two_clicks(self):
        for role, way in (("sales_manager", "cash"), ("accountant", "transfer")):
            deal = self._create_deal(stage="prepayment", expected_revenue=1000)
            request = self._open(deal=deal)
            action = request.with_user(self.users[role]).action_register_payment()
            wizard = self.env[action["res_model"]].with_user(self.users[role])
            form = Form(wizard.with_context(action["context"]))
            form.way = way
            form.memo = "PO 17"
            form.save().action_register()
            payment = request.sudo().payment_ids
            self.assertEqual((payment.amount, payment.pay_way), (500, way))
            self.assertEqual((payment.deal_id, payment.memo), (deal, "PO 17"))
            self.assertEqual(request.state, "paid")
            self.assertEqual(request.sudo().move_id.payment_state, "paid")

    @capability("E18")
    def test_a_deal_may_be_paid_by_contract_without_any_link(self):
        action = self.deal.with_user(self.manager).action_register_payment()
        wizard = self.env[action["res_model"]].with_user(self.manager)
        form = Form(wizard.with_context(action["context"]))
        form.amount = 40000
        form.save().action_register()
        request = self.deal.pay_request_ids
        self.assertEqual((request.part, request.state), ("other", "paid"))
        self.assertEqual(self.deal.amount_paid, 40000)

    def test_one_payment_of_several_deals_is_the_accountants_to_divide(self):
        deals = self.deal + self._create_deal(name="Second deal")
        orders = self.env["sale.order"].union(
            *(self._create_order(deal, price_unit=100, tax_ids=False) for deal in deals)
        )
        orders.action_confirm()
        orders.order_line.qty_delivered = 1
        invoice = orders._create_invoices(grouped=False)
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create({})._create_payments()
        self.assertFalse(payment.deal_id)
        task = payment.activity_ids
        self.assertEqual(len(task), 1)
        self.assertEqual(task.user_id, self.env["crm.lead"]._get_jewel_role_user("accountant"))
        self.assertIn("orders of several deals", task.note)
        for deal in deals:
            self.assertIn(deal.name, task.note)

    def test_a_payment_registered_on_the_invoice_finds_its_deal(self):
        request = self._open()
        order = self.deal.order_ids
        invoice = request.sudo()._create_down_payment_invoice(order, 1000)
        invoice.action_post()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({})._create_payments()
        self.assertEqual(self.deal.amount_paid, 1000)
