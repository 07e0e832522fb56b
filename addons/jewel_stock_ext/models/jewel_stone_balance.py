from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.jewel_base.const import CARAT_DIGITS, WEIGHT_DIGITS

from ..stone import STONE_HOLDERS


class JewelStoneBalance(models.Model):
    """Who has how many stones of which lot: vault, masters, pieces, and what is broken."""

    _name = "jewel.stone.balance"
    _description = "Balance of Stones"
    _auto = False
    _rec_name = "stone_name"
    _order = "metal_holder, location_id, lot_id"
    _depends = {
        "jewel.stone.entry": [
            "lot_id",
            "company_id",
            "location_id",
            "location_dest_id",
            "pieces",
            "carats",
            "is_client_stone",
        ],
        "stock.location": ["metal_holder", "responsible_id"],
    }

    lot_id = fields.Many2one("stock.lot", "Stones", readonly=True)
    stone_name = fields.Char("Stone", compute="_compute_stone_name", compute_sudo=True)
    location_id = fields.Many2one("stock.location", "Holder", readonly=True)
    metal_holder = fields.Selection(
        selection=lambda self: self.env["stock.location"]._fields["metal_holder"].selection,
        string="Kind of Holder",
        readonly=True,
    )
    responsible_id = fields.Many2one("res.users", readonly=True)
    pieces = fields.Integer(readonly=True)
    carats = fields.Float(digits=CARAT_DIGITS, readonly=True)
    grams = fields.Float("Mass, g", digits=WEIGHT_DIGITS, readonly=True)
    is_client_stone = fields.Boolean("Client's Stones", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        # The first entry that brought the lot here is its number: one a pair, and it stays.
        return SQL(
            """
            SELECT side.*, side.carats * 0.2 AS grams, place.metal_holder, place.responsible_id
              FROM (
                SELECT min(entry) AS id, lot_id, location_id, company_id, is_client_stone,
                       sum(pieces)::int AS pieces, sum(carats) AS carats
                  FROM (
                    SELECT id AS entry, lot_id, location_dest_id AS location_id, company_id,
                           is_client_stone, pieces, carats FROM jewel_stone_entry
                    UNION ALL
                    SELECT NULL, lot_id, location_id, company_id, is_client_stone,
                           -pieces, -carats FROM jewel_stone_entry
                  ) AS move
              GROUP BY lot_id, location_id, company_id, is_client_stone
                HAVING sum(pieces) > 0 OR sum(carats) > 0
              ) AS side
              JOIN stock_location place ON place.id = side.location_id
                   AND place.metal_holder IN %s
            """,
            STONE_HOLDERS,
        )

    @api.depends("lot_id", "pieces", "carats")
    def _compute_stone_name(self):
        for row in self:
            lot = row.lot_id
            stones = lot._get_stone_notation(row.pieces, row.carats) if lot else ""
            row.stone_name = f"{lot.name}: {stones}"

    @api.depends("stone_name", "location_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.stone_name
