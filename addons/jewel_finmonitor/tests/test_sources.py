from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelFinmonitorCase


@tagged("post_install", "-at_install")
class TestSources(JewelFinmonitorCase):
    @capability("A27")
    def test_source_follows_from_the_way_of_payment(self):
        ways = {
            "cash": "cash",
            "courier": "courier",
            "courier_card": "courier_card",
            "transfer": "account",
        }
        for way, source in ways.items():
            payment = self._receive(10, "2026-10-05", way)
            self.assertEqual(payment.source_id, self.env.ref(f"jewel_finmonitor.source_{source}"))

    def test_payment_by_link_is_known_by_service_and_method(self):
        source = self.env["jewel.payment.source"].create(
            {"name": "Service", "sequence": 1, "provider_code": "none", "method_codes": "unknown"}
        )
        other = self.env.ref("jewel_finmonitor.source_online")
        tx = self._pay(self._open())
        self.assertEqual(tx.payment_id.source_id, source)
        source.method_codes = "sbp"
        source.with_user(self.accountant).action_apply()
        self.assertEqual(tx.payment_id.source_id, other)

    def test_payment_in_odoos_own_form_is_known_by_its_journal(self):
        values = {"partner_id": self.client_partner.id, "amount": 5, "payment_type": "inbound"}
        for journal, source in ((self.cash_journal, self.cash), (self.bank_journal, self.account)):
            payment = self.env["account.payment"].create({**values, "journal_id": journal.id})
            self.assertEqual(payment.source_id, source)
        vendor = self.env["account.payment"].create({**values, "partner_type": "supplier"})
        self.assertFalse(vendor.source_id)

    def test_payments_from_before_get_their_source_too(self):
        payment = self._receive(10, "2026-10-05")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_payment SET source_id = NULL WHERE id = %s", payment.ids
        )
        self.env.invalidate_all()
        self.cash.with_user(self.accountant).action_apply()
        self.assertEqual(payment.source_id, self.cash)

    def test_fee_is_that_of_the_day(self):
        self.cash.fee_ids = [
            (0, 0, {"date_from": "2026-01-01", "percent": 2.8}),
            (0, 0, {"date_from": "2026-10-10", "percent": 3.5, "fixed": 10}),
        ]
        self.assertEqual(self._receive(1000, "2026-10-09").source_fee, 28)
        self.assertEqual(self._receive(1000, "2026-10-10").source_fee, 45)
        self.assertEqual(self._return(1000, "2026-10-11").source_fee, 0, "it is not given back")
        with self.assertRaises(ValidationError):
            self.cash.fee_ids[0].percent = -1

    def test_who_may_enter(self):
        self.cash.entry_group_ids = self.env.ref("jewel_base.group_accountant")
        wizards = self.env["jewel.pay.register"].with_user(self.manager)
        form = Form(wizards.with_context(default_deal_id=self.deal.id))
        form.amount = 10
        wizard = form.save()
        with self.assertRefused("«Cash» are entered by: .*Accountant"):
            wizard.action_register()
        payment = (
            self.env["account.payment"]
            .with_user(self.accountant)
            .create(
                {
                    "partner_id": self.client_partner.id,
                    "amount": 5,
                    "journal_id": self.cash_journal.id,
                }
            )
        )
        payment.action_post()
        self.assertEqual(payment.source_id, self.cash)

    def test_cash_in_parts_is_judged_as_one_purchase(self):
        """115-FZ: 60,000 roubles of the whole purchase, not of each part."""
        tasks = self.env["mail.activity"]
        kind = self.env.ref("jewel_finmonitor.mail_activity_identify")
        cheap = self._create_deal(expected_revenue=59000)
        domain = [("activity_type_id", "=", kind.id), ("res_id", "=", cheap.id)]
        self._receive(30000, "2026-10-05", deal=cheap)
        self.assertFalse(tasks.search(domain))
        self._receive(30000.01, "2026-10-06", "courier", deal=cheap)
        self.env.flush_all()
        self.assertEqual(len(tasks.search(domain)), 1)
        self._receive(10, "2026-10-06", deal=cheap)
        self.assertEqual(len(tasks.search(domain)), 1, "one task, not one a part")
        rows = self.env["jewel.deal.finance"].search([("needs_identification", "=", True)])
        self.assertIn(cheap.finance_ids, rows)
        self.env["jewel.client.identification"].create(
            {"deal_id": cheap.id, "name": "A"}
        ).sudo().checked_at = "2026-10-07 10:00:00"
        self.env.invalidate_all()
        rows = self.env["jewel.deal.finance"].search([("needs_identification", "=", True)])
        self.assertNotIn(cheap.finance_ids, rows)

    def test_cash_through_a_bank_is_none(self):
        self._receive(100000, "2026-10-05", "transfer")
        self.assertFalse(self.row.needs_identification)
