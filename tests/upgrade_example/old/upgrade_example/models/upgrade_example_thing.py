from odoo import fields, models


class UpgradeExampleThing(models.Model):
    _name = "upgrade.example.thing"
    _description = "Thing"

    name = fields.Char(required=True)
    colour = fields.Char(index=True)
