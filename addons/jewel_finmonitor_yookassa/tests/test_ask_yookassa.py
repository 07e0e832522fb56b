from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_finmonitor.tests.common import JewelFinmonitorCase
from odoo.addons.payment_yookassa.tests.common import YookassaMixin


@tagged("post_install", "-at_install")
class TestAskYookassa(YookassaMixin, JewelFinmonitorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()
        journal = cls.provider.journal_id
        cls.set_up_shop()
        cls.provider.journal_id = journal or cls.bank_journal
        cls.source = cls.env.ref("jewel_finmonitor.source_yookassa_card")
        today = fields.Date.context_today(cls.env.user.with_context(tz="Europe/Moscow"))
        cls.one = cls._reconciliation(cls.source, today.replace(day=1)).with_user(cls.accountant)

    def _ask(self):
        self.one.action_ask_yookassa()
        self._run_job()

    def _run_job(self):
        with self.worker() as env:
            env["jewel.reconciliation"]._cron_ask_yookassa()

    def _state(self):
        lines = self.one.line_ids
        return len(lines), sum(lines.mapped("stated_amount")), self.one.yookassa_asked_at

    def _paid(self, amount=1000):
        """A payment of a client through YooKassa that is booked here."""
        tx = self.new_tx(amount)
        self.press_pay(tx)
        self.yoo.pay(tx.yookassa_object_id)
        with self.worker() as env:
            env["payment.provider"]._cron_yookassa_watch()
            env["payment.transaction"].browse(tx.id)._post_process()
        self.assertEqual(tx.state, "done")
        return tx

    @capability("A29")
    def test_month_is_asked_of_yookassa_and_agrees_to_the_kopeck(self):
        tx = self._paid(60000)
        self.assertEqual(tx.payment_id.source_id, self.source)
        self._ask()
        line = self.one.line_ids
        self.assertEqual(line.payment_id, tx.payment_id)
        self.assertEqual(
            (line.stated_amount, line.booked_amount, line.stated_fee, line.result),
            (60000, 60000, 1680, "matched"),
        )
        self.assertEqual(self.one.difference, 0)
        self.assertIn("1 new lines of 1", self.one.yookassa_answer)
        self.one.action_close()

    def test_button_itself_calls_nobody(self):
        before = len(self.yoo.journal)
        self.one.action_ask_yookassa()
        self.assertEqual(len(self.yoo.journal), before)
        self.assertTrue(self.one.yookassa_asked_at)

    def test_asked_again_brings_what_is_new(self):
        self.yoo.payment_from_elsewhere("500.00")
        self._ask()
        self._ask()
        self.assertIn("same as before", self.one.yookassa_answer)
        self.assertEqual(self._state(), (1, 500, False))
        self.yoo.payment_from_elsewhere("0.01")
        self._ask()
        self.assertEqual(self._state(), (2, 500.01, False))
        self.assertEqual(set(self.one.line_ids.mapped("result")), {"only_stated"})

    def test_each_source_gets_its_own_methods(self):
        self.yoo.payment_from_elsewhere("500.00")
        sbp = self.yoo.payment_from_elsewhere("70.00")
        sbp["payment_method"] = {"type": "sbp", "id": sbp["id"]}
        other = self._reconciliation(
            self.env.ref("jewel_finmonitor.source_yookassa_sbp"), self.one.month
        )
        other.action_ask_yookassa()
        self._ask()
        self.assertEqual(self._state(), (1, 500, False))
        self.assertEqual(other.line_ids.stated_amount, 70)

    def test_refund_comes_with_the_source_of_its_payment(self):
        tx = self._paid()
        self.yoo.refund_in_profile(tx.yookassa_object_id, "250.00")
        self._ask()
        self.assertEqual(self._state(), (2, 750, False))

    def test_other_months_and_unpaid_ones_stay_out(self):
        self.yoo.payment_from_elsewhere("1.00", captured_at="2020-01-01T00:00:00.000Z")
        self.press_pay(self.new_tx(10))
        self._ask()
        self.assertEqual(self._state(), (0, 0, False))
        self.assertIn("has no payments", self.one.yookassa_answer)

    def test_lost_answer_is_asked_again_and_a_refusal_is_not(self):
        self.yoo.payment_from_elsewhere("500.00")
        self.yoo.fault("timeout", "/payments")
        self._ask()
        self.assertEqual(self._state()[0], 0)
        self.assertTrue(self.one.yookassa_asked_at)
        self.assertIn("asked again", self.one.yookassa_answer)
        self._run_job()
        self.assertEqual(self._state(), (1, 500, False))
        self.yoo.shops.clear()
        self._ask()
        self.assertIn("does not know this shop", self.one.yookassa_answer)
        self.assertFalse(self.one.yookassa_asked_at)

    def test_silence_of_a_day_ends_the_asking(self):
        self.one.action_ask_yookassa()
        self.one.sudo().yookassa_asked_at = fields.Datetime.now() - timedelta(days=2)
        self.yoo.fault("timeout", "/payments")
        self._run_job()
        self.assertFalse(self.one.yookassa_asked_at)
        self.assertIn("has not answered for a day", self.one.yookassa_answer)

    def test_second_page_lost_means_nothing_taken(self):
        for _payment in range(120):
            self.yoo.payment_from_elsewhere("1.00")
        self.yoo.fault("timeout", "/refunds")
        self._ask()
        self.assertEqual(self._state()[0], 0)
        self._run_job()
        self.assertEqual(self._state()[:2], (120, 120))

    def test_foreign_money_is_refused_in_words(self):
        payment = self.yoo.payment_from_elsewhere("5.00")
        payment["amount"] = {"value": "5.00", "currency": "USD"}
        self._ask()
        self.assertEqual(self._state(), (0, 0, False))
        self.assertIn("in USD", self.one.yookassa_answer)

    def test_closed_meanwhile_changes_nothing(self):
        self.one.action_ask_yookassa()
        self.one.sudo().action_close()
        self.yoo.payment_from_elsewhere("500.00")
        self._run_job()
        self.assertEqual(self._state(), (0, 0, False))
        self.assertIn("is closed by", self.one.yookassa_answer)

    def test_who_may_ask(self):
        with self.assertRaises(AccessError):
            self.one.with_user(self.manager).action_ask_yookassa()
        self.provider.state = "disabled"
        with self.assertRaisesRegex(UserError, "no YooKassa"):
            self.one.action_ask_yookassa()
