import logging
import time

from psycopg2 import Error
from psycopg2.extras import execute_values

from odoo import api, fields, models

from .. import request_log

_logger = logging.getLogger(__name__)
KEEP_SECONDS = 60


class JewelRequestStat(models.Model):
    """How many requests of a kind took how long on a day, of all servers together."""

    _name = "jewel.request.stat"
    _description = "Speed of the Server"
    _order = "day desc, kind, id"
    _rec_name = "kind"
    _log_access = False

    day = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [
            ("page", "Pages"),
            ("read", "Lists and Forms"),
            ("save", "Saving"),
            ("button", "Buttons"),
            ("call", "Other Operations"),
            ("document", "Documents and Exports"),
            ("client", "Client's Pages"),
            ("hook", "Notifications of amoCRM and Payments"),
            ("file", "Pictures and Files"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
    )
    bound = fields.Selection(
        [
            ("1", "up to 0.1 s"),
            ("2", "up to 0.25 s"),
            ("3", "up to 0.5 s"),
            ("4", "up to 1 s"),
            ("5", "up to 2.5 s"),
            ("6", "up to 10 s"),
            ("7", "up to a minute"),
            ("8", "over a minute"),
        ],
        "Took",
        required=True,
        readonly=True,
    )
    count = fields.Integer("Requests", readonly=True)
    seconds = fields.Float("Seconds in All", readonly=True, digits=(16, 2))
    slowest = fields.Float("Slowest, s", readonly=True, aggregator="max", digits=(16, 2))
    slowest_route = fields.Char(readonly=True)

    _uniq = models.Constraint("UNIQUE(day, kind, bound)", "One row a day, kind and bound.")

    @api.model
    def _keep(self, seconds=KEEP_SECONDS):
        """Add what this process has served to the table, once a minute, apart from the request."""
        meter = request_log.meter
        if time.monotonic() - meter.taken_at < seconds:
            return
        rows = meter.take()
        if not rows:
            return
        try:
            with self.env.registry.cursor() as cr:
                self._add(cr, rows)
        except Error:
            # Another process adds to the same row at this moment: next minute, then.
            _logger.info("Durations of requests are kept a minute later")
            meter.put_back(rows)

    @api.model
    def _add(self, cr, rows):
        day = fields.Date.today()
        execute_values(
            cr._obj,
            """
            INSERT INTO jewel_request_stat AS kept
                (day, kind, bound, count, seconds, slowest, slowest_route)
            VALUES %s
            ON CONFLICT (day, kind, bound) DO UPDATE SET
                count = kept.count + excluded.count,
                seconds = kept.seconds + excluded.seconds,
                slowest_route = CASE WHEN excluded.slowest > kept.slowest
                    THEN excluded.slowest_route ELSE kept.slowest_route END,
                slowest = GREATEST(kept.slowest, excluded.slowest)
            """,
            # In one order in all processes, so that none waits for the other.
            [(day, *row) for row in sorted(rows)],
        )

    @api.model
    def _get_durations(self):
        """``[(kind, [(bound, count)], seconds)]`` since the beginning, for a histogram."""
        groups = self._read_group([], ["kind", "bound"], ["count:sum", "seconds:sum"])
        found = {}
        for kind, bound, count, seconds in groups:
            counts, total = found.get(kind, ({}, 0))
            found[kind] = {**counts, bound: count}, total + seconds
        return [
            (
                kind,
                [(label, counts.get(bound, 0)) for bound, label in request_log.LABELS.items()],
                total,
            )
            for kind, (counts, total) in sorted(found.items())
        ]
