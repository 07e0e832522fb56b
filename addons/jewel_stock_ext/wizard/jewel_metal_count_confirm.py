from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelMetalCountConfirm(models.TransientModel):
    """The master's PIN under a count, at the screen of whoever has weighed."""

    _name = "jewel.metal.count.confirm"
    _description = "Confirmation of a Count"
    _inherit = ["jewel.metal.confirm"]

    transfer_id = fields.Many2one(required=False)
    step = fields.Selection(required=False)
    count_id = fields.Many2one("jewel.metal.count", required=True, readonly=True)

    @api.depends("count_id")
    @api.depends_context("uid")
    def _compute_person_id(self):
        for question in self:
            question.person_id = question.count_id.user_id

    def action_confirm(self):
        """Sign for the master whose PIN was right."""
        self.ensure_one()
        if not self.pin_is_right:
            raise UserError(self.person_id._get_pin_refusal(self.person_id))
        self.sudo().pin_is_right = False  # good for one signature
        asked = self.count_id._jewel_confirm(self.person_id)
        return asked if asked is not True else {"type": "ir.actions.act_window_close"}
