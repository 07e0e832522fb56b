from odoo import fields, models

# Whom a piece waits for; the kinds of time of `jewel.job.time` are made of these.
PARTIES = [
    ("client", "Client"),
    ("stone", "Stone or Supplier"),
    ("assay", "Assay Office"),
    ("metal", "Metal"),
    ("other", "Other"),
]


class JewelWaitReason(models.Model):
    _name = "jewel.wait.reason"
    _description = "Reason to Wait"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    party = fields.Selection(PARTIES, "Waiting for", required=True, default="client")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(lower(name))", "A reason with this name already exists.")
