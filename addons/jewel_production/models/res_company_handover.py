from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    handover_needs_weight = fields.Boolean(
        "Final Weight Is Required", help="Of every type; a type of jewellery may ask for it alone."
    )
    handover_needs_photo = fields.Boolean("Photo of the Finished Piece Is Required")
    handover_undo_hours = fields.Integer("Hand-over May Be Undone for, h", default=24)
