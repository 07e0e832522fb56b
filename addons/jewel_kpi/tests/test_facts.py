from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal as D
from random import Random

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from ..hooks import post_init_hook
from ..kpi import INDICATORS, Facts
from ..models.crm_lead import moscow_day
from .common import LAST, MONTH, JewelKpiCase


@tagged("post_install", "-at_install")
class TestFacts(JewelKpiCase):
    @capability("A36")
    def test_revenue_is_what_came_less_what_went_back_each_on_its_day(self):
        deal = self._deal_of(self.manager, "2026-08-01")
        self._receive(1000.10, "2026-08-31", deal=deal)
        self._receive(500.20, "2026-09-01", deal=deal)
        self._receive(300.30, "2026-09-30", "transfer", deal=deal)
        self._return(100.05, "2026-09-15", deal=deal)
        self._receive(7, "2026-10-01", deal=deal)
        cancelled = self._receive(9999, "2026-09-10", deal=deal)
        cancelled.action_draft()
        cancelled.action_cancel()
        facts = self._facts_of(self.manager)
        self.assertEqual((facts.received, facts.returned), (D("800.5"), D("100.05")))

    @capability("A36")
    def test_a_deal_handed_over_takes_no_past_money_along(self):
        deal = self._deal_of(self.manager, "2026-09-01")
        self._receive(100, "2026-09-02", deal=deal)
        deal.user_id = self.manager2
        self._receive(30, "2026-09-03", deal=deal)
        facts = self.kpi._read_facts(MONTH, LAST)
        self.assertEqual(facts[self.manager].received, 100)
        self.assertEqual(facts[self.manager2].received, 30)
        deal.user_id = self.manager
        self._return(10, "2026-09-04", deal=deal)
        facts = self.kpi._read_facts(MONTH, LAST)
        self.assertEqual(facts[self.manager2].returned, 10, "of whom the last payment was")
        self.assertEqual(facts[self.manager].returned, 0)

    def test_money_of_a_deal_that_nobody_led_is_of_who_takes_it(self):
        deal = self._deal_of(self.manager, "2026-09-01", user_id=False)
        self._receive(100, "2026-09-02", deal=deal)
        self.assertNotIn(self.manager2, self.kpi._read_facts(MONTH, LAST))
        deal.user_id = self.manager2
        self.assertEqual(self._facts_of(self.manager2).received, 100)

    @capability("A37")
    def test_conversion_by_cohort_and_by_date(self):
        self._deal_of(self.manager, "2026-09-02", won=True, closed_date="2026-10-15")
        self._deal_of(self.manager, "2026-09-03", lost=True, closed_date="2026-09-20")
        self._deal_of(self.manager, "2026-09-30")
        self._deal_of(self.manager, "2026-08-02", won=True, closed_date="2026-09-30", total=700)
        facts = self._facts_of(self.manager)
        self.assertEqual((facts.created, facts.cohort_won), (3, 1))
        self.assertEqual((facts.won, facts.lost, facts.won_amount), (1, 1, 700))
        self.env.flush_all()
        [(conversion,)] = self.kpi._read_group(
            [("user_id", "=", self.manager.id), ("date", ">=", MONTH), ("date", "<=", LAST)],
            [],
            ["conversion_cohort:avg"],
        )
        self.assertAlmostEqual(conversion, 100 / 3, msg="the pivot's average is the same share")
        reasons = self.kpi._read_group(
            [("user_id", "=", self.manager.id), ("lost", "=", 1)], ["lost_reason_id"], ["lost:sum"]
        )
        self.assertEqual(reasons, [(self.env.ref("crm.lost_reason_1"), 1)])

    def test_a_day_is_moscows(self):
        deal = self._deal_of(self.manager, "2026-09-10")
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2026-08-31 21:30:00' WHERE id = %s", [deal.id]
        )
        self.env["jewel.deal.finance"]._fill()
        self.assertEqual(self._facts_of(self.manager).created, 1)
        self.assertEqual(moscow_day(datetime(2026, 8, 31, 20, 59)), date(2026, 8, 31))
        self.assertEqual(moscow_day(datetime(2026, 8, 31, 21, 0)), date(2026, 9, 1))

    def test_closing_is_noted_once_and_archiving_does_not_move_it(self):
        deal = self._create_deal("done")
        self.assertEqual(deal.closed_date, moscow_day())
        deal.closed_date = "2026-09-05"
        deal.order_ids.write({"cancel_reason_id": self.reason.id})
        deal.stage_id = self.env.ref("jewel_order.stage_done")
        self.assertEqual(deal.closed_date, date(2026, 9, 5))
        deal.stage_id = self.env.ref("jewel_order.stage_shipping")
        self.assertFalse(deal.closed_date)
        lost = self._create_deal()
        lost.action_set_lost()
        self.assertEqual(lost.closed_date, moscow_day())
        lost.action_unarchive()
        lost.probability = 10
        self.assertFalse(lost.closed_date)

    def test_a_deal_that_arrives_closed_keeps_its_day(self):
        closed = {"date_closed": datetime(2026, 8, 31, 21, 30)}
        lost = self._create_deal(active=False, probability=0, **closed)
        won = self._create_deal("done", **closed)
        self.assertEqual(lost.closed_date, date(2026, 9, 1))
        self.assertEqual(won.closed_date, date(2026, 9, 1))

    def test_installation_fills_what_is_missing_and_no_more(self):
        noted = self._deal_of(self.manager, "2026-08-01", won=True, closed_date="2026-08-05")
        old = self._create_deal(
            "done", item_deadline=datetime(2026, 8, 20, 22), expected_revenue=1000
        )
        payment = self._receive(10, "2026-09-05", deal=old)
        self._open(deal=old)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET closed_date = NULL, promised_date = NULL, offer_date = NULL,"
            " date_closed = '2026-08-31 21:30:00' WHERE id = %s",
            [old.id],
        )
        self.env.cr.execute("UPDATE account_payment SET kpi_user_id = NULL")
        self.env.invalidate_all()
        post_init_hook(self.env)
        self.assertEqual(noted.closed_date, date(2026, 8, 5))
        self.assertEqual(
            (old.closed_date, old.promised_date), (date(2026, 9, 1), date(2026, 8, 21))
        )
        self.assertEqual(old.offer_date, moscow_day())
        self.assertEqual(payment.kpi_user_id, self.manager)

    @capability("C18")
    def test_offers_orders_lines_and_money_on_offers(self):
        deal = self._deal_of(self.manager, "2026-09-01")
        self._receive(40, "2026-09-01", deal=deal)
        deal.offer_date = False
        order = self._create_order(deal)
        order.action_quotation_sent()
        self.assertEqual(deal.offer_date, moscow_day())
        deal.offer_date = "2026-09-02"
        self._open(deal=deal)
        self.assertEqual(deal.offer_date, date(2026, 9, 2), "once a deal")
        self._receive(60, "2026-09-02", deal=deal)
        order.order_line.copy({"order_id": order.id})
        order.action_confirm()
        order.date_order = datetime(2026, 9, 30, 20, 59)
        facts = self._facts_of(self.manager)
        self.assertEqual((facts.offers, facts.offer_revenue), (1, 60))
        self.assertEqual((facts.orders, facts.lines), (1, 2))
        order.date_order = datetime(2026, 9, 30, 21, 0)
        self.assertEqual(self._facts_of(self.manager).orders, 0)

    def test_the_first_answer_is_of_an_employee(self):
        deal = self._deal_of(self.manager, "2026-09-01")
        client = self.client_partner
        deal.message_post(body="Hello?", message_type="comment", author_id=client.id)
        self.assertFalse(deal.first_answer_at)
        deal.with_user(self.manager).message_post(body="Good day!", message_type="comment")
        self.assertTrue(deal.first_answer_at)
        deal.first_answer_at = deal.create_date + timedelta(hours=5)
        deal.with_user(self.manager).message_post(body="Are you there?", message_type="comment")
        facts = self._facts_of(self.manager)
        self.assertEqual((facts.answered, facts.answer_hours), (1, 5))

    @capability("B28")
    def test_a_promise_is_what_was_said_first(self):
        deal = self._create_deal("prepayment", item_deadline=datetime(2026, 9, 20, 12))
        deal.item_deadline = datetime(2026, 9, 21, 12)
        self.assertFalse(deal.promised_date, "nothing is promised before production")
        deal._jewel_set_stage("production")
        self.assertEqual(deal.promised_date, date(2026, 9, 21))
        deal.item_deadline = datetime(2026, 12, 31, 12)
        self.assertEqual(deal.promised_date, date(2026, 9, 21))
        # The door asks for the pieces, which the addons above may make of the order.
        deal._post_jewel_stage("ready")
        self.assertEqual(deal.ready_date, moscow_day())
        deal._post_jewel_stage("production")
        self.assertFalse(deal.ready_date)

    @capability("B28")
    def test_share_in_time_by_period_and_type(self):
        brooch = self.env.ref("jewel_base.type_brooch")
        in_time = {"promised_date": "2026-09-10", "ready_date": "2026-09-10"}
        late = {"promised_date": "2026-09-10", "ready_date": "2026-09-13"}
        self._deal_of(self.manager, "2026-08-01", **in_time)
        self._deal_of(self.manager, "2026-08-01", **late)
        self._deal_of(self.manager, "2026-08-01", promised_date="2026-09-11")
        self._deal_of(self.manager, "2026-08-01", **in_time).jewel_type_id = brooch
        self._deal_of(self.manager, "2026-08-01", **late, lost=True)
        self._deal_of(self.manager, "2026-08-01", promised_date=moscow_day())
        self.env.flush_all()
        domain = [("user_id", "=", self.manager.id), ("kind", "=", "promise")]
        shares = dict(
            self.kpi._read_group(
                [*domain, ("date", ">=", MONTH), ("date", "<=", LAST)],
                ["jewel_type_id"],
                ["on_time:avg"],
            )
        )
        self.assertAlmostEqual(shares[self.type_ring], 100 / 3)
        self.assertEqual(shares[brooch], 100)
        self.assertEqual(self.kpi.search_count(domain), 4, "a day that is not over says nothing")
        late_rows = self.kpi.search([*domain, ("late", "=", 1)])
        self.assertEqual(sorted(late_rows.mapped("days_late"))[0], 3)

    @capability("A38")
    def test_an_independent_recount_of_any_period(self):
        """Two dozen deals and their payments, counted here in Python and there by the database."""
        random = Random(7)
        truth = defaultdict(Facts)
        day = MONTH - timedelta(days=20)
        begin, end = MONTH, LAST + timedelta(days=9)
        managers = (self.manager, self.manager2)
        for number in range(24):
            user = managers[number % 2]
            created = day + timedelta(days=random.randrange(70))
            deal = self._deal_of(
                user, created, won=number % 3 == 0, lost=number % 3 == 1, total=number * 10.01
            )
            closed = created + timedelta(days=random.randrange(20))
            if number % 3 < 2:
                deal.closed_date = closed
            is_new, is_closed = begin <= created <= end, begin <= closed <= end
            truth[user] += Facts(
                created=int(is_new),
                cohort_won=int(is_new and number % 3 == 0),
                won=int(is_closed and number % 3 == 0),
                lost=int(is_closed and number % 3 == 1),
                won_amount=D(number * 1001) / 100 if is_closed and number % 3 == 0 else D(0),
            )
            kopecks = random.randrange(1, 10**7)
            paid = created + timedelta(days=random.randrange(30))
            pay = self._return if number % 5 == 4 else self._receive
            pay(kopecks / 100, paid, deal=deal)
            if begin <= paid <= end:
                name = "returned" if number % 5 == 4 else "received"
                truth[user] += Facts(**{name: D(kopecks) / 100})
        found = self.kpi._read_facts(begin, end)
        for user in managers:
            for name in ("received", "returned", "created", "cohort_won", "won", "lost"):
                self.assertEqual(getattr(found[user], name), getattr(truth[user], name), name)
            self.assertEqual(found[user].won_amount, truth[user].won_amount)

    @capability("B46")
    def test_pivot_and_graph_show_a_payment_at_once(self):
        for kind in ("pivot", "graph"):
            arch = self.kpi.get_view(view_type=kind)["arch"]
            self.assertIn("revenue", arch)
        asked = ([("user_id", "=", self.manager.id)], ["date:month", "user_id"], ["revenue:sum"])
        rows = self.kpi.with_user(self.director)
        before = rows.formatted_read_group(*asked)
        self._receive(123.45, "2026-09-05", deal=self._deal_of(self.manager, "2026-09-01"))
        after = rows.formatted_read_group(*asked)
        self.assertEqual(len(after), len(before) + 1)
        self.assertIn(123.45, [group["revenue:sum"] for group in after])

    @capability("A38")
    def test_every_number_opens_what_is_behind_it(self):
        deal = self._deal_of(self.manager, "2026-09-02", won=True, closed_date="2026-09-15")
        deal.write({"promised_date": "2026-09-10", "ready_date": "2026-09-12"})
        deal.offer_date = "2026-09-03"
        deal.first_answer_at = deal.create_date
        payment = self._receive(60, "2026-09-04", deal=deal)
        self._return(10, "2026-09-05", deal=deal)
        self._deal_of(self.manager, "2026-09-02", lost=True, closed_date="2026-09-15")
        order = self._create_order(self._deal_of(self.manager, "2026-08-02"))
        order.action_confirm()
        order.date_order = datetime(2026, 9, 5)
        self.env.flush_all()
        rows = self.kpi.with_user(self.manager)
        page = rows.get_page(str(MONTH), str(LAST))
        shown = {row["key"]: row["value"] for row in page["indicators"]["rows"]}
        self.assertEqual(set(shown), set(INDICATORS))
        for key in INDICATORS:
            action = rows.get_behind(key, str(MONTH), str(LAST), self.manager.id)
            with self.subTest(key=key):
                self.assertTrue(rows.search_count(action["domain"]), shown[key])
        revenue = rows.get_behind("revenue", str(MONTH), str(LAST), self.manager.id)["domain"]
        self.assertEqual(rows._read_group(revenue, [], ["revenue:sum"]), [(50,)])
        row = rows.search([("payment_id", "=", payment.id)])
        self.assertEqual(row.action_open()["res_id"], deal.id, "he may read no payments")
        opened = row.with_user(self.director).action_open()
        self.assertEqual((opened["res_model"], opened["res_id"]), ("account.payment", payment.id))
        self.assertEqual(
            rows.search([("order_id", "=", order.id)]).action_open()["res_id"], order.id
        )
