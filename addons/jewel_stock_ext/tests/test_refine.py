from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_stock_ext.metal import exact

from .common import MetalCase


@tagged("post_install", "-at_install")
class TestRefine(MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pure_gold = cls.env["jewel.alloy"].create({"name": "Test 999.9", "fineness": 999.9})
        cls._receive(100)
        cls._post(cls.vault, cls.bench, 20, "issue")
        cls._post(cls.vault, cls.other_bench, 20, "issue")
        cls.refiner = cls.env["res.partner"].create({"name": "Refiner"})

    def _create_lot(self, seal, gross, place=None):
        lot = (
            self.env["jewel.refine.lot"]
            .with_user(self.keeper)
            .create(
                {
                    "name": seal,
                    "location_id": (place or self.bench).id,
                    "line_ids": [(0, 0, {"alloy_id": self.white.id, "gross_weight": gross})],
                }
            )
        )
        lot.action_seal()
        lot.action_collect()
        return lot

    def _send(self, *lots):
        refine = (
            self.env["jewel.refine"].with_user(self.keeper).create({"partner_id": self.refiner.id})
        )
        for lot in lots:
            lot.refine_id = refine
        refine.action_send()
        return refine

    @capability("F9")
    def test_settlement_clears_the_refiner_and_is_shared_exactly(self):
        lots = [self._create_lot("P-1", 3), self._create_lot("P-2", 4, self.other_bench)]
        refine = self._send(*lots)
        refinery = self.env["stock.location"]._jewel_get_holder("refinery")
        self.assertEqual(self._get_gross(refinery), 7)
        self.assertAlmostEqual(refine.expected_pure_weight, 7 * 0.585 * 0.97, 8)
        refine.write(
            {
                "returned_alloy_id": self.pure_gold.id,
                "returned_weight": 4.0001,
                "fee_weight": 0.1,
                "fee_amount": 500,
            }
        )
        refine.action_settle()
        refine.action_settle()
        parts = [exact(lot.recovered_pure_weight, 8) for lot in lots]
        self.assertEqual(sum(parts), Decimal("4.0001") * Decimal("999.9") / 1000)
        self.assertAlmostEqual(float(parts[0] / parts[1]), 0.75, 6)
        self.assertEqual(exact(refine.residue_weight, 8), Decimal("0.00000001"))
        total = [
            sum(grams)
            for grams in zip(
                *(
                    self.balances._get_balance(refinery, alloy).values()
                    for alloy in (self.white, self.pure_gold)
                ),
                strict=True,
            )
        ]
        self.assertEqual((total[0], total[2]), (0, 0))
        self.assertEqual(self._get_gross(self.vault, self.pure_gold), Decimal("3.9001"))
        self.assertEqual(lots[0].state, "settled")
        self.assertTrue(self.env["jewel.metal.check"]._jewel_check_ledger().is_right)
        with self.assertRefused("stays"):
            refine.returned_weight = 1

    def test_seal_is_used_once_and_shuts_the_lot(self):
        lot = self._create_lot("P-3", 3)
        with self.assertRefused("sealed"):
            lot.line_ids.gross_weight = 2
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._create_lot(" p-3", 1)

    def test_states_have_one_door(self):
        lot = self._create_lot("P-4", 3)
        with self.assertRaises(AccessError):
            lot.state = "settled"
        refine = self._send(lot)
        with self.assertRefused("cannot become"):
            refine.action_cancel()
        with self.assertRefused("which metal came back"):
            refine.action_settle()

    @capability("F9")
    def test_what_is_not_settled_in_time_is_told_once(self):
        refine = self._send(self._create_lot("P-5", 3))
        refine._cron_overdue()
        self.assertFalse(refine.activity_ids)
        refine.sudo().sent_on = Datetime.subtract(Datetime.now(), days=31)
        refine.sudo()._cron_overdue()
        refine.sudo()._cron_overdue()
        self.assertEqual(len(refine.sudo().activity_ids), 1)

    def test_what_the_night_tells_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.vault.responsible_id = self.keeper
        self.keeper.lang = "ru_RU"
        refine = self._send(self._create_lot("P-9", 3)).sudo().with_context(lang=None)
        refine.sent_on = Datetime.subtract(Datetime.now(), days=31)
        refine._cron_overdue()
        self.assertIn("аффинаж", refine.activity_ids.summary)

    def test_master_sees_his_own_lots_only(self):
        mine = self._create_lot("P-6", 1)
        other = self._create_lot("P-7", 1, self.other_bench)
        lots = self.env["jewel.refine.lot"].with_user(self.master)
        self.assertEqual(lots.search([("id", "in", (mine + other).ids)]), mine)

    def test_list_is_printed(self):
        refine = self._send(self._create_lot("P-8", 3))
        html = self._render("refine_list", refine)
        self.assertIn(b"P-8", html)
        self.assertNotIn(b"Assay No.", html)
        refine.write({"returned_alloy_id": self.pure_gold.id, "returned_weight": 1.7})
        refine.assay_no = "A-77"
        refine.action_settle()
        self.assertIn(b"A-77", self._render("refine_list", refine))

    def _render(self, name, records):
        report = self.env["ir.actions.report"].with_user(self.keeper)
        return report._render_qweb_html(f"jewel_stock_ext.{name}", records.ids)[0]

    def test_lot_cannot_join_a_sending_that_has_left(self):
        lot, late = self._create_lot("P-1", 3), self._create_lot("P-2", 2)
        refine = self._send(lot)
        with self.assertRefused("has left"):
            late.refine_id = refine
        with self.assertRefused("has left"):
            refine.lot_ids = [(4, late.id)]
        self.assertEqual(refine.lot_ids, lot)

    def test_line_cannot_be_moved_into_a_sealed_lot(self):
        sealed = self._create_lot("P-1", 3)
        opened = (
            self.env["jewel.refine.lot"]
            .with_user(self.keeper)
            .create(
                {
                    "name": "P-2",
                    "location_id": self.bench.id,
                    "line_ids": [(0, 0, {"alloy_id": self.white.id, "gross_weight": 1})],
                }
            )
        )
        with self.assertRefused("is sealed and stays"):
            opened.line_ids.lot_id = sealed
