from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.jewel_base.tests.common import capability

from .receipt_common import SalesReceiptCase


@tagged("post_install", "-at_install")
class TestMonitoringReport(SalesReceiptCase):
    """115-FZ: what brings a million is reported, once, in three working days, by the accountant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal.order_ids.order_line.price_unit = 1200000
        cls.accountant = cls.users["accountant"]

    @property
    def report(self):
        found = self.env["jewel.monitoring.report"].search([("deal_id", "=", self.deal.id)])
        return found.with_user(self.accountant)

    def _pay(self, amount):
        self._pay_by_hand(amount, "transfer")

    @capability("F13")
    def test_parts_that_reach_the_limit_are_reported_once(self):
        self._pay(999999.99)
        self.assertFalse(self.report, "a kopeck is missing")
        self._pay(0.01)
        self.assertEqual(self.report.state, "due")
        self.assertEqual(self.report.amount, 1000000)
        self.assertEqual(self.report.activity_ids.user_id, self.accountant)
        self.env.invalidate_all()
        self.assertTrue(self.report.read(), "by somebody who may not read deals")
        self._pay(200000)
        self.assertEqual(len(self.report), 1)
        self.assertEqual(self.report.amount, 1200000)

    def test_three_working_days(self):
        self._pay(1000000)
        days = {
            date(2026, 11, 23): date(2026, 11, 26),  # Monday
            date(2026, 11, 26): date(2026, 12, 1),  # Thursday
            date(2026, 11, 28): date(2026, 12, 2),  # Saturday
        }
        for day, last in days.items():
            self.report.date = day
            self.assertEqual(self.report.date_deadline, last, day)

    def test_its_day_is_that_of_the_money_that_reached_the_limit(self):
        """The term has not begun with the prepayment, and at 23:30 UTC Moscow has the next day."""
        with freeze_time("2026-11-10 09:00:00"):
            self._pay(999999)
        request = self._open("other", amount_total=1)
        with freeze_time("2026-11-20 23:30:00"):
            self._press(request)._set_done()
        self.assertEqual(self.report.date, date(2026, 11, 21))

    def test_money_of_a_link_counts_once_while_it_is_booked(self):
        tx = self._press(self._open("other", amount_total=600000))
        tx._set_done()
        tx._post_process()
        self.assertTrue(tx.payment_id)
        self.assertEqual(self.deal.amount_paid, 600000)
        self.assertFalse(self.report)

    def test_it_is_done_with_a_number_or_dropped_with_a_reason(self):
        self._pay(1000000)
        with self.assertRefused("Number of the Message"):
            self.report.action_report()
        with self.assertRefused("Why not Reported"):
            self.report.action_drop()
        self.report.reference = "2026-77"
        self.report.action_report()
        self.assertEqual(self.report.reported_by_id, self.accountant)
        self.assertFalse(self.report.activity_ids)
        self.report.reason = "A mistake"
        with self.assertRefused("cannot become"):
            self.report.action_drop()
        self.report.action_reopen()
        self.assertTrue(self.report.activity_ids)
        self.assertFalse(self.report.reported_at)
        self.assertEqual(self.report.action_identify()["res_model"], "jewel.client.identification")

    def test_no_limit_no_report(self):
        self.company.monitoring_limit = 0
        self._pay(1200000)
        self.assertFalse(self.report)

    def test_the_client_must_not_be_told(self):
        self._pay(1000000)
        for login in ("sales_manager", "storekeeper", "courier", "production_head"):
            with self.assertRaises(AccessError):
                self.report.with_user(self.users[login]).read(["amount"])
        said = " ".join(self.deal.message_ids.mapped("body"))
        self.assertNotIn("osfinmonitoring", said)

    def test_the_form_has_all_that_is_asked_for(self):
        self._pay(700000)
        self._pay_by_hand(300000, "cash")
        self._identify()
        html = self._render()
        for text in (
            "7704012340",  # of the workshop
            "Звездочётов Пётр Ильич",
            "987654",
            "Хамовники",
            "Москва, Тайная, 13",
            "КЛ-007",
            "8,25",
            "Cash",
        ):
            self.assertIn(text, html)

    def test_the_form_says_that_nobody_is_identified(self):
        self._pay(1000000)
        self.assertIn("Not identified", self._render())

    def _render(self):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.accountant)
            ._render_qweb_html("jewel_invoicing.monitoring_report", self.report.ids)
        )
        return html.decode()
