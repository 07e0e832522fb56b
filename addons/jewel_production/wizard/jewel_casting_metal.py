from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.jewel_base.const import WEIGHT_DIGITS
from odoo.addons.jewel_stock_ext.metal import exact

from ..models.jewel_casting_tree_metal import METAL_FIELDS


class JewelCastingMetal(models.TransientModel):
    """What the scales say about a pour; what looks wrong is asked about before it is booked."""

    _name = "jewel.casting.metal"
    _description = "Weighing of a Casting Tree"

    tree_id = fields.Many2one("jewel.casting.tree", required=True, readonly=True)
    metal_fresh = fields.Float("Fresh Metal, g", digits=WEIGHT_DIGITS)
    metal_reused = fields.Float("Reused Metal, g", digits=WEIGHT_DIGITS)
    metal_cleaned = fields.Float("Cleaned Tree, g", digits=WEIGHT_DIGITS)
    metal_castings = fields.Float("Castings, g", digits=WEIGHT_DIGITS)
    metal_sprue = fields.Float("Sprue, g", digits=WEIGHT_DIGITS)
    metal_filings = fields.Float("Filings, g", digits=WEIGHT_DIGITS)
    loss = fields.Float("Loss, g", digits=WEIGHT_DIGITS, compute="_compute_loss")
    reused_percent = fields.Float("Reused, %", digits=(5, 1), compute="_compute_loss")
    doubt = fields.Text(readonly=True)
    doubted = fields.Char(readonly=True)

    @api.depends(*METAL_FIELDS)
    def _compute_loss(self):
        for wizard in self:
            issued = wizard._get_issued()
            wizard.loss = float(issued - wizard._get_parts())
            wizard.reused_percent = (
                float(exact(wizard.metal_reused) / issued * 100) if issued else 0.0
            )

    def _get_issued(self):
        return exact(self.metal_fresh) + exact(self.metal_reused)

    def _get_parts(self):
        return exact(self.metal_castings) + exact(self.metal_sprue) + exact(self.metal_filings)

    def action_book(self):
        """Book, or show the question again with what looks wrong."""
        self.ensure_one()
        self._check_complete()
        typed = repr([self[fname] for fname in METAL_FIELDS])
        if self.doubted != typed and (doubt := self._get_doubt()):
            self.write({"doubt": doubt, "doubted": typed})
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "jewel_production.jewel_casting_metal_action"
            )
            return {**action, "res_id": self.id}
        [tree] = self.tree_id._jewel_at_hand()
        tree._jewel_book_metal({fname: self[fname] for fname in METAL_FIELDS})
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        if any(self[fname] < 0 for fname in METAL_FIELDS):
            raise UserError(self.env._("A weight cannot be negative."))
        if not self._get_issued() or not self.metal_cleaned or not self.metal_castings:
            raise UserError(
                self.env._(
                    "To book the metal of casting tree %s, weigh what was poured, the cleaned "
                    "tree and the castings.",
                    self.tree_id.name,
                )
            )

    def _get_doubt(self):
        """What looks wrong, in words; empty when nothing does."""
        issued, cleaned, parts = self._get_issued(), exact(self.metal_cleaned), self._get_parts()
        found = []
        if cleaned > issued:
            found.append(self.env._("The tree is heavier than the metal that was poured."))
        elif cleaned < issued * 9 / 10:
            found.append(self.env._("More than a tenth was lost in casting: is the comma right?"))
        if parts > cleaned:
            found.append(self.env._("Castings, sprue and filings weigh more than the tree."))
        elif parts < cleaned * 9 / 10:
            found.append(self.env._("More than a tenth was lost in cutting: is all weighed?"))
        if self.reused_percent > 50:
            found.append(self.env._("More than half of the metal was reused before."))
        return "\n".join(found)
