from datetime import timedelta
from typing import NamedTuple

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from ..projection import Job, project
from .mrp_production_deadline import IN_WORK, get_risk, round_up

_IS_OPEN = SQL("wo.state NOT IN ('done', 'cancel')")
# Of a stage outside these are days; those of its own wait with a date are contained in the date.
_MINUTES = SQL(
    """
    CASE WHEN wo.wait_days > 0 AND wo.id = wait.workorder_id AND wait.date_due IS NOT NULL
              AND wait.reason_id =
                  (SELECT wait_reason_id FROM mrp_workcenter WHERE id = wo.workcenter_id) THEN 0
         WHEN wo.wait_days > 0 THEN wo.wait_days
         ELSE GREATEST(wo.duration_expected - COALESCE(wo.duration, 0), 0)
    END::float8
    """
)


def _place(alias):
    """In which order a stage takes up its work."""
    job = SQL.identifier(alias)
    return SQL(
        "CASE %(job)s.priority WHEN '1' THEN 0 ELSE 1 END,"
        " COALESCE(%(job)s.item_deadline, 'infinity'), %(job)s.id",
        job=job,
    )


class _Row(NamedTuple):
    """A job in work: what decides its risk, what is stored of it, and its projected finish."""

    id: int
    deadline: object
    reserve: float
    risk: str
    date_projected: object
    date_risk: object
    stages: list
    minutes: list
    is_running: bool
    begin: object
    finish: object = None

    def as_job(self):
        steps = list(zip(self.stages or (), self.minutes or (), strict=True))
        return Job(self.id, steps, bool(self.is_running), self.begin)


