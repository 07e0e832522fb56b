"""Where the time of a job went, as one SQL query over sets of time spans (PostgreSQL 15 or later).

The life of a job, from its first work order to hand-over, is dealt out without rest or overlap:

1. work: the clock, even two clocks at once, counts once, for the stage that it ran for, until the
   stage was left (at hand-over core writes the norm for stages that had no clock: that is no time);
2. waits: what is not work, for the stage at which the job waited;
3. the rest belongs to the stage that was the first open one on the route at that moment: before
   anybody took it (queue), before the clock ran (taken), after it had run (paused); work that was
   begun and released is in the queue from its last clock until somebody takes it again;
4. what belongs to no stage: all were done, and the piece lay ready for hand-over.
"""

from datetime import timedelta

from odoo.tools import SQL

# Numbers that make ids of rows; what has been given out stays.
KINDS = {
    "work": 0,
    "rework": 1,
    "queue": 2,
    "taken": 3,
    "paused": 4,
    "wait_client": 5,
    "wait_stone": 6,
    "wait_assay": 7,
    "wait_metal": 8,
    "wait_other": 9,
}

_QUERY = """
WITH passage AS (
    SELECT work.id, work.production_id, work.workcenter_id, work.jeweller_id, work.state,
           work.sequence,
           work.rework_of_id IS NOT NULL AS is_rework, work.date_taken,
           COALESCE(work.date_opened, work.create_date) AS opened,
           CASE WHEN work.state IN ('done', 'cancel')
                THEN COALESCE(work.date_closed, work.date_finished, work.write_date)
                ELSE 'infinity' END AS closed
      FROM mrp_workorder work JOIN mrp_production job ON job.id = work.production_id
     WHERE job.is_jewel_job AND job.state != 'draft' AND %(jobs)s
), clock AS (
    SELECT time.workorder_id, MIN(time.date_start) AS first,
           MAX(time.date_end) FILTER (WHERE CASE WHEN passage.jeweller_id IS NULL
               THEN passage.state NOT IN ('progress', 'done')
               ELSE time.date_end <= passage.date_taken END) AS released,
           RANGE_AGG(TSRANGE(time.date_start, GREATEST(time.date_start,
               LEAST(time.date_end, passage.closed, %(now)s)))) AS work
      FROM mrp_workcenter_productivity time JOIN passage ON passage.id = time.workorder_id
     WHERE time.date_start < passage.closed
     GROUP BY time.workorder_id
), wait AS (
    SELECT wait.production_id, wait.workorder_id, wait.party,
           RANGE_AGG(TSRANGE(wait.date_start,
               GREATEST(wait.date_start, COALESCE(wait.date_end, %(now)s)))) AS wait
      FROM jewel_job_wait wait
     WHERE wait.production_id IN (SELECT production_id FROM passage)
     GROUP BY wait.production_id, wait.workorder_id, wait.party
), total AS (
    SELECT production_id, MIN(opened) AS opened, MAX(closed) AS closed,
           RANGE_AGG(TSRANGE(opened, GREATEST(opened, closed))) AS stages,
           RANGE_AGG(COALESCE(work, '{}')) AS work
      FROM passage LEFT JOIN clock ON clock.workorder_id = passage.id
     GROUP BY production_id
), job AS (
    SELECT job.id, job.company_id, job.product_id, job.jewel_type_id, job.alloy_id, job.state,
           total.opened AS date_start, job.date_finished, total.stages, total.work,
           COALESCE(held.wait, '{}') AS wait,
           TSMULTIRANGE(TSRANGE(total.opened, GREATEST(total.opened, CASE job.state
               WHEN 'done' THEN job.date_finished
               WHEN 'cancel' THEN total.closed
               ELSE %(now)s END))) AS life
      FROM mrp_production job JOIN total ON total.production_id = job.id
      LEFT JOIN (SELECT production_id, RANGE_AGG(wait) AS wait FROM wait GROUP BY production_id)
           held ON held.production_id = job.id
), claim AS (
    SELECT passage.id, passage.production_id, passage.is_rework,
           COALESCE(clock.first, 'infinity') AS first,
           LEAST(passage.date_taken, COALESCE(clock.first, 'infinity')) AS taken,
           CASE WHEN clock.released IS NULL THEN '{}'
                ELSE TSMULTIRANGE(TSRANGE(clock.released, passage.date_taken)) END AS released,
           (COALESCE(clock.work, '{}') - COALESCE(RANGE_AGG(COALESCE(clock.work, '{}'))
               OVER before, '{}')) * job.life AS work,
           (TSMULTIRANGE(TSRANGE(opened, GREATEST(opened, passage.closed)))
               - COALESCE(RANGE_AGG(TSRANGE(opened, GREATEST(opened, passage.closed)))
                   OVER before, '{}')) * job.life - job.work - job.wait AS rest
      FROM passage JOIN job ON job.id = passage.production_id
      LEFT JOIN clock ON clock.workorder_id = passage.id
    WINDOW before AS (PARTITION BY passage.production_id ORDER BY passage.sequence, passage.id
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), part AS (
    SELECT claim.production_id, claim.id AS workorder_id, kind, spans
      FROM claim CROSS JOIN LATERAL (VALUES
           (CASE WHEN is_rework THEN 'rework' ELSE 'work' END, work),
           ('queue', rest * (TSMULTIRANGE(TSRANGE(NULL, taken)) + released)),
           ('taken', rest * TSMULTIRANGE(TSRANGE(taken, first))),
           ('paused', rest * TSMULTIRANGE(TSRANGE(first, NULL)) - released)) AS dealt(kind, spans)
    UNION ALL
    SELECT wait.production_id, wait.workorder_id, 'wait_' || wait.party,
           (wait.wait - job.work) * job.life
      FROM wait JOIN job ON job.id = wait.production_id
    UNION ALL
    SELECT id, NULL, 'queue', life - stages - work - wait FROM job
)
SELECT COALESCE(part.workorder_id, -part.production_id) * %(kinds)s
           + (%(codes)s ->> kind)::int AS id,
       part.production_id, part.workorder_id, part.kind,
       COALESCE(passage.workcenter_id, (
           SELECT id FROM mrp_workcenter
            WHERE is_handover AND is_jewel_stage
              AND (company_id IS NULL OR company_id = job.company_id)
            ORDER BY sequence, id LIMIT 1)) AS stage_id,
       passage.jeweller_id, COALESCE(passage.is_rework, FALSE) AS is_rework,
       job.company_id, job.product_id, job.jewel_type_id, job.alloy_id, job.state, job.date_start,
       CASE WHEN job.state = 'done' THEN job.date_finished END AS date_finished,
       (SELECT SUM(EXTRACT(EPOCH FROM UPPER(span) - LOWER(span))) / 3600
          FROM UNNEST(part.spans) span)::double precision AS hours
  FROM part JOIN job ON job.id = part.production_id
  LEFT JOIN passage ON passage.id = part.workorder_id
 WHERE NOT ISEMPTY(part.spans)
"""


def time_query(now, job_ids=None, days=None):
    """The query: a row for each job, work order and kind of time, in hours.

    :param datetime now: end of what is still under way
    :param job_ids: only these jobs (`mrp.production`); none: all
    :param days: without jobs that were handed over before that; none: all
    """
    jobs = SQL("TRUE") if job_ids is None else SQL("job.id IN %s", tuple(job_ids) or (0,))
    if days:
        since = now - timedelta(days=days)
        jobs = SQL("%s AND (job.state != 'done' OR job.date_finished >= %s)", jobs, since)
    codes = ", ".join(f'"{kind}": {code}' for kind, code in KINDS.items())
    return SQL(
        _QUERY,
        jobs=jobs,
        now=SQL("%s::timestamp", now),
        kinds=16,
        codes=SQL("%s::jsonb", f"{{{codes}}}"),
    )
