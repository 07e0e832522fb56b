from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.jewel_stock_ext.stone import carats_of


class MrpProduction(models.Model):
    """Stones of a job: what was issued for it, and what sits in the piece."""

    _inherit = "mrp.production"

    stone_entry_ids = fields.One2many(
        "jewel.stone.entry", "production_id", "Stones", readonly=True, copy=False
    )
    stone_set_text = fields.Text(
        "Stones in the Piece", compute="_compute_stone_set_text", compute_sudo=True
    )

    @api.depends("stone_entry_ids")
    def _compute_stone_set_text(self):
        for job in self:
            job.stone_set_text = "\n".join(job._get_set_notations())

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"stone_set_text"}

    def _get_stones_set(self):
        """{lot: (pieces, `Decimal` carats)} of the stones that sit in the pieces."""
        sums = defaultdict(lambda: (0, Decimal(0)))
        for entry in self.sudo().stone_entry_ids:
            into = entry.location_dest_id.metal_holder == "stones_set"
            if into == (entry.location_id.metal_holder == "stones_set"):
                continue
            sign = 1 if into else -1
            pieces, carats = sums[entry.lot_id]
            sums[entry.lot_id] = (
                pieces + sign * entry.pieces,
                carats + sign * carats_of(entry.carats),
            )
        return {lot: had for lot, had in sums.items() if had[0]}

    def _get_carats_set(self):
        """Carats of the stones that sit in the piece by the ledger, `Decimal`."""
        return sum((carats for _pieces, carats in self._get_stones_set().values()), Decimal(0))

    def _get_stones_waiting(self):
        """How many stones were issued for this job and are neither set nor back nor broken."""
        self.ensure_one()
        return sum(
            sign * entry.pieces
            for entry in self.sudo().stone_entry_ids
            for sign, place in ((1, entry.location_dest_id), (-1, entry.location_id))
            if place.metal_holder == "master"
        )

    def _get_set_notations(self):
        """Stones in the pieces as a tag writes them; what reads alike is one insert."""
        sums = {}
        for lot, (pieces, carats) in self._get_stones_set().items():
            key = lot._get_stone_notation(1, 0)
            first, *before = sums.get(key, (lot, 0, Decimal(0)))
            sums[key] = (first, before[0] + pieces, before[1] + carats)
        return [lot._get_stone_notation(pieces, carats) for lot, pieces, carats in sums.values()]

    def action_jewel_stones(self):
        """Ask which stones are issued for the job, set in the piece, or broken."""
        self.ensure_one()
        return self._get_stone_action("issue")

    def _get_stone_action(self, kind, workorder=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_stock_ext.jewel_stone_move_action"
        )
        context = {
            "default_production_id": self.id,
            "default_workorder_id": workorder and workorder.id,
            "default_kind": kind,
            "jewel_job_name": True,
        }
        return {**action, "context": context}
