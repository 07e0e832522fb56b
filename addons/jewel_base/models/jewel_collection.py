from odoo import fields, models


class JewelCollection(models.Model):
    _name = "jewel.collection"
    _description = "Collection"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    code = fields.Char(help="Short mark of the collection, for articles and reports.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(lower(name))", "A collection with this name already exists.")
