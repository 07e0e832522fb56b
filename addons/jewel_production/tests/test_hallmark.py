from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.jewel_base.tests.common import capability

from .common import ProductionCase

MATRIX = Path(__file__).parent / "access_matrix_hallmark.csv"
UIN = "6430000012345678"


@tagged("post_install", "-at_install")
@capability("F11")
class TestHallmark(ProductionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["storekeeper"]
        places = cls.env["stock.location"]
        cls.office = places._jewel_get_holder("assay")
        cls.losses = places._jewel_get_holder("loss")
        vault = places._jewel_get_holder("vault")
        cls.bench = cls.jeweller._make_metal_location()
        cls.hallmark = cls.env.ref("jewel_production.stage_hallmark")
        cls.company.jewel_route_id = cls._create_route(cls.file, cls.hallmark, cls.polish)
        cls.entries = cls.env["jewel.metal.entry"]
        cls.entries._jewel_post(
            [
                cls._vals("receipt", places._jewel_get_holder("supplier"), vault, 50),
                cls._vals("issue", vault, cls.bench, 20),
            ]
        )
        cls.job = cls._create_job()
        order = cls.job._jewel_open_orders()[:1].with_user(cls.jeweller)
        order.with_context(jewel_no_weighing=True).action_jewel_start()
        order.with_context(jewel_no_weighing=True).action_jewel_finish()
        piece = cls._vals("weighing_out", cls.bench, cls.bench, 16.66, form="piece")
        cls.entries._jewel_post([{**piece, "production_id": cls.job.id}])
        cls.batch = (
            cls.env["jewel.hallmark.batch"].with_user(cls.keeper).create({"loss_norm": 0.02})
        )
        cls.batch.line_ids = [(0, 0, {"production_id": cls.job.id})]
        cls.line = cls.batch.line_ids

    @classmethod
    def _vals(cls, operation, source, dest, gross, **vals):
        return {
            "operation": operation,
            "location_id": source.id,
            "location_dest_id": dest.id,
            "alloy_id": cls.alloy.id,
            "gross_weight": gross,
            **vals,
        }

    def _get_gross(self, place):
        entries = self.entries.search([("production_id", "=", self.job.id)])
        into = entries.filtered(lambda entry: entry.location_dest_id == place)
        out = entries.filtered(lambda entry: entry.location_id == place)
        return round(sum(into.mapped("gross_weight")) - sum(out.mapped("gross_weight")), 4)

    def test_piece_waits_at_the_office_and_its_metal_is_there(self):
        self.assertEqual(self.line.gross_out, 16.66)
        self.batch.action_send()
        self.assertEqual(self._get_gross(self.office), 16.66)
        self.assertEqual(self._get_gross(self.bench), -16.66)
        self.assertEqual(self.job.wait_reason_id.party, "assay")
        lot = self.env["stock.lot"].search([("jewel_job_id", "=", self.job.id)])
        self.assertEqual(lot.uin_state, "requested")
        with self.assertRefused("stay as they were sent"):
            self.line.gross_out = 16

    def test_batch_that_is_back_finishes_the_stage_and_brings_the_uin(self):
        self.batch.action_send()
        with self.assertRefused("weigh the piece that came back"):
            self.batch.action_return()
        self.line.write({"gross_back": 16.65, "mark": "ММ 585", "uins": "643"})
        with self.assertRefused("no UIN, which has 16 digits"):
            self.batch.action_return()
        self.line.uins = UIN
        self.batch.action_return()
        self.assertEqual(self.batch.state, "returned")
        self.assertEqual((self._get_gross(self.office), self._get_gross(self.bench)), (0, -0.01))
        self.assertEqual(self._get_gross(self.losses), 0.01)
        self.assertEqual(self._order_of(self.job, self.hallmark).state, "done")
        self.assertFalse(self.job.wait_reason_id)
        lot = self.env["stock.lot"].search([("uin", "=", UIN)])
        self.assertEqual((lot.uin_state, lot.final_weight), ("assigned", 16.65))
        self.assertEqual(lot.jewel_job_id, self.job)
        self.batch.action_return()  # twice is harmless
        self.assertEqual(self._get_gross(self.losses), 0.01)
        with self.assertRefused("closed"):
            self.batch.receipt_no = "1"

    def test_difference_over_the_norm_is_asked_about(self):
        self.batch.action_send()
        self.line.gross_back = 16.6
        with self.assertRefused("sent 16.6600 g, back 16.6000 g"):
            self.batch.action_return()
        self.batch.difference_note = "Sample was taken twice"
        self.batch.action_return()
        lost = self.entries.search(
            [("production_id", "=", self.job.id), ("location_dest_id", "=", self.losses.id)]
        )
        parts = {entry.is_over_norm: round(entry.gross_weight, 4) for entry in lost}
        self.assertEqual(parts, {False: 0.02, True: 0.04})

    def test_heavier_back_is_asked_about_and_is_a_surplus(self):
        self.batch.action_send()
        self.line.gross_back = 16.67
        with self.assertRefused("Is it so"):
            self.batch.action_return()
        self.batch.difference_note = "Other scale"
        self.batch.action_return()
        self.assertEqual(self._get_gross(self.office), 0)

    def test_batch_that_was_not_taken_is_a_draft_again(self):
        self.batch.action_send()
        self.batch.action_unsend()
        self.assertEqual((self.batch.state, self._get_gross(self.office)), ("draft", 0))
        self.assertNotEqual(self._order_of(self.job, self.hallmark).state, "done")
        self.batch.action_send()
        self.assertEqual(self._get_gross(self.office), 16.66)

    def test_piece_at_another_stage_does_not_leave(self):
        job = self._create_job()
        self.batch.line_ids = [(0, 0, {"production_id": job.id, "gross_out": 5})]
        with self.assertRefused("does not stand at the stage of hallmarking"):
            self.batch.action_send()
        self.assertEqual(self._get_gross(self.office), 0)

    def test_piece_that_nobody_has_weighed_does_not_leave(self):
        """Else nobody's metal would go to the office: the ledger does not have the piece."""
        jobs = self._create_job() | self._create_job()
        for job in jobs:
            order = job._jewel_open_orders()[:1].with_user(self.jeweller)
            order.with_context(jewel_no_weighing=True).action_jewel_start()
            order.with_context(jewel_no_weighing=True).action_jewel_finish()
        self.batch.line_ids = [
            (0, 0, {"production_id": job.id, "gross_out": 16.42}) for job in jobs
        ]
        with self.assertRaisesRegex(UserError, "nobody has weighed") as refusal:
            self.batch.action_send()
        for job in jobs:
            self.assertIn(job.name, str(refusal.exception))
        self.assertNotIn(self.job.name, str(refusal.exception))
        self.assertEqual((self.batch.state, self._get_gross(self.office)), ("draft", 0))

    def test_piece_leaves_with_one_batch_only(self):
        other = self.batch.create({"line_ids": [(0, 0, {"production_id": self.job.id})]})
        self.batch.action_send()
        with self.assertRefused("has left with batch"):
            other.action_send()

    def test_all_that_wait_are_taken_in(self):
        self.line.unlink()
        self.batch.action_fill()
        self.assertIn(self.job, self.batch.line_ids.production_id)

    def test_state_has_one_door(self):
        with self.assertRaises(AccessError):
            self.batch.state = "returned"
        with self.assertRefused("cannot become"):
            self.batch._set_state("returned")
        with self.assertRaises(AccessError):
            self.batch.with_user(self.users["accountant"]).action_send()

    def test_paper_and_file_list_the_pieces(self):
        self.batch.action_send()
        report = self.env["ir.actions.report"].with_user(self.keeper)
        html, _kind = report._render_qweb_html("jewel_production.hallmark_batch", self.batch.ids)
        url = self.batch.action_export()["url"]
        attachment = self.env["ir.attachment"].browse(int(url.split("/")[3].split("?")[0]))
        for text in (html.decode(), attachment.raw.decode("utf-8-sig")):
            for words in (self.job.name, "16,660", "9,7461", "585"):
                self.assertIn(words, text)

    def test_stones_set_afterwards_leave_the_list_as_it_was_sent(self):
        self.batch.action_send()
        before = self.line.sudo()._get_row()
        order = self.job._jewel_open_orders()[:1].sudo()
        order.metal_carats = 0.2
        self.assertEqual(self.line.sudo()._get_row(), before)

    @capability("A2")
    def test_rights_on_models_are_those_of_the_table(self):
        self.assertAccessMatrix(MATRIX)

    def test_piece_cannot_be_moved_into_a_batch_that_has_left(self):
        self.batch.action_send()
        draft = self.env["jewel.hallmark.batch"].with_user(self.keeper).create({})
        draft.line_ids = [(0, 0, {"production_id": self._create_job().id})]
        with self.assertRefused("stay as they were sent"):
            draft.line_ids.batch_id = self.batch
