from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelFinmonitorCase


@tagged("post_install", "-at_install")
class TestPayments(JewelFinmonitorCase):
    def _track(self):
        """Changes are put into the chatter at the end of a request."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    @capability("C16")
    def test_payments_by_month_and_source_less_refunds(self):
        self._receive(100, "2026-09-30")
        self._receive(200, "2026-10-01", "transfer")
        self._receive(300.3, "2026-10-31")
        self._return(50, "2026-10-31")
        report = self.env["jewel.payment.report"].with_user(self.director)
        groups = report.formatted_read_group(
            [("deal_id", "=", self.deal.id)], ["date:month", "source_id"], ["amount:sum"]
        )
        sums = {
            (group["date:month"][0][:7], group["source_id"][0]): group["amount:sum"]
            for group in groups
        }
        self.assertEqual(
            sums,
            {
                ("2026-09", self.cash.id): 100,
                ("2026-10", self.account.id): 200,
                ("2026-10", self.cash.id): 250.3,
            },
        )

    @capability("A31")
    def test_a_disputed_payment_leads_to_who_is_responsible(self):
        payment = self._receive(100, "2026-10-05", memo="Спорный")
        self._track()
        by_accountant = payment.with_user(self.accountant).with_context(tracking_disable=False)
        by_accountant.source_id = self.account
        self._track()
        report = self.env["jewel.payment.report"].with_user(self.accountant)
        row = report.search([("memo", "ilike", "спорн")])
        self.assertEqual((row.payment_id, row.user_id), (payment, self.manager))
        self.assertEqual(row.entered_by_id, payment.create_uid)
        opened = row.action_open_payment()
        self.assertEqual((opened["res_model"], opened["res_id"]), (payment._name, payment.id))
        changes = payment.with_user(self.accountant).message_ids.sudo().tracking_value_ids
        change = changes.filtered(lambda one: one.field_id.name == "source_id")
        self.assertEqual(change.mail_message_id.author_id, self.accountant.partner_id)
        deal = row.with_user(self.director).action_open_deal()
        self.assertEqual((deal["res_model"], deal["res_id"]), ("crm.lead", self.deal.id))

    def test_after_fee(self):
        self.cash.fee_ids = [(0, 0, {"date_from": "2026-01-01", "percent": 10})]
        payment = self._receive(1000, "2026-10-05")
        self.env.flush_all()
        line = self.env["jewel.payment.report"].browse(payment.id)
        self.assertEqual((line.amount, line.fee, line.net), (1000, 100, 900))

    def test_debts_by_age(self):
        today = fields.Date.today()
        ages = {"ahead": -5, "week": 3, "month": 20, "quarter": 60, "older": 200}
        for age, days in ages.items():
            day = today - timedelta(days=days)
            deal = self._create_deal(expected_revenue=100, item_deadline=f"{day} 12:00:00")
            self.env.flush_all()
            debt = (
                self.env["jewel.deal.debt"]
                .with_user(self.accountant)
                .search([("deal_id", "=", deal.id)])
            )
            self.assertEqual((debt.age, debt.amount_due), (age, 100))
            deal.active = False
            self.env.flush_all()
            self.assertFalse(debt.search([("deal_id", "=", deal.id)]), "a lost deal owes nothing")

    def test_expected_when_the_open_invoice_ends(self):
        request = self._open()
        self.env.flush_all()
        debt = self.env["jewel.deal.debt"].search([("deal_id", "=", self.deal.id)])
        self.assertEqual(debt.expected_date, (request.expires_at + timedelta(hours=3)).date())

    def test_expected_on_the_day_of_moscow(self):
        """Midnight of the 15th, as an amoCRM field of a mere day says it, is 21:00 UTC before."""
        deal = self._create_deal(expected_revenue=100, item_deadline="2026-10-14 21:00:00")
        self.env.flush_all()
        self.assertEqual(str(deal.finance_ids.expected_date), "2026-10-15")
        request = self._open(deal=deal, expires_at="2030-10-15 12:00:00")
        for moment, day in (
            ("2030-10-15 20:59:59", "2030-10-15"),
            ("2030-10-15 21:00:00", "2030-10-16"),
        ):
            request.expires_at = moment
            self.env.flush_all()
            self.assertEqual(str(deal.finance_ids.expected_date), day)

    def test_search_of_whom_to_identify_asks_no_more_for_more_deals(self):
        Row = self.env["jewel.deal.finance"].with_user(self.accountant)
        asked = []
        for number in (2, 10):
            for _one in range(number):
                deal = self._create_deal(expected_revenue=200000)
                self._receive(200000, "2026-10-05", deal=deal)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = Row.search([("needs_identification", "=", True)])
            asked.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(found), 12)
        self.assertLessEqual(asked[1], asked[0])

    def test_fields_of_the_screens_can_be_exported(self):
        """XLSX is core's export: the accountant gets what he sees."""
        self.accountant.group_ids |= self.env.ref("base.group_allow_export")
        self._receive(123.45, "2026-10-05")
        self.env.flush_all()
        rows = self.row.with_user(self.accountant)
        names = ["user_id", "partner_id", "amount_total", "first_amount", "first_source_id"]
        [values] = rows.export_data(names)["datas"]
        self.assertIn(123.45, values)
        self.assertIn("Cash", values)
