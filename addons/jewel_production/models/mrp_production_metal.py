from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.jewel_base.assay import carats_to_grams
from odoo.addons.jewel_stock_ext.const import COMPLEXITIES
from odoo.addons.jewel_stock_ext.metal import exact

# Operations after which the metal of a piece is where the entry says.
_WHEREABOUTS = ("weighing_in", "weighing_out")


class MrpProduction(models.Model):
    """Metal of a job: who has the piece, and where it goes when the job is handed over."""

    _inherit = "mrp.production"

    metal_complexity = fields.Selection(
        COMPLEXITIES,
        "Complexity",
        compute="_compute_metal_complexity",
        store=True,
        readonly=False,
        help="Class of complexity, by which norms of loss differ.",
    )
    metal_entry_ids = fields.One2many(
        "jewel.metal.entry", "production_id", "Metal", readonly=True, copy=False
    )

    @api.depends("product_id")
    def _compute_metal_complexity(self):
        for job in self:
            job.metal_complexity = job.product_id.metal_complexity or "simple"

    def _get_standing_entries(self):
        return self.sudo().metal_entry_ids._filter_standing()

    def _get_metal_whereabouts(self):
        """The entry that says who has the piece now; empty when nobody has weighed it."""
        self.ensure_one()
        entries = self._get_standing_entries().filtered(
            lambda entry: entry.operation in _WHEREABOUTS and entry.form in ("piece", "casting")
        )
        return entries.sorted("id")[-1:]

    def _get_metal_owner(self):
        """Whose metal the piece is: as it was weighed last, else as it was issued for the job."""
        if last := self._get_metal_whereabouts():
            return last.owner_id
        if self.job_kind == "repair":
            is_ours = self._get_finished_place().metal_holder == "finished"
            return self.env["res.partner"] if is_ours else self.sudo().deal_id.partner_id
        issued = self._get_standing_entries().filtered(
            lambda entry: entry.operation == "issue" and entry.form not in ("solder", "findings")
        )
        owners = {entry.owner_id for entry in issued}
        return owners.pop() if len(owners) == 1 else self.env["res.partner"]

    def _get_piece_entry(self):
        """The last entry about the whole piece of these jobs; empty when the book has none."""
        entries = self._get_standing_entries().filtered(lambda entry: entry.form == "piece")
        return entries.sorted("id")[-1:]

    def _get_finished_place(self):
        """Where the piece goes; one to be mended came from there, too: our stock, or its owner."""
        places = self.env["stock.location"]
        if self.job_kind != "repair":
            return places._jewel_get_holder("finished", self.company_id)
        place = self.origin_job_id._get_piece_entry().location_dest_id
        if place.metal_holder in ("finished", "customer", "client"):
            return place
        return places._jewel_get_holder("client", self.company_id)

    def _get_stone_grams(self):
        """Grams of the stones that sit in the piece now, `Decimal`.

        By the ledger of stones; where it knows nothing of the job, what was typed at weighings.
        """
        job = self.sudo()
        if job.stone_entry_ids:
            return carats_to_grams(job._get_carats_set())
        orders = job.workorder_ids.filtered(lambda order: not order.is_finish_undone)
        carats = sum((exact(order.metal_carats, 3) for order in orders), Decimal(0))
        return carats_to_grams(carats)

    def _prepare_stone_entry_vals(self, holder, workorder=None):
        """Values of the entry by which the gross of ``holder``, who has the piece, follows stones.

        They were set, or taken out, since metal of this job was booked last.

        :return: list of one dict, or empty when nothing has changed
        """
        self.ensure_one()
        outside = self.env["stock.location"]._jewel_get_holder("stones", self.company_id)
        booked = sum(
            exact(entry.gross_weight) * (1 if entry.location_id == outside else -1)
            for entry in self.sudo().metal_entry_ids
            if entry.form == "stones"
        )
        grams = self._get_stone_grams() - booked
        if not grams:
            return []
        source, dest = (outside, holder) if grams > 0 else (holder, outside)
        return [
            {
                "operation": "findings",
                "form": "stones",
                "location_id": source.id,
                "location_dest_id": dest.id,
                "alloy_id": self.alloy_id.id,
                "gross_weight": float(abs(grams)),
                "net_weight": 0,
                "owner_id": self._get_metal_owner().id,
                "production_id": self.id,
                "workorder_id": workorder and workorder.id,
                "ref": self.name,
                "company_id": self.company_id.id,
                "user_id": self.env.user.id,
            }
        ]

    def _post_jewel_handover(self):
        """Override: the metal of the piece goes from the master to the finished pieces."""
        result = super()._post_jewel_handover()
        for job in self.sudo():
            if vals := job._prepare_handover_entry_vals():
                holder = self.env["stock.location"].browse(vals["location_id"])
                stones = job._prepare_stone_entry_vals(holder)
                self.env["jewel.metal.entry"]._jewel_post([*stones, vals])
        return result

    def _prepare_handover_entry_vals(self):
        """The piece leaves whoever weighed it last; never weighed, the holder who worked on it.

        One to be mended that was never weighed has not come: nothing leaves.
        """
        last = self._get_metal_whereabouts()
        holder = last.location_dest_id
        if self.job_kind != "repair":
            holder = holder or self._get_last_metal_holder()
        gross = exact(self.final_weight) or exact(last.gross_weight)
        stones = self._get_stone_grams()
        if not holder or not self.alloy_id or gross <= stones:
            return None
        return {
            "operation": "return",
            "form": "piece",
            "location_id": holder.id,
            "location_dest_id": self._get_finished_place().id,
            "alloy_id": self.alloy_id.id,
            "gross_weight": float(gross),
            "net_weight": float(gross - stones),
            "owner_id": self._get_metal_owner().id,
            "production_id": self.id,
            "ref": self.name,
            "company_id": self.company_id.id,
            "user_id": self.env.user.id,
        }

    def _get_last_metal_holder(self):
        """Place of the last master at this job who holds metal: out of his the piece was made."""
        for order in reversed(self._jewel_passed_orders()):
            if place := order.jeweller_id and order.jeweller_id._get_metal_location(
                self.company_id
            ):
                return place
        return self.env["stock.location"]

    def _get_pieces_at(self, kind):
        """What the book has of these pieces at holders of a kind (`metal_holder`).

        :return: (number, gross, net, the entry by which the last of them came); the number
            follows from the mass that was handed over, alike for each piece
        """
        self.ensure_one()
        mended = self.next_job_ids.filtered(lambda job: job.job_kind == "repair")
        entries = (self | mended).sudo().metal_entry_ids.filtered_domain([("form", "=", "piece")])
        came = entries.filtered(lambda entry: entry.location_dest_id.metal_holder == kind)
        went = entries.filtered(lambda entry: entry.location_id.metal_holder == kind)
        gross, net = (
            sum(exact(entry[grams]) for entry in came) - sum(exact(entry[grams]) for entry in went)
            for grams in ("gross_weight", "net_weight")
        )
        made = self._get_standing_entries().filtered_domain(
            [("form", "=", "piece"), ("location_dest_id.metal_holder", "=", "finished")]
        )
        whole = exact(made.sorted("id")[:1].gross_weight)
        number, pieces = 0, exact(self.product_uom_qty)
        if gross > 0 and whole:
            # A piece may have been mended, and weigh otherwise since.
            number = min(max(round(gross * pieces / whole), 1), pieces)
        return number, gross, net, came._filter_standing().sorted("id")[-1:]

    def _prepare_delivery_entry_vals(self, operation, source, dest, quantity, ref):
        """Values of the entry by which pieces go to the client, or come back.

        :param source, dest: kinds of holders (`metal_holder`) between which the pieces go
        :param quantity: how many are moved; the last ones take what is left of the mass
        :return: (list of one dict, how many it is about); ([], 0) when none is at ``source``
        """
        number, gross, net, last = self._get_pieces_at(source)
        part = min(exact(quantity), number)
        if part <= 0:
            return [], 0
        vals = {
            "operation": operation,
            "form": "piece",
            "location_id": last.location_dest_id.id,
            "location_dest_id": self.env["stock.location"]
            ._jewel_get_holder(dest, self.company_id)
            .id,
            "alloy_id": last.alloy_id.id,
            "gross_weight": float(exact(gross * part / number)),
            "net_weight": float(exact(net * part / number)),
            "fineness": last.fineness,
            "owner_id": last.owner_id.id,
            "production_id": self.id,
            "ref": ref or self.name,
            "company_id": self.company_id.id,
            "user_id": self.env.user.id,
        }
        return [vals], part

    def _post_jewel_undo_handover(self):
        """Override: the metal goes back to the master who had the piece."""
        result = super()._post_jewel_undo_handover()
        place = self._get_finished_place()
        entries = self._get_standing_entries().filtered(
            lambda entry: entry.location_dest_id == place and entry.form == "piece"
        )
        if entries:
            entries.action_reverse(self.env._("Hand-over taken back"))
        return result
