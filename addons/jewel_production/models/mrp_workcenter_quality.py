from odoo import fields, models


class MrpWorkcenter(models.Model):
    _inherit = "mrp.workcenter"

    is_quality = fields.Boolean(
        "Control", help="A piece leaves this stage only when its check list is passed."
    )
    is_engraving = fields.Boolean(
        "Engraves", help="Who has worked here does not check the engraving of that piece."
    )
