import json
from datetime import datetime, time, timedelta
from random import Random

from odoo import api, models
from odoo.tools import SQL

_DAYS = 365
_SEED = 19


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    @api.model
    def _demo_consume(self, items, paper):
        """A year of issues to production, for the demo database only.

        Written as rows, since a thousand documents would take a minute; what is in stock is told
        apart from it.

        :param items: [(product id, usual quantity of an issue, days between issues)]
        :param paper: what the moves name as their document
        """
        company = self.env.company
        today = self._jewel_today(company)
        season = self.env["jewel.demand.season"]._get_factors(company, today)
        dice = Random(_SEED)
        rows = []
        for product_id, quantity, step in items:
            for ago in range(_DAYS, 0, -step):
                day = today - timedelta(days=ago)
                factor = season.get(day.month, 1.0) * dice.uniform(0.6, 1.4)
                if size := round(quantity * factor):
                    when = datetime.combine(day, time(7 + dice.randrange(8)))
                    rows.append({"product_id": product_id, "quantity": size, "date": str(when)})
        self._demo_insert(rows, company, paper)

    @api.model
    def _demo_insert(self, rows, company, paper):
        vault = self.env["stock.location"]._jewel_get_holder("vault", company)
        spent = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", company.id)], limit=1
        )
        self.env.cr.execute(
            SQL(
                """
                WITH issue AS (
                    SELECT row.*, template.uom_id
                      FROM jsonb_to_recordset(%(rows)s::jsonb)
                           AS row(product_id int, quantity numeric, date timestamp)
                      JOIN product_product product ON product.id = row.product_id
                      JOIN product_template template ON template.id = product.product_tmpl_id
                ), move AS (
                    INSERT INTO stock_move (company_id, product_id, product_uom, product_uom_qty,
                                product_qty, quantity, location_id, location_dest_id, date, state,
                                procure_method, reference, picked, create_uid, create_date)
                    SELECT %(company)s, product_id, uom_id, quantity, quantity, quantity, %(vault)s,
                           %(spent)s, date, 'done', 'make_to_stock', %(paper)s, TRUE, 1, date
                      FROM issue
                    RETURNING id, product_id, product_uom, quantity, date
                )
                INSERT INTO stock_move_line (company_id, move_id, product_id, product_uom_id,
                            quantity, quantity_product_uom, location_id, location_dest_id, date,
                            state, picked, create_uid, create_date)
                SELECT %(company)s, id, product_id, product_uom, quantity, quantity, %(vault)s,
                       %(spent)s, date, 'done', TRUE, 1, date
                  FROM move
                """,
                rows=json.dumps(rows),
                company=company.id,
                vault=vault.id,
                spent=spent.id,
                paper=paper,
            )
        )
        self.env.invalidate_all()
