from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelInvoicingCase


@tagged("post_install", "-at_install")
class TestDealMoney(JewelInvoicingCase):
    def _money(self, deal=None):
        deal = deal or self.deal
        deal.invalidate_recordset()
        return deal.amount_deal, deal.amount_paid, deal.amount_due

    @capability("E17")
    def test_balance_is_total_less_really_paid(self):
        self.assertEqual(self._money(), (245000, 0, 245000))
        self._pay(self._open())
        self.assertEqual(self._money(), (245000, 122500, 122500))
        self.assertEqual(self._open("balance").amount_total, 122500)

    @capability("E17")
    def test_a_refund_raises_what_is_left(self):
        request = self._open()
        tx = self._pay(request)
        refund = tx._create_child_transaction(22500, is_refund=True)
        refund._set_done()
        refund._post_process()
        self.assertEqual(refund.payment_id.payment_type, "outbound")
        self.assertEqual(self._money(), (245000, 100000, 145000))
        self.assertEqual(request.amount_paid, 100000)
        self.assertIn("Returned to the client", request.money_note)
        self.assertEqual(request.state, "paid")

    @capability("E17")
    def test_a_change_after_payment_shows_what_is_over_or_under(self):
        self._pay(self._open("balance"))
        self.assertEqual(self._money(), (245000, 245000, 0))
        goods = self.deal.order_ids.order_line.filtered(lambda line: not line.is_downpayment)
        goods = goods.filtered("product_id")
        goods.price_unit = 200000
        self.assertEqual(self._money(), (200000, 245000, -45000))
        goods.price_unit = 250000
        self.assertEqual(self._money(), (250000, 245000, 5000))

    def test_money_counts_from_the_moment_it_is_done(self):
        tx = self._press(self._open())
        tx._set_done()
        self.assertFalse(tx.payment_id)
        self.assertEqual(self._money()[1], 122500)
        tx._post_process()
        self.assertEqual(self._money()[1], 122500)

    def test_a_list_of_deals_asks_no_more_than_one_deal(self):
        deals = self.deal
        self._pay(self._open())
        for _count in range(6):
            deal = self._create_deal(stage="prepayment", expected_revenue=1000)
            self._pay(self._open(deal=deal))
            deals += deal

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("amount_due")
            return self.env.cr.sql_log_count - before

        count(deals)
        self.assertLessEqual(count(deals), count(self.deal) + 1)
        self.assertEqual(sum(deals.mapped("amount_paid")), 122500 + 6 * 500)
