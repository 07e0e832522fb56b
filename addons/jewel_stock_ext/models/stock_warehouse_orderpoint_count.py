import json
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, float_round

from .. import remains, remains_query

_HISTORY = 365
_HORIZON = 365
_SHOWN = 4
_COUNTED = {
    "proposed_min_qty": SQL("numeric"),
    "proposed_max_qty": SQL("numeric"),
    "demand_pattern": SQL("varchar"),
    "demand_rate": SQL("numeric"),
    "demand_deviation": SQL("numeric"),
    "demand_lead_days": SQL("int"),
    "demand_season": SQL("numeric"),
    "demand_service_level": SQL("numeric"),
    "demand_expected": SQL("numeric"),
    "demand_safety": SQL("numeric"),
}
_FORECAST = {
    "remains_qty": SQL("numeric"),
    "reserved_qty": SQL("numeric"),
    "needed_qty": SQL("numeric"),
    "coming_qty": SQL("numeric"),
    "remains_forecast": SQL("numeric"),
    "run_out_date": SQL("date"),
    "needed_for": SQL("varchar"),
    "coming_by": SQL("varchar"),
}


class StockWarehouseOrderpoint(models.Model):
    """Counting for all items at once: a few queries, whether there are ten items or thousands."""

    _inherit = "stock.warehouse.orderpoint"

    @api.model
    def _cron_remains(self):
        """Each night: watch what is consumed, count minimum and run-out, tell of shortages."""
        companies = self.env["res.company"].search([("id", "!=", False)])
        for company in companies:
            points = self.with_company(company)
            points._jewel_watch_consumed(company)
            points = points.search([("company_id", "=", company.id)])
            points._jewel_count_minimum(company)
            points._jewel_count_forecast(company)
            points._jewel_handle_shortages(company)

    # === MINIMUM === #

    @api.model
    def _jewel_watch_consumed(self, company):
        """A rule for each item that is consumed and has none; Odoo's scheduler leaves it alone."""
        places = self.env["stock.warehouse"].search([("company_id", "=", company.id)]).lot_stock_id
        if not places:
            return
        self._jewel_flush()
        since = fields.Date.today() - timedelta(days=_HISTORY)
        masters = self._jewel_masters_paths(company)
        rows = self.env.execute_query(remains_query.unwatched(places.ids, masters, since))
        # Rules made by the superuser are deleted by core as soon as nothing is to be ordered.
        keeper = self._get_remains_keeper(company)
        self.with_user(keeper).sudo().create(
            [
                {
                    "product_id": product,
                    "location_id": place,
                    "company_id": company.id,
                    "trigger": "manual",
                    "remains_mode": company.remains_mode,
                    "shortage_action": company.remains_action,
                }
                for product, place in rows
            ]
        )

    @api.model
    def _jewel_masters_paths(self, company):
        places = self.env["stock.location"].search(
            [("is_metal_masters", "=", True), ("company_id", "=", company.id)]
        )
        return places.mapped("parent_path")

    def _jewel_count_minimum(self, company):
        """Propose minimum and maximum; where it is to be so, they become Odoo's own."""
        if not self:
            return
        today = self._jewel_today(company)
        season = self.env["jewel.demand.season"]._get_factors(company, today)
        days = [today - timedelta(days=step) for step in range(_HISTORY, 0, -1)]
        issues = defaultdict(dict)
        self._jewel_flush()
        query = remains_query.consumed(self.ids, self._jewel_masters_paths(company), days[0], today)
        for point, day, quantity in self.env.execute_query(query):
            issues[point][day] = float(quantity)
        leads = self._get_lead_days(company, today)
        rows = [
            self._prepare_minimum_row(
                point,
                remains.measure(issues[point.id], days, season),
                (today, leads[point.id], company.remains_cover_days),
                point.service_level or company.remains_service_level,
                season,
            )
            for point in self
        ]
        self._jewel_write_rows(rows, _COUNTED)
        self.filtered(lambda point: point.remains_mode == "auto")._jewel_apply_minimum()

    @api.model
    def _prepare_minimum_row(self, point, demand, period, level, season):
        today, lead_days, cover_days = period
        found = remains.propose(demand, today, lead_days, cover_days, level, season)
        unit = point.product_uom._jewel_step()
        return {
            "id": point.id,
            "proposed_min_qty": float_round(
                found.minimum, precision_rounding=unit, rounding_method="UP"
            ),
            "proposed_max_qty": float_round(
                found.maximum, precision_rounding=unit, rounding_method="UP"
            ),
            "demand_pattern": demand.pattern,
            "demand_rate": demand.rate,
            "demand_deviation": demand.deviation,
            "demand_lead_days": lead_days,
            "demand_season": found.season,
            "demand_service_level": level,
            "demand_expected": found.expected,
            "demand_safety": found.safety,
        }

    def _jewel_apply_minimum(self):
        changed = self.filtered(
            lambda point: (
                point.product_uom.compare(point.proposed_min_qty, point.product_min_qty)
                or point.product_uom.compare(point.proposed_max_qty, point.product_max_qty)
            )
        )
        changed.sudo().action_accept_proposal()

    def _get_lead_days(self, company, today):
        """Rule id -> days from order to receipt; later addons know more about some items."""
        known = dict(self.env.execute_query(remains_query.lead(self.ids, today)))
        usual = company.remains_lead_days
        return {point.id: max(known.get(point.id) or usual, 1) for point in self}

    # === FORECAST === #

    def _jewel_count_forecast(self, company):
        """On hand, needed, on the way, and the day on which the item runs out."""
        if not self:
            return
        today = self._jewel_today(company)
        season = self.env["jewel.demand.season"]._get_factors(company, today)
        self._jewel_flush()
        query = self.env.execute_query
        stock = {
            point: (float(has), float(kept))
            for point, has, kept in query(remains_query.stock(self.ids))
        }
        coming, going = defaultdict(dict), defaultdict(dict)
        documents = {True: defaultdict(list), False: defaultdict(list)}
        for point, day, is_coming, quantity, papers in query(remains_query.flow(self.ids, today)):
            (coming if is_coming else going)[point][day] = float(quantity)
            documents[is_coming][point] += [paper for paper in papers if paper]
        ordered = self._quantity_in_progress()
        rows = []
        for point in self:
            has, kept = stock.get(point.id, (0.0, 0.0))
            needed, comes = going[point.id], coming[point.id]
            days = point.demand_lead_days or company.remains_lead_days
            rated = remains.forecast(has, comes, needed, point.demand_rate, today, _HORIZON, season)
            until = today + timedelta(days=days)
            soon = sum(size for day, size in needed.items() if day <= until)
            rows.append(
                {
                    "id": point.id,
                    "remains_qty": has,
                    "reserved_qty": kept,
                    "needed_qty": sum(needed.values()),
                    "coming_qty": sum(comes.values()) + ordered.get(point.id, 0.0),
                    "remains_forecast": has
                    + sum(comes.values())
                    + ordered.get(point.id, 0.0)
                    - soon,
                    "run_out_date": str(remains.run_out(rated) or "") or None,
                    "needed_for": _shorten(documents[False][point.id]),
                    "coming_by": _shorten(documents[True][point.id]),
                }
            )
        self._jewel_write_rows(rows, _FORECAST)

    @api.model
    def _jewel_today(self, company):
        zone = company.partner_id.tz or self.env.user.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    @api.model
    def _jewel_flush(self):
        for model in ("stock.warehouse.orderpoint", "stock.move", "stock.move.line", "stock.quant"):
            self.env[model].flush_model()
        self.env["product.supplierinfo"].flush_model()

    def _jewel_write_rows(self, rows, columns):
        """Write what was counted in one statement: it is nobody's edit and triggers nothing."""
        names = list(columns)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_warehouse_orderpoint point
                   SET %(sets)s, counted_on = %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS row(id int, %(types)s)
                 WHERE point.id = row.id
                """,
                sets=SQL(", ").join(
                    SQL("%s = row.%s", SQL.identifier(name), SQL.identifier(name)) for name in names
                ),
                types=SQL(", ").join(
                    SQL("%s %s", SQL.identifier(name), columns[name]) for name in names
                ),
                now=fields.Datetime.now(),
                rows=json.dumps(rows),
            )
        )
        self.invalidate_recordset()  # later addons compute from these numbers, too

    # === PANEL === #

    @api.model
    def action_open_remains(self):
        """The panel, counted anew: what is on hand and on order is that of this moment."""
        self.check_access("read")
        company = self.env.company
        points = self.sudo().search([("company_id", "=", company.id)])
        points._jewel_count_forecast(company)
        return self.env["ir.actions.act_window"]._for_xml_id("jewel_stock_ext.remains_action")


def _shorten(papers):
    """The first documents, and how many more there are."""
    names = sorted(set(papers))
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" +{rest}" if rest > 0 else "") or None
