from odoo import fields, models


class JewelMetalReverse(models.TransientModel):
    """Why entries of the ledger are reversed."""

    _name = "jewel.metal.reverse"
    _description = "Reversal of Metal"

    entry_ids = fields.Many2many("jewel.metal.entry", required=True, readonly=True)
    reason = fields.Char(required=True)

    def action_reverse(self):
        """Post the opposite of the entries."""
        self.ensure_one()
        self.entry_ids.action_reverse(self.reason)
        return {"type": "ir.actions.act_window_close"}
