from pathlib import Path

from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import JewelFinmonitorCase

MATRIX = Path(__file__).parent / "access_matrix.csv"


@tagged("post_install", "-at_install")
class TestAccess(JewelFinmonitorCase):
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    @capability("A27")
    def test_a_manager_sees_the_money_of_his_own_deals_only(self):
        foreign = self._create_deal(user_id=self.director.id, expected_revenue=777)
        self._receive(100, "2026-10-05")
        self._receive(200, "2026-10-05", deal=foreign)
        self.env.flush_all()
        for model in ("jewel.deal.finance", "jewel.payment.report", "jewel.deal.debt"):
            domain = [("deal_id", "in", (self.deal + foreign).ids)]
            seen = {
                role: self.env[model].with_user(self.users[role]).search(domain).deal_id
                for role in ("sales_manager", "accountant", "director")
            }
            with self.subTest(model=model):
                self.assertEqual(seen["sales_manager"], self.deal)
                self.assertEqual(seen["accountant"], self.deal + foreign)
                self.assertEqual(seen["director"], self.deal + foreign)

    def test_sums_cannot_be_asked_for_past_the_rule(self):
        foreign = self._create_deal(user_id=self.director.id, expected_revenue=777)
        self.env.flush_all()
        rows = self.env["jewel.deal.finance"].with_user(self.manager)
        [[total]] = rows._read_group([("deal_id", "=", foreign.id)], [], ["amount_total:sum"])
        self.assertFalse(total)

    def test_no_sum_reaches_the_bench(self):
        self._receive(91827, "2026-10-05")
        self.assertNoLeak(self.users["jeweller"], ["91827"], module="jewel_finmonitor")

    def test_a_director_opens_any_payment_and_changes_none(self):
        payment = self._receive(100, "2026-10-05").with_user(self.director)
        self.assertTrue(payment.has_access("read"))
        self.assertFalse(payment.has_access("write"))
        action = self.env["jewel.payment.report"].with_user(self.director).browse(payment.id)
        self.assertEqual(action.action_open_payment()["res_id"], payment.id)
        mine = self.env["jewel.payment.report"].with_user(self.manager).browse(payment.id)
        self.assertEqual(mine.action_open_payment()["res_id"], self.deal.id, "the deal, for him")