class MrpProduction(models.Model):
    """Projected finish, set-based: few queries for all jobs, whatever their number."""

    _inherit = "mrp.production"

    @api.model
    def _cron_update_risk(self):
        """Risk and projected finish of all jobs in work; only rows that change are written."""
        self.flush_model(["risk", "date_projected", "date_risk"])
        now = fields.Datetime.now()
        changes = [change for row in self._jewel_project(now) if (change := _get_change(row, now))]
        self._jewel_write_risk(changes)
        if any(risk != "on_time" for _id, risk, *_dates in changes):
            self.env.ref("base_automation.ir_cron_data_base_automation_check")._trigger()

    def _jewel_project(self, now):
        """Rows with ``finish`` for these jobs, or for all that are in work when there are none.

        For one job the database adds up the work that stands before it; otherwise all that is in
        work is read, in one query.
        """
        self._jewel_flush_work()
        alone = len(self) == 1
        rows = self._jewel_read_work(SQL("AND job.id = %s", self.id) if alone else SQL())
        load = self._jewel_read_load(rows[0]) if alone and rows else {}
        places = {place for row in rows for place in row.stages or ()}
        stages = self.env["mrp.workcenter"].browse(places)._jewel_stages(now)
        finishes = project(now, [row.as_job() for row in rows], stages, load)
        wanted = set(self.ids)
        return [
            row._replace(finish=finishes[row.id]) for row in rows if not wanted or row.id in wanted
        ]

    @api.model
    def _jewel_flush_work(self):
        orders = self.env["mrp.workorder"]
        names = ("state", "sequence", "workcenter_id", "production_id", "duration_expected")
        orders.flush_model([*names, "duration", "wait_days"])
        self.flush_model(["state", "priority", "item_deadline", "company_id", "wait_id"])
        self.env["jewel.job.wait"].flush_model(["workorder_id", "reason_id", "date_due"])
        self.env["mrp.workcenter"].flush_model(["wait_reason_id"])
        self.env["res.company"].flush_model(["deadline_reserve_hours"])

    @api.model
    def _jewel_read_work(self, condition):
        """Lateral, so that each job looks up its own open work whatever the statistics say."""
        query = SQL(
            """
            SELECT job.id, job.item_deadline, company.deadline_reserve_hours,
                   job.risk, job.date_projected, job.date_risk,
                   work.stages, work.minutes, work.is_running, wait.date_due
              FROM mrp_production job
              JOIN res_company company ON company.id = job.company_id
              LEFT JOIN jewel_job_wait wait ON wait.id = job.wait_id
             CROSS JOIN LATERAL (
                    SELECT array_agg(wo.workcenter_id ORDER BY wo.sequence, wo.id) AS stages,
                           array_agg(%(minutes)s ORDER BY wo.sequence, wo.id) AS minutes,
                           (array_agg(wo.state ORDER BY wo.sequence, wo.id))[1] = 'progress'
                               AS is_running
                      FROM mrp_workorder wo
                     WHERE wo.production_id = job.id AND %(is_open)s
                   ) work
             WHERE job.state IN %(in_work)s %(condition)s
             ORDER BY %(place)s
            """,
            minutes=_MINUTES,
            is_open=_IS_OPEN,
            in_work=IN_WORK,
            condition=condition,
            place=_place("job"),
        )
        return [_Row(*row) for row in self.env.execute_query(query)]

    def _jewel_read_load(self, row):
        """Minutes of other work that stands before this job, by its stages."""
        query = SQL(
            """
            SELECT wo.workcenter_id, SUM(%(minutes)s)
              FROM mrp_workorder wo
              JOIN mrp_production job ON job.id = wo.production_id
              JOIN mrp_production me ON me.id = %(id)s AND job.id != me.id
              LEFT JOIN jewel_job_wait wait ON wait.id = job.wait_id
             WHERE %(is_open)s AND job.state IN %(in_work)s AND wo.workcenter_id = ANY(%(stages)s)
               AND (wo.state = 'progress' OR (%(place)s) < (%(my_place)s))
             GROUP BY wo.workcenter_id
            """,
            minutes=_MINUTES,
            id=row.id,
            is_open=_IS_OPEN,
            in_work=IN_WORK,
            stages=row.stages or [],
            place=_place("job"),
            my_place=_place("me"),
        )
        return dict(self.env.execute_query(query))

    @api.model
    def _jewel_write_risk(self, changes):
        """Write (id, risk, projected finish, at risk since) of many jobs at once.

        Rows that somebody is just writing, or has written since they were read, are left alone: his
        change brings their risk up to date, the next run the rest. For one row of the second kind
        PostgreSQL refuses all, so they are halved until only such rows are left out.
        """
        if not changes:
            return
        try:
            with self.env.cr.savepoint(flush=False):
                self._jewel_update_risk(changes)
        except SerializationFailure:
            middle = len(changes) // 2
            if middle:
                self._jewel_write_risk(changes[:middle])
                self._jewel_write_risk(changes[middle:])

    @api.model
    def _jewel_update_risk(self, changes):
        ids, risks, finishes, dates = (list(column) for column in zip(*changes, strict=True))
        self.env.cr.execute(
            """
            WITH free AS (
                SELECT id FROM mrp_production WHERE id = ANY(%(ids)s)
                ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE mrp_production job
               SET risk = new.risk, date_projected = new.finish, date_risk = new.since
              FROM free,
                   unnest(%(ids)s, %(risks)s, %(finishes)s::timestamp[], %(dates)s::timestamp[])
                       AS new(id, risk, finish, since)
             WHERE job.id = new.id AND free.id = new.id
            """,
            {"ids": ids, "risks": risks, "finishes": finishes, "dates": dates},
            log_exceptions=False,
        )
        self.invalidate_model(["risk", "date_projected", "date_risk"])


def _get_change(row, now):
    """What is to be written of a job, or None when it is there already."""
    risk = get_risk(row.deadline, row.finish, timedelta(hours=row.reserve or 0), now)
    change = (risk, round_up(row.finish), None if risk == "on_time" else row.date_risk or now)
    return None if change == (row.risk, row.date_projected, row.date_risk) else (row.id, *change)
