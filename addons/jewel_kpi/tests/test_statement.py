from datetime import date
from decimal import Decimal as D

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from ..const import MOVES
from ..models.crm_lead import moscow_day
from .common import LAST, MONTH, JewelKpiCase


@tagged("post_install", "-at_install")
@capability("A39")
class TestStatement(JewelKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme()
        cls.first = cls._deal_of(cls.manager, "2026-09-01")
        cls._receive(150000.10, "2026-09-05", deal=cls.first)

    def _make(self, month=MONTH):
        made = self.statements._make(month)
        return made.filtered(lambda one: one.user_id == self.manager)

    def _lock(self, statement):
        statement.with_user(self.accountant).action_review()
        statement.with_user(self.director).action_approve()
        statement.with_user(self.accountant).action_lock()
        return statement

    def test_computed_with_its_steps_and_deals(self):
        statement = self._make()
        self.assertEqual(statement.amount_total, 5500.01)  # 3 % of 100,000 and 5 % of 50,000.10
        self.assertEqual(statement.line_ids.mapped("amount"), [3000, 2500.01])
        self.assertEqual(statement.line_ids[1].name, "5 % of revenue 50,000.10")
        self.assertEqual(statement.deal_ids.deal_id, self.first)
        self.assertEqual(statement.plan_percent, 75)
        self.assertEqual(statement.state, "computed")

    def test_made_once_whoever_asks(self):
        self.assertTrue(self._make())
        self.assertFalse(self.statements._make(MONTH))
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            self.statements.search([("user_id", "=", self.manager.id)]).copy()

    def test_a_month_that_is_not_over_is_refused(self):
        with self.assertRefused("is not over yet"):
            self.statements._make(moscow_day().replace(day=1))

    def test_managers_of_another_company_have_no_statement_here(self):
        other = self.env["res.company"].create({"name": "Second workshop"})
        self._scheme(company_id=other.id)
        both = self.manager2
        both.company_ids += other
        self.assertEqual(self.statements._make(MONTH, other).user_id, both)

    def test_who_has_left_has_earned_all_the_same(self):
        self._receive(1000, "2026-09-05", deal=self._deal_of(self.manager2, "2026-09-01"))
        self.manager2.active = False
        made = self.statements._make(MONTH)
        left = made.filtered(lambda one: one.user_id == self.manager2)
        self.assertEqual(left.amount_total, 30)

    def test_scheme_of_the_month_and_ones_own_before_the_general(self):
        later = self._scheme(name="Later", valid_from="2026-10-01")
        own = self._scheme(name="Own", user_ids=[Command.set(self.manager2.ids)])
        found = self.scheme._get_schemes(MONTH, self.manager + self.manager2, self.company)
        self.assertEqual(found, {self.manager: self.scheme, self.manager2: own})
        found = self.scheme._get_schemes(date(2026, 10, 1), self.manager, self.company)
        self.assertEqual(found, {self.manager: later})
        self.assertFalse(self.scheme._get_schemes(date(2025, 1, 1), self.manager, self.company))
        with self.assertRefused("first day"):
            self._scheme(valid_from="2026-05-02")

    def test_one_door_from_computed_to_locked(self):
        statement = self._make()
        with self.assertRefused("cannot become"):
            statement.with_user(self.director).action_approve()
        with self.assertRefused("reviewed by the accountant"):
            statement.with_user(self.manager).action_review()
        statement.with_user(self.accountant).action_review()
        with self.assertRefused("approved by the director"):
            statement.with_user(self.accountant).action_approve()
        statement.with_user(self.director).action_approve()
        statement.with_user(self.director).action_return()
        self.assertEqual((statement.state, statement.approved_by_id.id), ("reviewed", False))
        statement.with_user(self.director).action_approve()
        statement.with_user(self.accountant).action_lock()
        self.assertEqual(statement.reviewed_by_id, self.accountant)
        self.assertEqual(statement.approved_by_id, self.director)
        for action in ("action_return", "action_recompute"):
            with self.assertRaises(UserError):
                getattr(statement.with_user(self.director), action)()
        with self.assertRefused("stays"):
            statement.with_user(self.director).unlink()
        statement.with_user(self.accountant).action_lock()  # twice is harmless
        self.assertFalse(MOVES["locked"])

    def test_what_has_changed_since_is_not_approved(self):
        statement = self._make()
        statement.with_user(self.accountant).action_review()
        self._receive(100, "2026-09-06", deal=self.first)
        with self.assertRefused("have changed"):
            statement.with_user(self.director).action_approve()
        statement.with_user(self.accountant).action_return()
        statement.with_user(self.accountant).action_recompute()
        self.assertEqual(statement.amount_total, 5505.01)
        self._lock(statement)

    def test_a_locked_month_is_put_right_by_correcting_statements(self):
        statement = self._lock(self._make())
        with self.assertRefused("Nothing to correct"):
            statement.with_user(self.accountant).action_correct()
        self._return(50000.10, "2026-09-30", deal=self.first)
        action = statement.with_user(self.accountant).action_correct()
        correction = self.statements.browse(action["res_id"])
        self.assertEqual(statement.amount_total, 5500.01, "what is locked stays")
        self.assertEqual(correction.amount_total, -2500.01)
        self.assertEqual(sum(correction.line_ids.mapped("amount")), correction.amount_total)
        self.assertEqual(statement.with_user(self.accountant).action_correct(), action)
        self._lock(correction)
        self._receive(10, "2026-09-30", deal=self.first)
        action = correction.with_user(self.accountant).action_correct()
        second = self.statements.browse(action["res_id"])
        self.assertEqual((second.corrects_id, second.amount_total), (statement, 0.5))
        self._lock(second)
        total = sum((statement + correction + second).mapped("amount_total"))
        self.assertEqual(D(repr(total)).quantize(D("0.01")), D("3000.50"))

    def test_refunds_above_payments_lower_the_next_month(self):
        self._return(160000.10, "2026-09-20", deal=self.first)
        statement = self._make()
        self.assertEqual((statement.amount_total, statement.carried_out), (0, -10000))
        self._receive(12000, "2026-10-05", deal=self.first)
        october = self._make(date(2026, 10, 1))
        self.assertEqual((october.carried_in, october.amount_total), (-10000, 60))

    def test_a_scheme_that_has_paid_is_not_changed(self):
        statement = self._make()
        self.scheme.tier_ids[0].percent = 4
        self.assertEqual(statement.amount_total, 5500.01)
        statement.with_user(self.accountant).action_recompute()
        statement.with_user(self.accountant).action_review()
        changes = (
            lambda: self.scheme.write({"min_margin": 5}),
            lambda: self.scheme.tier_ids[0].write({"percent": 5}),
            lambda: self.scheme.tier_ids[0].unlink(),
            lambda: self.scheme.write({"tier_ids": [Command.create({"start": 5, "percent": 1})]}),
            lambda: self.scheme.unlink(),
        )
        for change in changes:
            with self.assertRefused("has paid already"):
                change()
        self.scheme.name = "Managers of 2026"

    def test_minimum_margin_and_unknown_cost(self):
        product = self.env["product.product"].create({"name": "Ring", "standard_price": 90})
        cheap = self._deal_of(self.manager, "2026-09-01")
        self._create_order(cheap, product, price_unit=100)
        dear = self._deal_of(self.manager, "2026-09-01")
        self._create_order(dear, product, price_unit=200)
        self._receive(1000, "2026-09-05", deal=cheap)
        self._receive(2000, "2026-09-05", deal=dear)
        self.scheme.min_margin = 20
        statement = self._make()
        self.assertEqual(statement.revenue, 153000.10)
        self.assertEqual(statement.revenue_counted, 152000.10)
        rows = {
            row.deal_id: (row.has_margin, row.margin, row.is_counted) for row in statement.deal_ids
        }
        self.assertEqual(rows[cheap], (True, 10, False))
        self.assertEqual(rows[dear], (True, 55, True))
        self.assertEqual(rows[self.first], (False, 0, True))

    def test_money_that_earned_nothing_costs_nothing_when_it_is_returned(self):
        product = self.env["product.product"].create({"name": "Ring", "standard_price": 90})
        cheap = self._deal_of(self.manager, "2026-08-01")
        order = self._create_order(cheap, product, price_unit=1000)
        order._jewel_cancel(self.env.ref("jewel_order.cancel_reason_mistake"))
        self.scheme.min_margin = 95
        self._return(1000, "2026-09-06", deal=cheap)
        statement = self._make()
        self.assertEqual((statement.revenue, statement.revenue_counted), (149000.1, 150000.1))

    def test_conversion_and_promises_count(self):
        self._deal_of(self.manager, "2026-09-02", won=True, closed_date="2026-09-15")
        for _number in range(3):
            self._deal_of(
                self.manager, "2026-08-02", promised_date="2026-09-10", ready_date="2026-09-12"
            )
        self.scheme.write(
            {
                "threshold_ids": [
                    Command.create(
                        {"indicator": "conversion_cohort", "start": 50, "coefficient": 2}
                    )
                ],
                "deduction_ids": [
                    Command.create({"indicator": "late", "allowed": 1, "amount": 300})
                ],
            }
        )
        statement = self._make()
        self.assertEqual(statement.conversion_cohort, 50)
        self.assertEqual(statement.late, 3)
        self.assertEqual(statement.amount_total, 5500.01 * 2 - 600)
        names = statement.line_ids.mapped("name")
        self.assertEqual(names[2], "Conversion of enquiries: 5,500.01 multiplied by 2")
        self.assertEqual(names[3], "Promises broken: 2.00 above the allowed, 300 for each")

    def test_the_sum_of_statements_is_an_independent_recount(self):
        """From the books alone, in whole kopecks: tiers of 3 % and, from 100,000, 5 %."""
        amounts = {self.manager: [77.77, 12345.67], self.manager2: [0.05, 99999.99, 250000.45]}
        for user, sums in amounts.items():
            for amount in sums:
                deal = self._deal_of(user, "2026-09-01")
                self._receive(amount, "2026-09-17", deal=deal)
                self._return(round(amount / 7, 2) or 0.01, "2026-09-18", deal=deal)
        made = self.statements._make(MONTH)
        made = made.filtered(lambda one: one.user_id in (self.manager, self.manager2))
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT lead.user_id,
                   SUM(CASE payment_type WHEN 'inbound' THEN 100 ELSE -100 END * payment.amount)
              FROM account_payment payment JOIN crm_lead lead ON lead.id = payment.deal_id
             WHERE payment.state IN ('in_process', 'paid')
               AND payment.date BETWEEN %s AND %s AND lead.user_id IN %s
             GROUP BY lead.user_id
            """,
            [MONTH, LAST, (self.manager.id, self.manager2.id)],
        )
        kopecks = 0
        for _user, revenue in self.env.cr.fetchall():
            low, high = min(int(revenue), 10000000), max(int(revenue) - 10000000, 0)
            kopecks += (low * 3 + 50) // 100 + (high * 5 + 50) // 100
        self.assertEqual(len(made), 2)
        self.assertEqual(round(sum(made.mapped("amount_total")) * 100), kopecks)
        self.assertGreater(kopecks, 0)

    def test_the_scheduled_job_makes_the_month_that_is_over(self):
        last = moscow_day().replace(day=1)
        self.statements._cron_make()
        made = self.statements.search([("user_id", "=", self.manager.id)])
        self.assertEqual(len(made), 1)
        self.assertEqual(
            (last.year * 12 + last.month) - (made.month.year * 12 + made.month.month), 1
        )
        self.statements._cron_make()
        self.assertEqual(self.statements.search_count([("user_id", "=", self.manager.id)]), 1)

    def test_few_queries_for_many_managers(self):
        users = self.manager + self.manager2
        for number in range(8):
            users += self._create_role_user("sales_manager", login=f"jewel_test_many_{number}")
        for user in users:
            self._receive(1000, "2026-09-05", deal=self._deal_of(user, "2026-09-01"))
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.statements._read_results(MONTH, users)
