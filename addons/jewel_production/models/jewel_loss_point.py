from odoo import api, fields, models
from odoo.tools import SQL, groupby

from odoo.addons.jewel_stock_ext.control_chart import MINIMUM, limits, signals


class JewelLossPoint(models.Model):
    """A point of the control chart: per cent lost at one passage, master × stage × alloy."""

    _name = "jewel.loss.point"
    _description = "Point of the Control Chart"
    _auto = False
    _rec_name = "workorder_id"
    _order = "date, id"
    _depends = {
        "mrp.workorder": [
            "date_finished",
            "jeweller_id",
            "metal_loss",
            "metal_loss_base",
            "production_id",
            "state",
            "workcenter_id",
        ],
        "mrp.production": ["alloy_id", "company_id"],
    }

    date = fields.Datetime(readonly=True)
    workorder_id = fields.Many2one("mrp.workorder", "Work Order", readonly=True)
    jeweller_id = fields.Many2one("res.users", readonly=True)
    stage_id = fields.Many2one("mrp.workcenter", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    percent = fields.Float("Loss, %", digits=(9, 4), readonly=True, aggregator="avg")
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        return """
            SELECT wo.id, wo.id AS workorder_id, wo.date_finished AS date, wo.jeweller_id,
                   wo.workcenter_id AS stage_id, job.alloy_id, job.company_id,
                   (wo.metal_loss / wo.metal_loss_base * 100)::float8 AS percent
              FROM mrp_workorder wo
              JOIN mrp_production job ON job.id = wo.production_id
             WHERE wo.state = 'done' AND wo.metal_loss_base > 0
               AND wo.jeweller_id IS NOT NULL AND job.alloy_id IS NOT NULL
        """

    # === THE CHART === #

    @api.model
    def get_charts(self):
        """All charts that the user may see, those with an alarm first.

        :return: a list of dicts: ids of master, stage and alloy, name, number of points and alarms
        """
        keys = ["jeweller_id", "stage_id", "alloy_id"]
        alarms = dict(
            (tuple(row[:3]), row[3])
            for row in self.env["jewel.loss.signal"]._read_group([], keys, ["__count"])
        )
        charts = [
            {
                **{name: record.id for name, record in zip(keys, key, strict=True)},
                "name": " · ".join(record.sudo().name for record in key),
                "points": count,
                "alarms": alarms.get(tuple(key), 0),
            }
            for *key, count in self._read_group([], keys, ["__count"])
        ]
        return sorted(charts, key=lambda chart: (-chart["alarms"], -chart["points"], chart["name"]))

    @api.model
    def get_chart(self, jeweller_id, stage_id, alloy_id):
        """Points of one chart with its own limits, and the norm of each point, in per cent.

        :return: dict with `points` (oldest first: id of the job, its name, date, per cent, norm or
            None, mark "jump", "drift" or None) and `centre`, `lower`, `upper`, None when there
            are too few points; `minimum` is how many are needed
        """
        points = self.search(
            [
                ("jeweller_id", "=", jeweller_id),
                ("stage_id", "=", stage_id),
                ("alloy_id", "=", alloy_id),
            ]
        )
        values = points.mapped("percent")
        marks = {}
        for signal in signals(values):
            first = signal.index if signal.kind == "jump" else signal.start
            marks.update(dict.fromkeys(range(first, signal.index + 1), signal.kind))
        own = limits(values)
        norms = self.env["jewel.loss.norm"]._jewel_search(
            points.alloy_id, workcenter_id=points.stage_id
        )
        return {
            "points": [
                point._prepare_chart_point(norms, marks.get(index))
                for index, point in enumerate(points)
            ],
            "centre": own and own.centre,
            "lower": own and max(own.lower, 0.0),
            "upper": own and own.upper,
            "minimum": MINIMUM,
        }

    def _prepare_chart_point(self, norms, mark):
        job = self.workorder_id.sudo().production_id
        norm = norms._jewel_pick(self.date.date(), job.metal_complexity, ("workcenter_id",))
        return {
            "job_id": job.id,
            "job": job.name,
            "date": fields.Datetime.to_string(self.date),
            "percent": self.percent,
            "norm": norm.percent if norm else None,
            "mark": mark,
        }

    # === NIGHTLY JUDGEMENT === #

    @api.model
    def _cron_signals(self):
        """Judge all charts; what is new becomes a case with an activity for the head."""
        self.env.flush_all()
        points = self.env.execute_query(
            SQL(
                "SELECT jeweller_id, stage_id, alloy_id, company_id, percent, workorder_id"
                " FROM (%s) AS point"
                " ORDER BY jeweller_id, stage_id, alloy_id, company_id, date, workorder_id",
                SQL(self._table_query),
            )
        )
        found = []
        for key, rows in groupby(points, key=lambda row: row[:4]):
            found += self._prepare_signals(key, rows)
        cases = self.env["jewel.loss.signal"]
        known = {
            (case.workorder_id.id, case.kind)
            for case in cases.search(
                [("workorder_id", "in", [vals["workorder_id"] for vals in found])]
            )
        }
        new = [vals for vals in found if (vals["workorder_id"], vals["kind"]) not in known]
        for case in cases.create(new):
            case._jewel_tell()

    @api.model
    def _prepare_signals(self, key, rows):
        values = [row[4] for row in rows]
        own = limits(values)
        return [
            {
                "jeweller_id": key[0],
                "stage_id": key[1],
                "alloy_id": key[2],
                "company_id": key[3],
                "kind": signal.kind,
                # The first point after which a case is known stays, whatever comes later.
                "workorder_id": rows[signal.index][5],
                "percent": values[signal.index],
                "centre": own.centre,
                "upper": own.upper,
                "count": len(values),
            }
            for signal in signals(values)
        ]
