from collections import defaultdict

from odoo import models

from odoo.addons.jewel_stock_ext.metal import exact

# Usages of the two ends of a move -> operation of the entry, and between which kinds of holders.
_DELIVERIES = {
    ("internal", "customer"): ("sale", "finished", "customer"),
    ("customer", "internal"): ("return", "customer", "finished"),
}


class StockMove(models.Model):
    """The metal of a piece goes to the client with the piece, and comes back with it."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Override: Odoo's delivery is the sale of the ledger; nobody books it a second time."""
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done.sudo()._jewel_post_pieces()
        return done

    def _jewel_post_pieces(self):
        """Entries for the pieces that have been delivered or have come back, by lot or by job."""
        moved = defaultdict(int)  # serial numbers of one job are pieces of one mass
        for line in self.move_line_ids.filtered(lambda line: not line.product_id.is_metal):
            ends = (line.location_id.usage, line.location_dest_id.usage)
            if ends in _DELIVERIES and (jobs := line._get_jewel_jobs()):
                key = (jobs, _DELIVERIES[ends], line.picking_id.name or line.reference)
                moved[key] += exact(line.quantity_product_uom)
        vals_list = []
        for (jobs, way, ref), quantity in moved.items():
            for job in jobs:
                vals, part = job._prepare_delivery_entry_vals(*way, quantity, ref)
                vals_list += vals
                quantity -= part
        if vals_list:
            self.env["jewel.metal.entry"]._jewel_post(vals_list)


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _get_jewel_jobs(self):
        """Jobs that made what is moved: of its lot; without one, of the moves before this."""
        jobs = self.env["mrp.production"]
        if self.lot_id:
            return jobs.search([("lot_producing_ids", "in", self.lot_id.ids)])
        origins = self.env["stock.move"].browse(self.move_id._rollup_move_origs())
        return origins.production_id
