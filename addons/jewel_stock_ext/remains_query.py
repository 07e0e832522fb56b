"""Stock and its flow for all watched items, one SQL query each whatever their number."""

from odoo.tools import SQL

# What leaves a watched place is consumed when it goes to masters, to work or to a client; what
# comes back from them was not. Purchases, counts and scrapping say nothing about the need.
_CONSUMED = """
SELECT point.id, line.date::date AS day,
       SUM(CASE WHEN source.parent_path LIKE place.parent_path || '%%'
                THEN line.quantity_product_uom ELSE -line.quantity_product_uom END) AS quantity
  FROM stock_warehouse_orderpoint point
  JOIN stock_location place ON place.id = point.location_id
  JOIN stock_move_line line ON line.product_id = point.product_id AND line.state = 'done'
  JOIN stock_location source ON source.id = line.location_id
  JOIN stock_location dest ON dest.id = line.location_dest_id
 WHERE point.id IN %(points)s AND line.date >= %(since)s AND line.date < %(until)s
   AND (source.parent_path LIKE place.parent_path || '%%')
       != (dest.parent_path LIKE place.parent_path || '%%')
   AND %(other)s
 GROUP BY point.id, line.date::date
"""
_OTHER_SIDE = """
CASE WHEN source.parent_path LIKE place.parent_path || '%%' THEN dest.usage IN (
          'customer', 'production') OR dest.parent_path LIKE ANY(%(masters)s)
     ELSE source.usage IN ('customer', 'production') OR source.parent_path LIKE ANY(%(masters)s) END
"""
_FLOW = """
SELECT point.id, GREATEST(move.date::date, %(today)s) AS day,
       dest.parent_path LIKE place.parent_path || '%%' AS is_coming,
       SUM(move.product_qty) AS quantity,
       ARRAY_AGG(DISTINCT COALESCE(move.origin, move.reference)) AS documents
  FROM stock_warehouse_orderpoint point
  JOIN stock_location place ON place.id = point.location_id
  JOIN stock_move move ON move.product_id = point.product_id
       AND move.state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
  JOIN stock_location source ON source.id = move.location_id
  JOIN stock_location dest ON dest.id = COALESCE(move.location_final_id, move.location_dest_id)
 WHERE point.id IN %(points)s
   AND (source.parent_path LIKE place.parent_path || '%%')
       != (dest.parent_path LIKE place.parent_path || '%%')
 GROUP BY point.id, 2, 3
"""
_STOCK = """
SELECT point.id, SUM(quant.quantity) AS quantity, SUM(quant.reserved_quantity) AS reserved
  FROM stock_warehouse_orderpoint point
  JOIN stock_location place ON place.id = point.location_id
  JOIN stock_quant quant ON quant.product_id = point.product_id AND quant.owner_id IS NULL
  JOIN stock_location at ON at.id = quant.location_id
       AND at.parent_path LIKE place.parent_path || '%%' AND at.usage = 'internal'
 WHERE point.id IN %(points)s
 GROUP BY point.id
"""
_LEAD = """
SELECT DISTINCT ON (point.id) point.id, vendor.delay
  FROM stock_warehouse_orderpoint point
  JOIN product_product product ON product.id = point.product_id
  JOIN product_supplierinfo vendor ON vendor.product_tmpl_id = product.product_tmpl_id
   AND (vendor.product_id IS NULL OR vendor.product_id = product.id)
   AND (vendor.company_id IS NULL OR vendor.company_id = point.company_id)
   AND (vendor.date_end IS NULL OR vendor.date_end >= %(today)s)
 WHERE point.id IN %(points)s
 ORDER BY point.id, vendor.sequence, vendor.min_qty, vendor.price, vendor.id
"""
_UNWATCHED = """
SELECT DISTINCT line.product_id, place.id AS location_id
  FROM stock_move_line line
  JOIN product_product product ON product.id = line.product_id AND product.active
  JOIN product_template template ON template.id = product.product_tmpl_id
       AND template.is_storable
  JOIN stock_location source ON source.id = line.location_id
  JOIN stock_location place ON place.id IN %(places)s
       AND source.parent_path LIKE place.parent_path || '%%'
  JOIN stock_location dest ON dest.id = line.location_dest_id
       AND dest.parent_path NOT LIKE place.parent_path || '%%'
 WHERE line.state = 'done' AND line.date >= %(since)s AND %(other)s
   AND NOT EXISTS (SELECT 1 FROM stock_warehouse_orderpoint point
                    WHERE point.product_id = line.product_id AND point.location_id = place.id)
"""


def _other_side(masters):
    paths = [f"{path}%" for path in masters] or ["-"]
    return SQL(_OTHER_SIDE, masters=paths)


def consumed(points, masters, since, until):
    """(rule, day, quantity) of what was consumed; ``masters``: paths of the masters' places."""
    return SQL(
        _CONSUMED, points=tuple(points), other=_other_side(masters), since=since, until=until
    )


def flow(points, today):
    """(rule, day, is_coming, quantity, documents) of open moves."""
    return SQL(_FLOW, points=tuple(points), today=today)


def stock(points):
    """(rule, in stock, reserved), own goods only."""
    return SQL(_STOCK, points=tuple(points))


def lead(points, today):
    """(rule, days from order to receipt) of the main vendor."""
    return SQL(_LEAD, points=tuple(points), today=today)


def unwatched(places, masters, since):
    """(product, place) that was consumed there and that nobody watches yet."""
    return SQL(_UNWATCHED, places=tuple(places), other=_other_side(masters), since=since)
