from datetime import datetime

from odoo.tests import tagged

from odoo.addons.jewel_invoicing.tests.common import JewelInvoicingCase

from ..demo_year import invariants, load
from ..demo_year.clock import clock

# Small, and yet with every end of a deal, with most ways of payment, and with work going on.
UNTIL, SHARE, SEED = datetime(2026, 11, 27, 15, 40), 0.07, 14


@tagged("post_install", "-at_install")
class TestDemoYear(JewelInvoicingCase):
    """A small year, played and copied; `fill` itself ends with the check of all invariants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.said = []
        cls.made = load.fill(cls.env, SHARE, SEED, UNTIL, cls.said.append)
        partners = cls.env["res.partner"].search([("ref", "=like", "YEAR-%")])
        deals = cls.env["crm.lead"].with_context(active_test=False)
        cls.deals = deals.search([("partner_id", "in", partners.ids)])

    def test_all_months_and_ends_are_there(self):
        self.assertEqual(self.made["played"] + self.made["copied"], len(self.deals))
        self.assertEqual(len(set(self.deals.mapped(lambda deal: deal.create_date.month))), 12)
        self.assertLessEqual({"won", "lost", "pending"}, set(self.deals.mapped("won_status")))
        self.assertIn("cancel", self.deals.order_ids.mapped("state"))
        self.assertTrue(any("week of" in text for text in self.said))

    def test_copies_have_all_that_hangs_on_a_deal(self):
        done = self.deals.filtered(lambda deal: deal.jewel_stage_key == "done")
        self.assertGreater(len(done), 10)
        for deal in done:
            self.assertEqual(deal.job_ids.filtered(lambda job: job.job_kind == "new").state, "done")
            self.assertEqual(deal.order_ids.mrp_production_ids, deal.job_ids)
            self.assertEqual(deal.order_ids.picking_ids.state, "done")
            self.assertEqual(deal.receipt_id.state, "delivered")
            self.assertEqual(set(deal.pay_request_ids.mapped("state")), {"paid"})
            invoices = deal.order_ids.invoice_ids
            self.assertEqual(set(invoices.mapped("payment_state")) - {"in_payment"}, {"paid"})
            self.assertEqual(set(invoices.mapped("invoice_origin")), {deal.order_ids.name})
            entries = deal.job_ids.metal_entry_ids
            papers = deal.job_ids.mapped("name") + deal.order_ids.picking_ids.mapped("name")
            self.assertLessEqual(set(entries.mapped("ref")), set(papers))
        names = done.order_ids.mapped("name")
        self.assertEqual(len(set(names)), len(names))

    def test_next_invoice_goes_on_with_the_number(self):
        """Odoo counts on from the copies, and does not stumble over them."""
        deal = self.deals.filtered(lambda deal: deal.jewel_stage_key == "done")[:1]
        invoice = deal.order_ids.invoice_ids[:1].copy()
        invoice.action_post()
        self.assertEqual(self.env["account.move"].search_count([("name", "=", invoice.name)]), 1)

    def test_director_sees_a_month_with_life(self):
        director = self.env["res.users"].search([("login", "=", "director")])
        with clock(self.env.cr) as move:
            move(UNTIL)
            page = self.env["jewel.director.page"].with_user(director).get_page()
        sections = {section["key"]: section for section in page["sections"]}
        names = {row["name"] for row in sections["managers"]["rows"]}
        self.assertTrue(names & {"Анна Соколова", "Павел Орлов", "Вера Рябинина"})
        this_month, before = sections["money"]["chart"]["series"]
        self.assertGreater(before["values"][-1], 0)
        self.assertGreater(this_month["values"][-1], 0)
        in_work = next(one for one in sections["production"]["cards"] if one["key"] == "in_work")
        self.assertGreater(int(in_work["value"]), 0)

    def test_check_finds_what_is_wrong(self):
        payment = self.deals.payment_ids[:1]
        work = self.deals.job_ids.filtered(lambda job: job.state == "done").workorder_ids[:1]
        wrong = {
            "another sum paid": ("account_payment", "amount = amount + 1", payment.id),
            "older than its deal": ("account_payment", "date = date - 4000", payment.id),
            "out of order": ("mrp_workorder", "date_start = date_finished + '1 h'", work.id),
        }
        for words, (table, change, record_id) in wrong.items():
            savepoint = self.env.cr.savepoint()
            self.env.cr.execute(f"UPDATE {table} SET {change} WHERE id = %s", [record_id])
            with self.assertRaisesRegex(AssertionError, words, msg=words):
                invariants.check(self.env)
            savepoint.rollback()
