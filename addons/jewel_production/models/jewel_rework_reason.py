from odoo import fields, models


class JewelReworkReason(models.Model):
    _name = "jewel.rework.reason"
    _description = "Reason to Send a Job Back"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    payer = fields.Selection(
        [
            ("workshop", "Workshop"),
            ("jeweller", "Jeweller"),
            ("client", "Client"),
        ],
        "At the Expense of",
        required=True,
        default="workshop",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(lower(name))", "A reason with this name already exists.")
