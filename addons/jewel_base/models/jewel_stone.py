from odoo import api, fields, models

# Precious by law 41-ФЗ, article 1, when natural; amber only when it is unique.
_PRECIOUS_SPECIES = frozenset({"diamond", "emerald", "ruby", "sapphire", "alexandrite", "pearl"})


class JewelStone(models.Model):
    _name = "jewel.stone"
    _description = "Stone or Other Insert"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    nature = fields.Selection(
        [("natural", "Natural"), ("synthetic", "Synthetic"), ("imitation", "Imitation")],
        required=True,
        default="natural",
    )
    species = fields.Selection(
        [
            ("diamond", "Diamond"),
            ("emerald", "Emerald"),
            ("ruby", "Ruby"),
            ("sapphire", "Sapphire"),
            ("alexandrite", "Alexandrite"),
            ("pearl", "Pearl"),
            ("amber", "Amber"),
            ("onyx", "Onyx"),
            ("topaz", "Topaz"),
            ("amethyst", "Amethyst"),
            ("garnet", "Garnet"),
            ("zirconia", "Cubic Zirconia"),
            ("enamel", "Enamel"),
            ("carbon", "Carbon"),
            ("meteorite", "Meteorite"),
            ("nacre", "Mother of Pearl"),
            ("wood", "Wood"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    tag_name = fields.Char(
        "Name on the Tag", help="Short name that the tag prints, for example «бр.» or «сапф.»."
    )
    shape = fields.Char(help="Cut with its number of facets, or shape: Кр-57, Кр-17, овал, багет.")
    facets = fields.Integer()
    size = fields.Char("Size, mm")
    colour = fields.Char(help="Colour grade by the Russian scale, for example 3.")
    clarity = fields.Char(help="Clarity grade by the Russian scale, for example 5.")
    cut_group = fields.Selection([("А", "А"), ("Б", "Б"), ("В", "В"), ("Г", "Г")])
    treatment = fields.Char(help="Mark of treatment on the tag: М for oil, ГР for heat.")
    is_precious = fields.Boolean(
        "Precious by Law",
        compute="_compute_is_precious",
        store=True,
        readonly=False,
        help="Precious stone by law 41-ФЗ: natural diamond, emerald, ruby, sapphire, alexandrite"
        " or pearl, and unique amber.",
    )

    @api.depends("nature", "species")
    def _compute_is_precious(self):
        for stone in self:
            stone.is_precious = stone.nature == "natural" and stone.species in _PRECIOUS_SPECIES
