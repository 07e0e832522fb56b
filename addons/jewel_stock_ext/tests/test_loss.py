from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
class TestLoss(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_norm(0.9, date(2026, 1, 1), "12-Н")

    @classmethod
    def _create_norm(cls, percent, date_from, order_no, **vals):
        return cls.env["jewel.loss.norm"].create(
            {
                "metal": "gold",
                "alloy_id": cls.white.id,
                "percent": percent,
                "date_from": date_from,
                "order_no": order_no,
                "order_date": date_from,
                **vals,
            }
        )

    def _find(self, day, **vals):
        return self.env["jewel.loss.norm"]._jewel_find(self.white, day, **vals)

    def _create_act(self, **vals):
        return self.env["jewel.loss.act"].create(
            {
                "location_id": self.bench.id,
                "responsible_id": self.master.id,
                "operation": "Filing",
                "alloy_id": self.white.id,
                "base_weight": 10,
                "loss_weight": 0.24,
                "allowed_weight": 0.09,
                "over_weight": 0.15,
                "norm_id": self.first.id,
                "norm_percent": 0.9,
                **vals,
            }
        )

    @capability("A47")
    def test_newer_order_counts_from_its_day_and_leaves_the_past(self):
        second = self._create_norm(0.7, date(2026, 6, 1), "31-Н")
        self.assertFalse(self._find(date(2025, 12, 31)))
        self.assertEqual(self._find(date(2026, 5, 31)), self.first)
        self.assertEqual(self._find(date(2026, 6, 1)), second)

    def test_exact_norm_goes_before_a_general_one(self):
        fine = self._create_norm(1.4, date(2026, 1, 1), "12-Н", complexity="complex")
        self.assertEqual(self._find(date(2026, 2, 1), complexity="complex"), fine)
        self.assertEqual(self._find(date(2026, 2, 1), complexity="simple"), self.first)

    def test_norm_is_never_rewritten(self):
        with self.assertRefused("stay as they were approved"):
            self.first.percent = 5
        with self.assertRefused("never deleted"):
            self.first.unlink()
        self.first.with_user(self.head).date_to = date(2026, 3, 1)
        self.assertFalse(self._find(date(2026, 3, 2)))

    @capability("F18")
    def test_loss_over_the_norm_is_explained_and_decided(self):
        act = self._create_act()
        self.assertEqual(act.activity_ids.user_id, self.master)
        mine = act.with_user(self.master)
        with self.assertRefused("say how the metal was lost"):
            mine.action_explain()
        with self.assertRaises(AccessError):
            mine.decision = "write_off"
        mine.explanation = "The buff was new"
        mine.action_explain()
        self.assertFalse(act.activity_ids)
        with self.assertRaises(AccessError):
            mine.action_decide()
        judge = act.with_user(self.head)
        with self.assertRefused("choose what is decided"):
            judge.action_decide()
        judge.decision = "deduct"
        judge.action_decide()
        self.assertEqual((act.state, act.decided_by_id), ("decided", self.head))
        with self.assertRefused("decided for good"):
            judge.action_reopen()
        with self.assertRaises(AccessError):
            judge.write({"loss_weight": 0})

    @capability("F18")
    def test_act_is_printed_with_explanation_decision_and_approver(self):
        act = self._create_act()
        act.with_user(self.master).explanation = "The buff was new"
        act.with_user(self.master).action_explain()
        judge = act.with_user(self.head)
        judge.decision = "deduct"
        judge.action_decide()
        paper = self._print(act, self.master)
        for words in ("The buff was new", "Deduct", self.head.name, act.name):
            self.assertIn(words, paper)
        with self.assertRaises(AccessError):
            self._print(self._create_act(responsible_id=self.colleague.id), self.master)

    def _print(self, act, user):
        report = self.env["ir.actions.report"].with_user(user)
        return report._render_qweb_html("jewel_stock_ext.loss_act", act.ids)[0].decode()

    def test_nobody_decides_about_his_own_loss(self):
        act = self._create_act(responsible_id=self.head.id)
        own = act.with_user(self.head)
        own.write({"explanation": "Spilled", "decision": "write_off"})
        own.action_explain()
        with self.assertRaises(AccessError):
            own.action_decide()
        act.with_user(self.users["director"]).action_decide()
        self.assertEqual(act.state, "decided")

    def test_investigation_is_decided_anew(self):
        act = self._create_act().with_user(self.head)
        act.write({"explanation": "Unknown", "decision": "investigate"})
        act.action_explain()
        act.action_decide()
        act.action_reopen()
        self.assertEqual(act.state, "explained")

    def test_master_sees_his_own_acts_only(self):
        mine, other = self._create_act(), self._create_act(responsible_id=self.colleague.id)
        acts = self.env["jewel.loss.act"].with_user(self.master)
        self.assertEqual(acts.search([("id", "in", (mine + other).ids)]), mine)

    def test_what_has_been_decided_is_not_rewritten(self):
        act = self._create_act()
        act.with_user(self.master).explanation = "Fell behind the bench"
        act.with_user(self.master).action_explain()
        act.with_user(self.head).decision = "deduct"
        act.with_user(self.head).action_decide()
        with self.assertRefused("stays as it is"):
            act.with_user(self.master).action_explain()
        with self.assertRefused("stays as it is"):
            act.with_user(self.master).explanation = "It was somebody else"
        with self.assertRefused("stays as it is"):
            act.with_user(self.head).decision = "write_off"
        self.assertEqual((act.state, act.decision), ("decided", "deduct"))
