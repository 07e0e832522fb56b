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
    norm_days = fields.Integer(
        "Norm, days",
        help="Working days after which somebody is reminded: the deal's manager when the client is "
        "waited for, else the head. 0: nobody. A stage outside has its own norm.",
    )

    _norm_positive = models.Constraint("CHECK(norm_days >= 0)", "The norm cannot be negative.")
    _name_uniq = models.UniqueIndex("(lower(name))", "A reason with this name already exists.")
