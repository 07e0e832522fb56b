from pathlib import Path

import psycopg2

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.jewel_base.tests.common import capability

from .common import MetalCase
from .stones import StoneMixin

MATRIX = Path(__file__).parent / "access_matrix_stone.csv"


@tagged("post_install", "-at_install")
@capability("F8")
class TestStone(StoneMixin, MetalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_stones()
        cls._receive_stones()
        cls.damage = cls.env["stock.location"]._jewel_get_holder("stones_broken")

    def test_parcel_is_kept_in_pieces_and_carats(self):
        self._move_stones(self.parcel, self.vault, self.bench, 10, 0.199)
        self.assertEqual(self._held(self.parcel, self.vault), (14, 0.281))
        self.assertEqual(self._held(self.parcel, self.bench), (10, 0.199))
        row = self._row(self.parcel, self.bench, self.keeper)
        self.assertEqual(round(row.grams, 4), 0.0398)

    def test_nobody_gives_more_than_he_has(self):
        with self.assertRefused("has 24 pieces, 0.480 ct of T-24: no more can be taken"):
            self._move_stones(self.parcel, self.vault, self.bench, 25, 0.4)
        with self.assertRefused("no more can be taken"):
            self._move_stones(self.parcel, self.vault, self.bench, 20, 0.481)
        self.assertEqual(self._held(self.parcel, self.vault), (24, 0.48))

    def test_pieces_without_carats_are_no_rest(self):
        with self.assertRefused("0 pieces of T-24 with 0.001 ct: weigh what is left"):
            self._move_stones(self.parcel, self.vault, self.bench, 24, 0.479)

    def test_a_dialog_books_once(self):
        receipt = self._by_hand(self.keeper, "receipt", lot_id=self.parcel.id, pieces=5, carats=0.1)
        row = self._row(self.parcel, self.vault, self.keeper)
        issue = self._by_hand(
            self.keeper,
            "issue",
            balance_id=row.id,
            to_user_id=self.master.id,
            pieces=1,
            carats=0.02,
        )
        for dialog, pieces in ((receipt, 29), (issue, 28)):
            dialog.action_move()
            self.assertEqual(dialog.action_move()["type"], "ir.actions.act_window_close")
            self.env.invalidate_all()
            self.assertEqual(self._held(self.parcel, self.vault)[0], pieces)

    def test_single_goes_as_a_whole_and_once(self):
        with self.assertRefused("one stone of 0.305 ct"):
            self._move_stones(self.single, self.vault, self.bench, 1, 0.3)
        self._move_stones(self.single, self.vault, self.bench, 1, 0.305)
        with self.assertRefused("Somebody may have taken them a moment ago"):
            self._move_stones(self.single, self.vault, self.other_bench, 1, 0.305)

    def test_certificate_is_of_one_stone(self):
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            self._create_lot("T-2", **self._single_vals("gia 1"))
        self._create_lot("T-3", **{**self._single_vals("GIA 1"), "certificate_lab": "Other"})
        with self.assertRefused("enter its certificate number", ValidationError):
            self._create_lot("T-4", stone_kind="single", stone_carats=1)

    def test_history_stays(self):
        entry = self._move_stones(self.parcel, self.vault, self.bench, 1, 0.02)
        with self.assertRefused("never rewritten"):
            entry.pieces = 2
        with self.assertRefused("never rewritten"):
            entry.unlink()
        self.env.flush_all()
        for query in (
            "UPDATE jewel_stone_entry SET pieces = 5 WHERE id = %s",
            "DELETE FROM jewel_stone_entry WHERE id = %s",
        ):
            with (
                self.assertRaises(psycopg2.Error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [entry.id])
        with self.assertRefused("carats and owner stay"):
            self.single.stone_carats = 0.4
        entry.with_user(self.keeper).action_reverse()
        self.assertEqual(self._held(self.parcel, self.bench), (0, 0))
        with self.assertRefused("has been reversed"):
            entry.action_reverse()

    def test_client_s_stones_are_apart(self):
        lot = self._create_lot("T-C", stone_owner_id=self.client_partner.id)
        move = self._by_hand(self.keeper, "receipt", lot_id=lot.id, pieces=2, carats=0.1)
        move.action_move()
        entry = lot.stone_entry_ids
        self.assertEqual(entry.location_id.metal_holder, "client")
        self.assertTrue(entry.is_client_stone)
        self.assertTrue(self._row(lot, self.vault, self.keeper).is_client_stone)
        with self.assertRaises(AccessError):
            lot.with_user(self.head).read(["stone_owner_id"])

    def test_dialog_proposes_carats_by_the_average(self):
        with Form(self.env["jewel.stone.move"].with_user(self.keeper)) as form:
            form.kind = "issue"
            form.balance_id = self._row(self.parcel, self.vault, self.keeper)
            form.to_user_id = self.master
            form.pieces = 3
            self.assertEqual(form.carats, 0.06)
        form.record.action_move()
        self.assertEqual(self._held(self.parcel, self.bench), (3, 0.06))

    def test_master_writes_an_act_about_his_stone(self):
        self._move_stones(self.parcel, self.vault, self.bench, 3, 0.06)
        row = self._row(self.parcel, self.bench, self.master)
        move = self._by_hand(self.master, "broken", balance_id=row.id, pieces=1, carats=0.02)
        with self.assertRefused("Say how the stone was broken"):
            move.action_move()
        move.note = "Cracked under the prong"
        act = self.env["jewel.stone.act"].browse(move.action_move()["res_id"])
        self.assertEqual(self._held(self.parcel, self.damage), (1, 0.02))
        self.assertEqual((act.responsible_id, act.state), (self.master, "open"))
        self.assertEqual(act.stone_name, "1 бр. Кр-57-0,02 кар. 3/4")
        with self.assertRaises(AccessError):
            act.with_user(self.master).action_decide()
        judge = act.with_user(self.head)
        with self.assertRefused("choose who pays"):
            judge.action_decide()
        judge.payer = "workshop"
        judge.action_decide()
        self.assertEqual((act.state, act.decided_by_id), ("decided", self.head))
        with self.assertRefused("closed"):
            judge.payer = "master"
        with self.assertRefused("cannot become"):
            judge.action_cancel()

    def test_found_stone_goes_back_to_the_master(self):
        self._move_stones(self.single, self.vault, self.bench, 1, 0.305)
        row = self._row(self.single, self.bench, self.master)
        move = self._by_hand(self.master, "lost", balance_id=row.id, note="Fell down")
        act = self.env["jewel.stone.act"].browse(move.action_move()["res_id"])
        self.assertEqual(self._held(self.single, self.bench), (0, 0))
        act.with_user(self.head).action_cancel()
        self.assertEqual(self._held(self.single, self.bench), (1, 0.305))

    def test_nobody_decides_about_his_own_stone(self):
        bench = self.head._make_metal_location()
        self._move_stones(self.single, self.vault, bench, 1, 0.305)
        row = self._row(self.single, bench, self.head)
        move = self._by_hand(self.head, "broken", balance_id=row.id, note="Cracked")
        act = self.env["jewel.stone.act"].browse(move.action_move()["res_id"])
        with self.assertRaises(AccessError):
            act.with_user(self.head).payer = "client"
        act.with_user(self.users["director"]).payer = "workshop"
        act.with_user(self.users["director"]).action_decide()

    def test_master_sees_and_moves_his_own_stones_only(self):
        self._move_stones(self.parcel, self.vault, self.bench, 1, 0.02)
        self._move_stones(self.single, self.vault, self.other_bench, 1, 0.305)
        rows = self.env["jewel.stone.balance"].with_user(self.master).search([])
        self.assertEqual(rows.location_id, self.bench)
        self.assertEqual(
            rows.read(["stone_name"])[0]["stone_name"], "T-24: 1 бр. Кр-57-0,02 кар. 3/4"
        )
        other = self._row(self.single, self.other_bench, self.keeper)
        move = self._by_hand(self.master, "broken", balance_id=other.id, note="Not mine")
        with self.assertRaises(AccessError):
            move.action_move()
        issue = self._by_hand(self.master, "issue", balance_id=rows.id, pieces=1, carats=0.02)
        with self.assertRaises(AccessError):
            issue.action_move()

    def test_act_on_paper(self):
        self._move_stones(self.single, self.vault, self.bench, 1, 0.305)
        row = self._row(self.single, self.bench, self.master)
        move = self._by_hand(self.master, "broken", balance_id=row.id, note="Cracked")
        act_id = move.action_move()["res_id"]
        report = self.env["ir.actions.report"].with_user(self.master)
        html, _kind = report._render_qweb_html("jewel_stock_ext.stone_act", [act_id])
        for words in ("GIA 1", "Cracked", self.master.name):
            self.assertIn(words, html.decode())

    @capability("A2")
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_act_whose_movement_was_reversed_can_still_be_cancelled(self):
        self._move_stones(self.parcel, self.vault, self.bench, 2, 0.04)
        act = self.env["jewel.stone.act"]._jewel_make(
            {
                "operation": "broken",
                "lot_id": self.parcel.id,
                "location_id": self.bench.id,
                "location_dest_id": self.damage.id,
                "pieces": 1,
                "carats": 0.02,
            },
            "Cracked",
        )
        act.entry_id.with_user(self.keeper).action_reverse()
        act.with_user(self.head).action_cancel()
        self.assertEqual(act.state, "cancelled")
        self.assertEqual(self._held(self.parcel, self.bench), (2, 0.04))
