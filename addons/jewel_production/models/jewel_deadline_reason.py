from odoo import fields, models


class JewelDeadlineReason(models.Model):
    _name = "jewel.deadline.reason"
    _description = "Reason for Another Deadline"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(name) WHERE active", "There is such a reason already.")
