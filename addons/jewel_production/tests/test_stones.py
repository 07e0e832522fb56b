from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability
from odoo.addons.jewel_stock_ext.tests.stones import StoneMixin

from .common import ProductionCase


@tagged("post_install", "-at_install")
@capability("F8")
class TestJobStones(StoneMixin, ProductionCase):
    """A job whose stones are issued, set, weighed and broken at the bench of its jeweller."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["storekeeper"]
        places = cls.env["stock.location"]
        cls.vault = places._jewel_get_holder("vault")
        cls.supplier = places._jewel_get_holder("supplier")
        cls.in_pieces = places._jewel_get_holder("stones_set")
        cls.bench = cls.jeweller._make_metal_location()
        cls._create_stones()
        cls._receive_stones()
        cls.file.is_weighed = True
        cls.company.jewel_route_id = cls._create_route(cls.file, cls.polish)
        cls.job = cls._create_job()
        cls.order = cls.job._jewel_open_orders()[:1].with_user(cls.jeweller)
        cls.order.with_context(jewel_no_weighing=True).action_jewel_start()
        cls.order.sudo().weight_in = 16.64
        insert = {"stone_id": cls.brilliant.id, "quantity": 10, "carats": 0.2}
        cls.job.product_id.insert_ids = [Command.create(insert)]

    def _issue(self):
        """Three taps: the button on the job, the stones, book."""
        action = self.job.with_user(self.keeper).action_jewel_stones()
        move = (
            self.env["jewel.stone.move"]
            .with_user(self.keeper)
            .with_context(**action["context"])
            .create({"balance_id": self._row(self.parcel, self.vault, self.keeper).id})
        )
        self.assertEqual((move.to_user_id, move.pieces, move.carats), (self.jeweller, 10, 0.2))
        move.action_move()

    def _at_bench(self, kind="set", **vals):
        action = self.order.action_jewel_stones()
        context = {**action["context"], "default_kind": kind}
        row = self._row(self.parcel, self.bench, self.jeweller)
        return (
            self.env["jewel.stone.move"]
            .with_user(self.jeweller)
            .with_context(**context)
            .create({"balance_id": row.id, **vals})
        )

    def test_stones_are_issued_for_the_job_and_set_in_its_piece(self):
        self._issue()
        self.assertEqual(self._held(self.parcel, self.bench), (10, 0.2))
        self._at_bench().action_move()
        self.assertEqual(self._held(self.parcel, self.in_pieces), (10, 0.2))
        self.assertEqual(self.order.stone_set_text, "10 бр. Кр-57-0,20 кар. 3/4")
        entries = self.job.stone_entry_ids
        self.assertEqual(set(entries.mapped("operation")), {"issue", "set"})
        self.assertEqual(entries.workorder_id, self.order.sudo())

    def test_weighing_takes_off_what_was_set_whatever_is_typed(self):
        self._issue()
        self._at_bench().action_move()
        pad = self.env["jewel.weighing"].with_user(self.jeweller)
        weighing = pad.create(
            {
                "workorder_id": self.order.id,
                "kind": "out",
                "weight_text": "16,66",
                "metal_filings": 0.015,
                "metal_carats": 9,
            }
        )
        weighing.action_weigh()
        order = self.order.sudo()
        self.assertEqual((order.metal_carats, order.state), (0.2, "done"))
        self.assertEqual(round(order.metal_loss, 4), 0.005)

    def test_without_stones_in_the_book_carats_are_typed(self):
        self.assertIsNone(self.order.sudo()._get_set_carats())
        self._weigh_out("16,68", metal_carats=0.2)
        self.assertEqual(self._get_piece_masses(), (16.68, 16.64))

    def test_what_the_book_has_in_the_piece_counts_whatever_was_typed(self):
        self.order.sudo().metal_carats = 9
        self._issue()
        self._at_bench().action_move()
        self._weigh_out("16,68")
        self.assertEqual(self._get_piece_masses(), (16.68, 16.64))

    def test_stones_that_are_issued_but_not_booked_as_set_are_asked_about(self):
        self._issue()
        pad = self._weigh_out("16,68", metal_carats=0.2)
        self.assertIn("are not booked as set", pad.doubt)
        self.assertEqual(self.order.sudo().state, "progress")

    def test_stones_taken_out_after_the_second_weighing_are_counted_back(self):
        self._issue()
        self._at_bench().action_move()
        self._weigh_out("16,68")
        self._take_out(5, 0.1)
        last = self._start_polishing(16.66)
        self.assertEqual(self._get_piece_masses(), (16.66, 16.64))
        self._weigh_out("16,66", last)
        self.assertEqual((last.sudo().metal_carats, last.sudo().metal_loss), (0, 0))
        self.assertEqual(self._get_stones_gross(), 0.02)

    def test_stones_taken_out_between_two_weighings_are_no_loss(self):
        self._issue()
        self._at_bench().action_move()
        self._weigh_out("16,68")
        last = self._start_polishing(16.68)
        self._take_out(5, 0.1)
        self._weigh_out("16,66", last)
        self.assertEqual((last.sudo().metal_carats, last.sudo().metal_loss), (-0.1, 0))
        self.assertEqual(self._get_piece_masses(), (16.66, 16.64))
        self.assertEqual(self._get_stones_gross(), 0.02)

    def test_stones_set_after_the_last_weighing_are_no_metal_at_the_hand_over(self):
        self._issue()
        self._weigh_out("16,64")
        self._work_through(self.job)
        self._at_bench().action_move()
        self.job.sudo().final_weight = 16.68
        self.job.with_user(self.head).action_jewel_handover()
        done = self.job.sudo().metal_entry_ids.filtered(
            lambda entry: entry.location_dest_id.metal_holder == "finished"
        )
        self.assertEqual((done.gross_weight, done.net_weight), (16.68, 16.64))
        self.assertEqual(self._get_stones_gross(), 0.04)

    def test_stones_of_a_finish_that_is_taken_back_count_once(self):
        self._issue()
        self._at_bench(pieces=4, carats=0.08).action_move()
        self._weigh_out("16,656")
        self._take_out(4, 0.08)
        last = self._start_polishing(16.64)
        self._at_bench().action_move()
        self._weigh_out("16,68", last)
        last.action_jewel_undo_finish()
        again = self._order_of(self.job, self.polish, self.colleague)
        self._weigh_out("16,68", again)
        self.assertEqual((again.sudo().metal_carats, again.sudo().metal_loss), (0.2, 0))
        self.assertEqual(self._get_piece_masses(), (16.68, 16.64))
        self.assertEqual(self._get_stones_gross(), 0.04)

    def _weigh_out(self, text, order=None, **vals):
        order = order or self.order
        pad = self.env["jewel.weighing"].with_user(order.env.user)
        weighing = pad.create(
            {"workorder_id": order.id, "kind": "out", "weight_text": text, **vals}
        )
        weighing.action_weigh()
        return weighing

    def _start_polishing(self, grams):
        """The next stage, weighed in by a colleague."""
        self.polish.is_weighed = True
        order = self._order_of(self.job, self.polish, self.colleague)
        pad = self.env["jewel.weighing"].with_user(self.colleague)
        vals = {"workorder_id": order.id, "kind": "in", "weight_text": str(grams)}
        pad.create(vals).action_weigh()
        return order

    def _take_out(self, pieces, carats):
        row = self._row(self.parcel, self.in_pieces, self.head)
        vals = {"balance_id": row.id, "production_id": self.job.id, "to_user_id": self.jeweller.id}
        self._by_hand(self.head, "unset", **vals, pieces=pieces, carats=carats).action_move()

    def _get_piece_masses(self):
        entry = self.job.sudo()._get_metal_whereabouts()
        return entry.gross_weight, entry.net_weight

    def _get_stones_gross(self):
        """Grams of stones that have come to the metal of the job from outside."""
        entries = self.job.sudo().metal_entry_ids.filtered(lambda entry: entry.form == "stones")
        came = entries.filtered(lambda entry: entry.location_id.metal_holder == "stones")
        return round(sum(came.mapped("gross_weight")) * 2 - sum(entries.mapped("gross_weight")), 4)

    def test_broken_stone_of_the_job_has_its_act(self):
        self._issue()
        move = self._at_bench("broken", pieces=1, carats=0.02, note="Cracked")
        act = self.env["jewel.stone.act"].browse(move.action_move()["res_id"])
        self.assertEqual((act.production_id, act.document), (self.job, self.job.name))

    def test_stone_taken_out_goes_to_a_master(self):
        self._issue()
        self._at_bench(pieces=2, carats=0.04).action_move()
        row = self._row(self.parcel, self.in_pieces, self.head)
        vals = {
            "balance_id": row.id,
            "production_id": self.job.id,
            "to_user_id": self.jeweller.id,
            "carats": 0.02,
        }
        with self.assertRefused("has 2 such stones"):
            self._by_hand(self.head, "unset", **vals, pieces=3).action_move()
        self._by_hand(self.head, "unset", **vals, pieces=1).action_move()
        self.assertEqual(self._held(self.parcel, self.bench), (9, 0.18))

    def test_jeweller_sets_nothing_in_a_job_that_is_not_his(self):
        self._issue()
        other = self._create_job()
        other.sudo()._jewel_open_orders().jeweller_id = self.colleague
        with self.assertRaises(AccessError):
            self._at_bench(production_id=other.id, workorder_id=False).action_move()

    def test_nothing_is_set_in_a_closed_job(self):
        self._issue()
        self.job.sudo().action_cancel()
        row = self._row(self.parcel, self.bench, self.head)
        move = self._by_hand(
            self.head, "set", balance_id=row.id, production_id=self.job.id, pieces=1, carats=0.02
        )
        with self.assertRefused("is closed"):
            move.action_move()

    def test_tag_names_the_stones_that_were_set(self):
        self._issue()
        self._at_bench(pieces=9, carats=0.18).action_move()
        lot = self.env["stock.lot"].create(
            {"name": "P", "product_id": self.job.product_id.id, "jewel_job_id": self.job.id}
        )
        self.assertEqual(lot._get_tag_inserts(), ["9 бр. Кр-57-0,18 кар. 3/4"])

    def test_the_rest_of_a_lot_leaves_the_piece_with_all_its_carats(self):
        self._issue()
        self._at_bench(pieces=2, carats=0.05).action_move()
        row = self._row(self.parcel, self.in_pieces, self.head)
        move = self._by_hand(self.head, "unset", balance_id=row.id, production_id=self.job.id)
        move.pieces = 2
        self.assertEqual(move.carats, 0.05)
        move.write({"carats": 0.04, "to_user_id": self.jeweller.id})
        with self.assertRefused("has 2 such stones, 0.050 ct"):
            move.action_move()

    @capability("F8", "A32")
    def test_receipt_and_envelope_name_the_stones_that_were_set(self):
        line = self.job.sale_line_id
        meant = ["10 бр. Кр-57-0,20 кар. 3/4"]
        self.assertEqual(line._get_set_notations(), meant)
        self._issue()
        self._at_bench(pieces=9, carats=0.18).action_move()
        self.assertEqual(line._get_set_notations(), ["9 бр. Кр-57-0,18 кар. 3/4"])
        sheet = self.job.with_user(self.jeweller)._prepare_route_sheet()
        self.assertEqual(sheet["inserts"], "9 бр. Кр-57-0,18 кар. 3/4")

    def test_equal_stones_of_two_parcels_are_one_insert(self):
        self._issue()
        self._at_bench(pieces=9, carats=0.18).action_move()
        other = self._create_lot("T-25")
        self._move_stones(other, self.supplier, self.bench, 1, 0.02, "receipt")
        self._move_stones(
            other, self.bench, self.in_pieces, 1, 0.02, "set", production_id=self.job.id
        )
        self.assertEqual(self.job._get_set_notations(), ["10 бр. Кр-57-0,20 кар. 3/4"])

    def test_bench_offers_stones_when_there_are_any_to_set(self):
        self.job.product_id.insert_ids = False
        self.assertFalse(self.order.can_set_stones)
        self._move_stones(self.parcel, self.vault, self.bench, 1, 0.02)
        self.order.invalidate_recordset()
        self.assertTrue(self.order.can_set_stones)
