from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    metal_count_days = fields.Integer(related="company_id.metal_count_days", readonly=False)
    refine_days = fields.Integer(related="company_id.refine_days", readonly=False)
    refine_percent = fields.Float(related="company_id.refine_percent", readonly=False)
