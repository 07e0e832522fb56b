from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.jewel_base.const import WEIGHT_DIGITS

from ..const import OWNER_GROUPS


class JewelMetalStock(models.Model):
    """Grams of an alloy at a place by the ledger, and in Odoo's stock, side by side.

    Places are vaults with all that lies below them, and the masters, who are one place for
    Odoo's stock.
    """

    _name = "jewel.metal.stock"
    _description = "Metal by the Ledger and in Stock"
    _auto = False
    _rec_name = "location_id"
    _order = "location_id, alloy_id, id"
    _depends = {
        "jewel.metal.entry": [
            "alloy_id",
            "company_id",
            "location_dest_id",
            "location_id",
            "net_weight",
            "owner_id",
        ],
        "product.template": ["alloy_id", "is_metal", "uom_id"],
        "stock.location": ["company_id", "location_id", "metal_holder"],
        "stock.quant": ["location_id", "owner_id", "product_id", "quantity"],
    }

    location_id = fields.Many2one("stock.location", "Place", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    owner_id = fields.Many2one("res.partner", readonly=True, groups=OWNER_GROUPS)
    is_client_metal = fields.Boolean("Client's Metal", readonly=True)
    ledger_weight = fields.Float("By the Ledger, g", digits=WEIGHT_DIGITS, readonly=True)
    stock_weight = fields.Float("In Stock, g", digits=WEIGHT_DIGITS, readonly=True)
    difference = fields.Float("Difference, g", digits=WEIGHT_DIGITS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return SQL(_QUERY)

    @api.model
    def _get_differences(self, company):
        """Rows of the company where ledger and stock differ, as superuser."""
        self.env.flush_all()
        self.invalidate_model()
        return self.sudo().search([("company_id", "=", company.id), ("difference", "!=", 0)])


_QUERY = """
WITH side AS (
    SELECT location.id, CASE WHEN location.metal_holder = 'master' THEN location.location_id
                             ELSE location.id END AS place
      FROM stock_location location
     WHERE location.metal_holder IN ('vault', 'master')
), held AS (
    SELECT holder, alloy_id, owner_id, sum(net) AS net FROM (
        SELECT location_dest_id AS holder, alloy_id, owner_id, net_weight AS net
          FROM jewel_metal_entry
        UNION ALL
        SELECT location_id, alloy_id, owner_id, -net_weight FROM jewel_metal_entry
    ) AS move GROUP BY holder, alloy_id, owner_id
), ledger AS (
    SELECT place, alloy_id, owner_id, sum(net) AS grams
      FROM held JOIN side ON side.id = held.holder GROUP BY place, alloy_id, owner_id
), places AS (
    SELECT DISTINCT place.id, place.parent_path
      FROM side JOIN stock_location place ON place.id = side.place
), stock AS (
    SELECT places.id AS place, template.alloy_id, quant.owner_id,
           sum(quant.quantity * uom.factor / gram.factor) AS grams
      FROM stock_quant quant
      JOIN product_product product ON product.id = quant.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
                                    AND template.is_metal
      JOIN uom_uom uom ON uom.id = template.uom_id
      JOIN (SELECT factor FROM uom_uom JOIN ir_model_data data ON data.res_id = uom_uom.id
             WHERE data.module = 'uom' AND data.name = 'product_uom_gram') AS gram ON true
      JOIN stock_location spot ON spot.id = quant.location_id
      JOIN places ON spot.parent_path LIKE places.parent_path || '%%'
  GROUP BY places.id, template.alloy_id, quant.owner_id
), both_sides AS (
    SELECT coalesce(ledger.place, stock.place) AS location_id,
           coalesce(ledger.alloy_id, stock.alloy_id) AS alloy_id,
           coalesce(ledger.owner_id, stock.owner_id) AS owner_id,
           round(coalesce(ledger.grams, 0), 4) AS ledger_weight,
           round(coalesce(stock.grams, 0)::numeric, 4) AS stock_weight
      FROM ledger FULL JOIN stock
        ON ledger.place = stock.place AND ledger.alloy_id = stock.alloy_id
       AND ledger.owner_id IS NOT DISTINCT FROM stock.owner_id
)
SELECT row_number() OVER (ORDER BY both_sides.location_id, alloy_id, owner_id) AS id,
       both_sides.*, owner_id IS NOT NULL AS is_client_metal,
       stock_weight - ledger_weight AS difference, location.company_id
  FROM both_sides JOIN stock_location location ON location.id = both_sides.location_id
 WHERE ledger_weight != 0 OR stock_weight != 0
"""
