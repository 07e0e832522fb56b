from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Command

from ..metal import exact

# Usages of the two ends of a move -> operation of its entries.
_OPERATIONS = {
    ("supplier", "internal"): "receipt",
    ("internal", "customer"): "sale",
    ("customer", "internal"): "return",
    ("internal", "supplier"): "return",
    ("inventory", "internal"): "inventory",
    ("internal", "inventory"): "inventory",
    ("internal", "production"): "issue",
    ("production", "internal"): "return",
}


class StockMove(models.Model):
    """Ledger and stock follow each other: what is moved in one is moved once in the other."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        if not self.env.context.get("jewel_metal_posted"):
            done._jewel_post_metal()
        return done

    # === FROM STOCK TO LEDGER === #

    def _jewel_post_metal(self):
        """Entries for the metal that has been moved: receipt, delivery, inventory."""
        vals_list = []
        for line in self.sudo().move_line_ids.filtered("product_id.is_metal"):
            holder, dest = line.location_id._jewel_holder(), line.location_dest_id._jewel_holder()
            holder = holder or line._jewel_virtual_holder(line.location_id)
            dest = dest or line._jewel_virtual_holder(line.location_dest_id)
            if holder != dest and line.quantity:
                vals_list.append(line._prepare_metal_entry_vals(holder, dest))
        if vals_list:
            self.env["jewel.metal.entry"].with_context(jewel_metal_from_stock=True)._jewel_post(
                vals_list
            )

    # === FROM LEDGER TO STOCK === #

    @api.model
    def _jewel_follow_entries(self, entries):
        """Move in stock what the entries moved between real places; masters are one place."""
        grams = defaultdict(Decimal)
        for entry in entries:
            source = entry.location_id._jewel_stock_side()
            dest = entry.location_dest_id._jewel_stock_side()
            if source != dest and "internal" in (source.usage, dest.usage) and entry.net_weight:
                key = (entry.alloy_id, source, dest, entry.owner_id, entry.ref, entry.company_id)
                grams[key] += exact(entry.net_weight)
        moves = self.sudo().create(
            [self._prepare_metal_move_vals(*key, weight) for key, weight in grams.items()]
        )
        moves._action_confirm(merge=False)
        moves.with_context(jewel_metal_posted=True)._action_done()

    @api.model
    def _prepare_metal_move_vals(self, alloy, source, dest, owner, ref, company, weight):
        product = alloy._get_metal_product()
        ends = {"location_id": source.id, "location_dest_id": dest.id, "company_id": company.id}
        line = {
            **ends,
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": float(weight),
            "owner_id": owner.id,
            "picked": True,
        }
        return {
            **ends,
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": float(weight),
            "origin": ref,
            "picked": True,
            "move_line_ids": [Command.create(line)],
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _jewel_virtual_holder(self, place):
        """The holder that stands for a place of core that is none itself."""
        kinds = {"inventory": "inventory", "supplier": "supplier", "customer": "customer"}
        kind = kinds.get(place.usage, "vault" if place.usage == "internal" else "inventory")
        return place._jewel_get_holder(kind, self.company_id)

    def _prepare_metal_entry_vals(self, holder, dest):
        gram = self.env.ref("uom.product_uom_gram")
        grams = self.product_uom_id._compute_quantity(
            self.quantity, gram, rounding_method="HALF-UP"
        )
        usages = (self.location_id.usage, self.location_dest_id.usage)
        return {
            "date": self.date or fields.Datetime.now(),
            "operation": _OPERATIONS.get(usages, "pass"),
            "location_id": holder.id,
            "location_dest_id": dest.id,
            "alloy_id": self.product_id.alloy_id.id,
            "gross_weight": grams,
            "owner_id": self.owner_id.id,
            "ref": self.picking_id.name or self.reference,
            "company_id": self.company_id.id,
        }
