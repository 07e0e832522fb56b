from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    handover_needs_weight = fields.Boolean(
        "Final Weight Is Required",
        default=True,
        help="Of every type; where it is off, a type of jewellery may still ask for it.",
    )
    handover_needs_photo = fields.Boolean("Photo of the Finished Piece Is Required", default=True)
    handover_undo_hours = fields.Integer("Hand-over May Be Undone for, h", default=24)
