from odoo import api, fields, models


class JewelMetalPin(models.TransientModel):
    """Where a person sets the PIN that stands for his signature under a sheet of metal."""

    _name = "jewel.metal.pin"
    _description = "My PIN"

    pin = fields.Char("PIN", compute="_compute_pin", inverse="_inverse_pin")

    @api.depends_context("uid")
    def _compute_pin(self):
        self.pin = False

    def _inverse_pin(self):
        for wizard in self:
            if wizard.pin:
                self.env.user._set_metal_pin(wizard.pin)

    def action_save(self):
        """The PIN was kept when the form was saved."""
        return {"type": "ir.actions.act_window_close"}
