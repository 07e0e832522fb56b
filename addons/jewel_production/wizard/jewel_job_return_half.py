from odoo import fields, models


class JewelJobReturn(models.TransientModel):
    _inherit = "jewel.job.return"

    one_half = fields.Boolean(
        "One Half of the Pair", help="One half is made again; the other one waits."
    )
    is_pair = fields.Boolean(compute="_compute_is_pair")

    def _compute_is_pair(self):
        for wizard in self:
            wizard.is_pair = wizard._get_job().jewel_type_id.is_pair

    def action_return(self):
        """Override: say on each repeated stage that it is about one half, and count it."""
        self.ensure_one()
        if self.one_half:
            half = self.env._("One half only")
            self.note = f"{half}. {self.note}" if self.note else half
        job = (self.workorder_id.production_id or self.production_id).sudo()
        before = job.rework_count
        result = super().action_return()
        if self.one_half and job.rework_count > before:  # a second click moves nothing
            job.half_remake_count += 1
        return result
