from odoo import fields, models


class JewelDeadlineChange(models.Model):
    _inherit = "jewel.deadline.change"

    origin = fields.Selection(
        selection_add=[("amocrm", "From amoCRM")], ondelete={"amocrm": "set default"}
    )
