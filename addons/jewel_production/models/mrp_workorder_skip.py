from odoo import fields, models


class MrpWorkorder(models.Model):
    """A stage that a piece was moved over: who did so, when, and why."""

    _inherit = "mrp.workorder"

    skip_user_id = fields.Many2one("res.users", "Skipped by", readonly=True, copy=False)
    skip_date = fields.Datetime("Skipped", readonly=True, copy=False)
    skip_reason = fields.Char("Why Skipped", copy=False)
