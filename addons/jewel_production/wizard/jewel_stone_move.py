from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.jewel_stock_ext.stone import balance_fault, carats_of


class JewelStoneMove(models.TransientModel):
    """Stones for a job: issued to a master, set in the piece, taken out, broken."""

    _inherit = "jewel.stone.move"

    kind = fields.Selection(
        selection_add=[
            ("set", "Set in the Piece"),
            ("unset", "Taken out of the Piece"),
        ],
        ondelete={"set": "cascade", "unset": "cascade"},
    )
    production_id = fields.Many2one("mrp.production", "Job")
    workorder_id = fields.Many2one("mrp.workorder", "Stage")

    @api.model
    def default_get(self, fields):
        """The master who has the work gets the stones."""
        vals = super().default_get(fields)
        if vals.get("production_id") and "to_user_id" in fields:
            job = self.env["mrp.production"].browse(vals["production_id"])
            job.check_access("read")
            vals.setdefault("to_user_id", job.sudo().jeweller_id.id)
        return vals

    def _get_source_domain(self):
        if self.kind == "unset":
            lots = self._get_job()._get_stones_set() if self.production_id else {}
            lot_ids = [lot.id for lot in lots]
            return Domain("metal_holder", "=", "stones_set") & Domain("lot_id", "in", lot_ids)
        if self.kind == "set":
            return Domain("metal_holder", "=", "master")
        return super()._get_source_domain()

    @api.depends("production_id")
    def _compute_balance_ids(self):
        return super()._compute_balance_ids()

    def _get_usual_pieces(self):
        """Override: as many as the model has of this kind of stone."""
        if not (self.production_id and self.balance_id):
            return super()._get_usual_pieces()
        kind = self.balance_id.sudo().lot_id.jewel_stone_id
        inserts = self._get_job().product_id.insert_ids
        meant = sum(inserts.filtered(lambda insert: insert.stone_id == kind).mapped("quantity"))
        return min(meant or self.pieces, self.balance_id.pieces)

    def _get_job(self):
        self.production_id.check_access("read")
        return self.production_id.sudo()

    def _get_bench_kinds(self):
        return (*super()._get_bench_kinds(), "set")

    def _prepare_entry_vals(self):
        job = self.production_id
        return {
            **super()._prepare_entry_vals(),
            "production_id": job.id,
            "workorder_id": self.workorder_id.id,
            "ref": self.ref or job.name,
        }

    def _get_ends(self):
        places = self.env["stock.location"]
        if self.kind == "set":
            self._check_job_open()
            return self.balance_id.location_id, places._jewel_get_holder("stones_set")
        if self.kind == "unset":
            self._check_job_open()
            self._check_in_this_piece()
            if not self.to_user_id:
                raise UserError(self.env._("Choose the master who takes the stones."))
            holder = self.to_user_id._make_metal_location(self.env.company)
            return self.balance_id.location_id, holder
        return super()._get_ends()

    def _check_job_open(self):
        if not self.production_id:
            raise UserError(self.env._("Choose the job of the piece."))
        if self.production_id.state in ("done", "cancel"):
            raise UserError(
                self.env._("Job %s is closed: no stone is set any more.", self.production_id.name)
            )

    def _get_at_hand(self):
        """Override: out of a piece come its own stones, not those of the lot in other pieces."""
        if self.kind == "unset" and self.production_id:
            return (
                self._get_job()
                ._get_stones_set()
                .get(self.balance_id.sudo().lot_id, (0, Decimal(0)))
            )
        return super()._get_at_hand()

    def _check_in_this_piece(self):
        pieces, carats = self._get_at_hand()
        if balance_fault(pieces - self.pieces, carats - carats_of(self.carats)):
            raise UserError(
                self.env._(
                    "The piece of job %(job)s has %(pieces)s such stones, %(carats)s ct.",
                    job=self.production_id.name,
                    pieces=pieces,
                    carats=carats,
                )
            )

    def action_move(self):
        """Override: who may not see the job books nothing on it."""
        for record in (self.production_id, self.workorder_id):
            if record:
                record.check_access("read")
        return super().action_move()
