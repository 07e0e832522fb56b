from datetime import date
from decimal import Decimal
from pathlib import Path

from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase


@tagged("post_install", "-at_install")
class TestCount(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._receive(100)
        cls._post(cls.vault, cls.bench, 20, "issue", form="granules")

    def _create_count(self, scale=None):
        count = (
            self.env["jewel.metal.count"]
            .with_user(self.keeper)
            .create({"location_id": self.bench.id})
        )
        if scale is not None:
            count.line_ids.scale_weight = scale
        return count

    def _create_norm(self, percent):
        self.env["jewel.loss.norm"].create(
            {
                "metal": "gold",
                "alloy_id": self.white.id,
                "percent": percent,
                "date_from": date(2026, 1, 1),
                "order_no": "7-Н",
                "order_date": date(2026, 1, 1),
            }
        )

    def _book(self, count):
        count.action_weigh()
        count.with_user(self.master).action_confirm()

    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(Path(__file__).parent / "access_matrix_count.csv")

    @capability("F10")
    def test_book_follows_the_scale_within_and_over_the_norm(self):
        self._create_norm(1)
        count = self._create_count(19.5)
        self.assertEqual(count.line_ids.book_weight, 20)
        self.assertAlmostEqual(count.difference, -0.5, 4)
        self.assertAlmostEqual(count.pure_difference, -0.2925, 8)
        self._book(count)
        self.assertEqual(self._get_gross(self.bench), Decimal("19.5"))
        entries = count.sudo().entry_ids.sorted("is_over_norm")
        self.assertEqual(entries.mapped("gross_weight"), [0.2, 0.3])
        self.assertEqual(entries.mapped("is_over_norm"), [False, True])
        self.assertEqual(count.sudo().act_ids.over_weight, 0.3)
        self.assertEqual(count.sudo().act_ids.responsible_id, self.master)
        self.assertTrue(self.env["jewel.metal.check"]._jewel_check_ledger().is_right)

    def test_what_stages_have_lost_uses_up_the_norm(self):
        self._create_norm(1)
        self._post(self.bench, self.losses, 0.15, "loss")
        count = self._create_count(19.75)
        self._book(count)
        self.assertEqual(count.sudo().act_ids.over_weight, 0.05)

    @capability("F10")
    def test_count_is_printed_with_the_scale_and_both_signatures(self):
        self._create_norm(1)
        count = self._create_count(19.5)
        self._book(count)
        paper = self._print(count, self.master)
        for words in ("19.5000", "0.5000", self.keeper.name, count.sudo().act_ids.name):
            self.assertIn(words, paper)
        with self.assertRaises(AccessError):
            self._print(count, self.colleague)

    def _print(self, count, user):
        report = self.env["ir.actions.report"].with_user(user)
        return report._render_qweb_html("jewel_stock_ext.metal_count", count.ids)[0].decode()

    @capability("F10")
    def test_surplus_is_an_operation_of_its_own(self):
        count = self._create_count(20.1234)
        self._book(count)
        entry = count.sudo().entry_ids
        self.assertEqual((entry.operation, entry.gross_weight), ("surplus", 0.1234))
        self.assertEqual(self._get_gross(self.bench), Decimal("20.1234"))

    def test_loss_without_a_norm_is_told(self):
        count = self._create_count(19.9)
        self._book(count)
        self.assertEqual(count.activity_ids.user_id, self.keeper)

    def test_both_sides_sign(self):
        count = self._create_count()
        with self.assertRefused("or enter 0"):
            count.action_weigh()
        count.line_ids.is_weighed = True
        with self.assertRefused("weigh first"):
            count.action_confirm()
        count.line_ids.scale_weight = 20
        count.action_weigh()
        with self.assertRefused("stays"):
            count.line_ids.scale_weight = 5
        with self.assertRaises(AccessError):
            count.with_user(self.colleague).action_confirm()
        self.master._set_metal_pin("4711")
        action = count.action_confirm()
        ask = self.env[action["res_model"]].with_user(self.keeper)
        with self.assertRefused("not the PIN"):
            ask.create({"count_id": count.id, "pin": "0000"}).action_confirm()
        ask.create({"count_id": count.id, "pin": "4711"}).action_confirm()
        self.assertEqual((count.state, count.confirmed_by_id), ("done", self.master))
        self.assertFalse(count.sudo().entry_ids)
        count.with_user(self.master).action_confirm()
        with self.assertRefused("cannot become"):
            count.action_cancel()

    def test_metal_that_moves_meanwhile_is_weighed_again(self):
        count = self._create_count(20)
        count.action_weigh()
        self._post(self.bench, self.other_bench, 5, form="granules")
        asked = count.with_user(self.master).action_confirm()
        self.assertEqual(asked["tag"], "display_notification")
        self.assertEqual((count.state, count.line_ids.book_weight), ("draft", 15))
        self.assertEqual(count.line_ids.asked_weight, 20)
        self.assertFalse(count.line_ids.is_weighed)
        self.assertFalse(count.sudo().entry_ids)

    def test_entry_that_this_transaction_cannot_see_begins_it_anew(self):
        count = self._create_count(20)
        self.patch(type(count), "_jewel_count_committed", lambda _self, _place: 10**6)
        with self.assertRaises(ConcurrencyError):
            count.action_weigh()

    def test_forms_that_were_worked_into_each_other_are_one_heap(self):
        self._post(self.bench, self.vault, 8, "return", form="casting")
        count = self._create_count()
        self.assertEqual((count.line_ids.form, count.line_ids.book_weight), (False, 12))

    def test_clients_metal_is_counted_apart(self):
        client = self.env["stock.location"]._jewel_get_holder("client")
        self._post(client, self.bench, 7, "receipt", owner_id=self.client_partner.id)
        count = self._create_count()
        self.assertEqual(sorted(count.line_ids.mapped("book_weight")), [7, 20])
        for line in count.line_ids:
            line.scale_weight = line.book_weight + (0.5 if line.owner_id else 0)
        self._book(count)
        self.assertEqual(count.sudo().entry_ids.owner_id, self.client_partner)

    @capability("F10")
    def test_schedule_makes_one_draft_a_master(self):
        self.env.company.metal_count_days = 7
        counts = self.env["jewel.metal.count"]
        counts._cron_schedule()
        counts._cron_schedule()
        [count] = counts.search([("location_id", "=", self.bench.id)])
        self.assertEqual((count.state, len(count.activity_ids)), ("draft", 1))

    def test_norm_of_an_alloy_is_used_up_by_all_its_finenesses_together(self):
        self._create_norm(1)
        self._post(self.vault, self.bench, 20, "issue", fineness=583)
        count = self._create_count()
        for line in count.line_ids:
            line.scale_weight = 19.7
        self._book(count)
        within = count.sudo().entry_ids.filtered(lambda entry: not entry.is_over_norm)
        self.assertAlmostEqual(sum(within.mapped("gross_weight")), 0.4, 4)
        self.assertAlmostEqual(sum(count.sudo().act_ids.mapped("over_weight")), 0.2, 4)

    def test_line_cannot_be_moved_onto_a_count_that_was_signed(self):
        count = self._create_count(20)
        other = (
            self.env["jewel.metal.count"]
            .with_user(self.keeper)
            .create({"location_id": self.other_bench.id})
        )
        other.line_ids = [(0, 0, {"alloy_id": self.red.id, "scale_weight": 1})]
        count.action_weigh()
        with self.assertRefused("what both have seen stays"):
            other.line_ids.count_id = count

    @capability("F10")
    def test_metal_of_a_master_who_has_left_is_counted_and_returned_without_him(self):
        self._create_norm(1)
        self.master.active = False
        count = self._create_count(19.5)
        count.action_weigh()
        with self.assertRefused("has left: say in the note why"):
            count.with_user(self.head).action_confirm()
        count.note = "Dismissed on 27 November"
        self.assertIs(count.with_user(self.head).action_confirm(), True)
        self.assertEqual((count.state, count.confirmed_by_id), ("done", self.head))
        self.assertEqual(count.sudo().act_ids.responsible_id, self.master)
        people = self.env["res.users"].with_user(self.keeper).with_context(active_test=False)
        offered = people.name_search(self.master.name, [("share", "=", False)])
        self.assertIn(self.master.id, dict(offered), "the form of the return offers him")
        sheet = self._create_transfer("return", gross=19.5)
        with self.assertRefused("has left: say in the note why"):
            sheet.action_issue()
        sheet.note = "Dismissed on 27 November"
        self.assertIs(sheet.action_issue(), True)
        self.assertIs(sheet.action_receive(), True)
        self.assertEqual((sheet.issued_by_id, sheet.from_user_id), (self.keeper, self.master))
        self.assertEqual(self._get_gross(self.bench), 0)
        self.assertEqual(self._get_gross(self.vault), Decimal("99.5"))

    def test_nobody_takes_metal_for_a_master_who_has_left(self):
        sheet = self._create_transfer(gross=1, note="Dismissed")
        sheet.action_issue()
        self.master.active = False
        action = sheet.action_receive()
        self.assertEqual(action["context"]["default_step"], "receive")
        with self.assertRefused("has no PIN yet"):
            self._confirm(action, pin="4711")

    def test_a_colleague_signs_no_count_of_a_master_who_has_left(self):
        count = self._create_count(20)
        count.note = "Dismissed"
        count.action_weigh()
        self.master.active = False
        with self.assertRaises(AccessError):
            count.with_user(self.colleague).action_confirm()
