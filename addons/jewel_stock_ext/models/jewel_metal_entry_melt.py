from odoo import api, models

from ..metal import exact, pure


class JewelMetalEntry(models.Model):
    """Metal that is melted and assayed anew: out as it was declared, back as it is.

    All of a melt goes through the pot and has one document, so it is reversed together.
    """

    _inherit = "jewel.metal.entry"

    @api.model
    def _jewel_post_melt(self, holder, before, after, ligature=0, **common):
        """Book a melt.

        What the pot took is a loss of mass without metal; pure metal found, or missing, is an
        entry of its own (surplus), and never netted into losses.

        :param before: dicts of alloy_id, gross_weight, fineness (per mille): what was melted
        :param after: such a dict, as weighed and assayed
        :param ligature: grams of base metal that were added
        :param common: what all entries have; ``ref`` keeps them together
        :return: the entries
        """
        pot = self.env["stock.location"]._jewel_get_holder("melt", holder.company_id)
        common = {"operation": "melt", **common}
        vals_list = [
            *({**common, **part, **self._ends(holder, pot)} for part in before),
            {**common, **after, **self._ends(pot, holder)},
        ]
        if ligature:
            supplier = self.env["stock.location"]._jewel_get_holder("supplier", holder.company_id)
            added = {"alloy_id": after["alloy_id"], "gross_weight": ligature, "fineness": 0}
            vals_list.append({**common, **added, **self._ends(supplier, pot)})
        melted = sum(exact(part["gross_weight"]) for part in before) + exact(ligature)
        if burnt := melted - exact(after["gross_weight"]):
            vals_list.append(self._prepare_burnt_vals(common, before[0], burnt, pot))
        declared = sum(_get_pure(part) for part in before)
        if found := _get_pure(after) - declared:
            vals_list.append(self._prepare_found_vals(common, after, found, pot))
        return self._jewel_post(vals_list)

    @api.model
    def _prepare_burnt_vals(self, common, before, burnt, pot):
        losses = self.env["stock.location"]._jewel_get_holder("loss", pot.company_id)
        return {
            **common,
            "operation": "loss",
            "alloy_id": before["alloy_id"],
            "gross_weight": float(abs(burnt)),
            "fineness": 0,
            **(self._ends(pot, losses) if burnt > 0 else self._ends(losses, pot)),
        }

    @api.model
    def _prepare_found_vals(self, common, after, found, pot):
        surplus = self.env["stock.location"]._jewel_get_holder("surplus", pot.company_id)
        return {
            **common,
            "operation": "surplus",
            "alloy_id": after["alloy_id"],
            "pure_weight": float(abs(found)),
            **(self._ends(surplus, pot) if found > 0 else self._ends(pot, surplus)),
        }

    @api.model
    def _ends(self, source, dest):
        return {"location_id": source.id, "location_dest_id": dest.id}

    def _get_reversed_together(self):
        """Override: a melt is taken back as a whole; half of it would leave metal in the pot."""
        entries = super()._get_reversed_together()
        for entry in self.sudo().filtered(lambda entry: entry.ref and entry._is_of_pot()):
            same = self.sudo().search(
                [("ref", "=", entry.ref), ("company_id", "=", entry.company_id.id)]
            )
            melt = same._filter_standing().filtered(lambda other: other._is_of_pot())
            entries |= melt.with_env(self.env)
        return entries

    def _is_of_pot(self):
        return "melt" in (self.location_id | self.location_dest_id).mapped("metal_holder")


def _get_pure(part):
    return pure(exact(part["gross_weight"]), exact(part["fineness"], 1))
