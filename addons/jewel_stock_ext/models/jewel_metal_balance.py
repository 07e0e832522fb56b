from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import HOLDERS, OWNER_GROUPS, PURE_DIGITS


class JewelMetalBalance(models.Model):
    """Who has how much of which alloy, now or at the moment ``metal_date`` of the context."""

    _name = "jewel.metal.balance"
    _description = "Balance of Metal"
    _auto = False
    _rec_name = "location_id"
    _order = "metal_holder, location_id, alloy_id"
    _depends = {
        "jewel.metal.entry": [
            "alloy_id",
            "company_id",
            "date",
            "gross_weight",
            "location_dest_id",
            "location_id",
            "net_weight",
            "owner_id",
            "pure_weight",
        ],
        "stock.location": ["metal_holder", "responsible_id"],
    }

    location_id = fields.Many2one("stock.location", "Holder", readonly=True)
    metal_holder = fields.Selection(HOLDERS, "Kind", readonly=True)
    responsible_id = fields.Many2one("res.users", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    metal = fields.Selection(related="alloy_id.metal")
    owner_id = fields.Many2one("res.partner", readonly=True, groups=OWNER_GROUPS)
    is_client_metal = fields.Boolean("Client's Metal", readonly=True)
    gross_weight = fields.Float("Gross, g", digits=WEIGHT_DIGITS, readonly=True)
    net_weight = fields.Float("Net, g", digits=WEIGHT_DIGITS, readonly=True)
    pure_weight = fields.Float("Pure, g", digits=PURE_DIGITS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        date = self.env.context.get("metal_date")
        until = SQL("WHERE date <= %s", date) if date else SQL()
        return SQL(
            """
            SELECT row_number() OVER () AS id, side.*, location.metal_holder,
                   location.responsible_id, side.owner_id IS NOT NULL AS is_client_metal
              FROM (
                SELECT place AS location_id, alloy_id, owner_id, company_id,
                       sum(gross) AS gross_weight, sum(net) AS net_weight, sum(pure) AS pure_weight
                  FROM (
                    SELECT location_dest_id AS place, alloy_id, owner_id, company_id,
                           gross_weight AS gross, net_weight AS net, pure_weight AS pure
                      FROM jewel_metal_entry %(until)s
                    UNION ALL
                    SELECT location_id, alloy_id, owner_id, company_id,
                           -gross_weight, -net_weight, -pure_weight
                      FROM jewel_metal_entry %(until)s
                  ) AS move
              GROUP BY place, alloy_id, owner_id, company_id
                HAVING sum(gross) != 0 OR sum(net) != 0 OR sum(pure) != 0
              ) AS side
              JOIN stock_location location ON location.id = side.location_id
            """,
            until=until,
        )

    @api.model
    def _get_balance(self, location, alloy, owner=None):
        """{"gross", "net", "pure"} in `Decimal` grams that the holder has of the alloy now."""
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT coalesce(sum(sign * gross_weight), 0)::text,
                       coalesce(sum(sign * net_weight), 0)::text,
                       coalesce(sum(sign * pure_weight), 0)::text
                  FROM (
                    SELECT 1 AS sign, * FROM jewel_metal_entry WHERE location_dest_id = %(place)s
                    UNION ALL
                    SELECT -1 AS sign, * FROM jewel_metal_entry WHERE location_id = %(place)s
                  ) AS entry
                 WHERE alloy_id = %(alloy)s AND owner_id IS NOT DISTINCT FROM %(owner)s
                """,
                place=location.id,
                alloy=alloy.id,
                owner=(owner and owner.id) or None,
            )
        )
        return dict(zip(("gross", "net", "pure"), map(Decimal, row), strict=True))

    def action_open_entries(self):
        """The entries that make this balance."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jewel_stock_ext.jewel_metal_entry_action"
        )
        return {
            **action,
            "context": {},
            "domain": [
                ("alloy_id", "=", self.alloy_id.id),
                "|",
                ("location_id", "=", self.location_id.id),
                ("location_dest_id", "=", self.location_id.id),
            ],
        }
