from ast import literal_eval
from datetime import date
from xml.etree import ElementTree

from odoo import fields
from odoo.tests import Form, tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_invoicing.tests.common import PRICE

from .common import JewelFinmonitorCase


@tagged("post_install", "-at_install")
class TestPanel(JewelFinmonitorCase):
    @capability("A27")
    def test_row_says_who_how_much_when_from_where(self):
        self._receive(100000.10, "2026-10-05", "cash")
        self._receive(50000.20, "2026-10-20", "transfer")
        self.env.flush_all()
        row = self.row.with_user(self.manager)
        self.assertEqual((row.user_id, row.partner_id), (self.manager, self.client_partner))
        self.assertEqual(self._facts(), (PRICE, 150000.30, 94999.70))
        first = (row.first_amount, row.first_date, row.first_source_id)
        self.assertEqual(first, (100000.10, date(2026, 10, 5), self.cash))
        second = (row.second_amount, row.second_date, row.second_source_id)
        self.assertEqual(second, (50000.20, date(2026, 10, 20), self.account))
        self.assertEqual(row.last_payment_date, date(2026, 10, 20))

    def test_earlier_payment_entered_later_is_the_first(self):
        self._receive(200, "2026-10-20", "transfer")
        self._receive(100, "2026-10-05")
        self._facts()
        self.assertEqual((self.row.first_amount, self.row.second_amount), (100, 200))

    def test_refund_is_deducted_and_shown(self):
        self._receive(1000, "2026-10-05")
        self._return(400, "2026-10-06")
        self.assertEqual(self._facts()[1], 600)
        self.assertEqual(self.row.amount_returned, 400)
        self.assertEqual(self.row.first_amount, 1000)

    def test_cancelled_payment_counts_no_more(self):
        payment = self._receive(1000, "2026-10-05")
        self._facts()
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._facts()[1], 0)
        self.assertFalse(self.row.first_date)

    def test_every_way_the_truth_changes_is_followed(self):
        """The row equals `amount_deal`, `amount_paid` and `amount_due` of the deal, whatever."""
        order = self._create_order(self.deal, price_unit=100)
        tx = self._press(self._open())
        steps = [
            lambda: order.order_line.write({"price_unit": 4321.5}),
            lambda: order.order_line.copy({"order_id": order.id}),
            lambda: tx._set_done(),
            lambda: tx._post_process(),
            lambda: self._receive(10.01, "2026-10-05"),
            lambda: self._return(5.5, "2026-10-07"),
            lambda: order.write({"cancel_reason_id": self.reason.id}),
            lambda: order.action_cancel(),
            lambda: self.deal.write({"expected_revenue": 55555}),
        ]
        for step in steps:
            step()
            self.deal.invalidate_recordset()
            truth = (self.deal.amount_deal, self.deal.amount_paid, self.deal.amount_due)
            self.assertEqual(self._facts(), truth)

    def test_filling_all_at_once_says_the_same(self):
        self._receive(1000, "2026-10-05")
        self._return(400, "2026-10-06")
        names = [name for name, field in self.row._fields.items() if field.compute and field.store]
        self.env.flush_all()
        before = self.row.read(names)
        self.env.cr.execute("DELETE FROM jewel_deal_finance WHERE id = %s", self.row.ids)
        self.env.invalidate_all()
        self.env["jewel.deal.finance"]._fill()
        self.deal.invalidate_recordset()
        after = self.deal.finance_ids.read(names)
        self.assertEqual({**before[0], "id": 0}, {**after[0], "id": 0})

    def test_a_lead_gets_its_row_when_it_becomes_a_deal(self):
        lead = self._create_deal(type="lead")
        self.assertFalse(lead.finance_ids)
        lead.type = "opportunity"
        self.assertEqual(len(lead.finance_ids), 1)

    @capability("A28")
    def test_current_month_by_default(self):
        today = fields.Date.today()
        old = self._create_deal(name="Old")
        back = self._create_deal(name="Old, paid now")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = now() - interval '70 days' WHERE id = ANY(%s)",
            [(old + back).ids],
        )
        self._receive(10, today, deal=back)
        self.env["jewel.deal.finance"]._fill()
        action = self.env.ref("jewel_finmonitor.jewel_deal_finance_action")
        self.assertIn("search_default_this_month", action.context)
        view = self.env["jewel.deal.finance"].get_view(view_type="search")["arch"]
        domain = _domain_of(view, "this_month")
        found = self.env["jewel.deal.finance"].with_user(self.director).search(domain).deal_id
        self.assertIn(self.deal, found)
        self.assertIn(back, found)
        self.assertNotIn(old, found)

    @capability("A29")
    def test_any_filter_and_the_sum_of_one_manager_for_a_day(self):
        other = self._create_deal(user_id=self.director.id)
        self._receive(100, "2026-10-05")
        self._receive(50, "2026-10-05")
        self._receive(25, "2026-10-06")
        self._receive(1000, "2026-10-05", deal=other)
        report = self.env["jewel.payment.report"].with_user(self.director)
        day = [("date", "=", "2026-10-05")]
        groups = dict(report._read_group(day, ["user_id"], ["amount:sum"]))
        self.assertEqual(groups[self.manager], 150)
        period = [("date", ">=", "2026-10-01"), ("user_id", "=", self.manager.id)]
        self.assertEqual(report._read_group(period, [], ["amount:sum"]), [(175,)])
        rows = self.env["jewel.deal.finance"].with_user(self.director)
        found = rows.search([("payment_ids.date", "=", "2026-10-06")])
        self.assertEqual(found.deal_id, self.deal)
        by_client = rows.search([("partner_id", "ilike", "zvezdochetov"), ("amount_paid", ">", 0)])
        self.assertEqual(by_client.deal_id, self.deal + other)
        sums = rows.formatted_read_group(
            [("id", "in", by_client.ids)],
            ["first_source_id"],
            ["amount_paid:sum", "amount_due:sum"],
        )
        self.assertEqual(sums[0]["amount_paid:sum"], 1175)

    def test_who_entered_what_and_when(self):
        wizard = Form(
            self.env["jewel.pay.register"]
            .with_user(self.manager)
            .with_context(default_deal_id=self.deal.id)
        )
        wizard.amount = 500
        wizard.save().action_register()
        self.env.flush_all()
        payment = self.row.with_user(self.manager).payment_ids
        self.assertEqual((payment.amount, payment.entered_by_id), (500, self.manager))
        self.assertTrue(payment.entered_at)

    def test_contact_with_the_client_is_noted(self):
        self.deal.message_post(body="Spoke to the client", message_type="comment")
        self.assertTrue(self.row.last_contact_at)

    def test_few_queries_for_a_page(self):
        deals = self.env["crm.lead"]
        for _number in range(10):
            deals |= self._create_deal()
        self.env.flush_all()
        rows = self.env["jewel.deal.finance"].with_user(self.director)
        specification = {
            name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
            for name, field in rows._fields.items()
            if field.store
        }
        rows.web_search_read([("deal_id", "in", deals.ids)], specification)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            rows.web_search_read([("deal_id", "in", deals.ids)], specification)


def _domain_of(arch, name):
    [node] = [one for one in ElementTree.fromstring(arch).iter("filter") if one.get("name") == name]
    return literal_eval(node.get("domain"))
