from odoo import fields, models
from odoo.tools import SQL

_DAY = 86400.0


class JewelTimelinessReport(models.Model):
    """Finished jobs and what was promised; one row a job."""

    _name = "jewel.timeliness.report"
    _description = "Timeliness of Jobs"
    _auto = False
    _order = "date_finished desc, id desc"
    _rec_name = "production_id"

    production_id = fields.Many2one("mrp.production", "Job", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date_finished = fields.Datetime("Finished", readonly=True)
    first_deadline = fields.Datetime("First Promised", readonly=True)
    last_deadline = fields.Datetime("Last Promised", readonly=True)
    jewel_type_id = fields.Many2one("jewel.product.type", "Type", readonly=True)
    categ_id = fields.Many2one("product.category", "Category", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    user_id = fields.Many2one("res.users", "Head of Production", readonly=True)
    jeweller_id = fields.Many2one("res.users", "Last Jeweller", readonly=True)
    is_on_time = fields.Boolean("In Time", readonly=True)
    on_time_count = fields.Integer("Jobs in Time", readonly=True)
    on_time_share = fields.Float("Share in Time", readonly=True, aggregator="avg")
    first_on_time_share = fields.Float(
        "Share in Time, First Promise", readonly=True, aggregator="avg"
    )
    days_late = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    days_moved = fields.Float(readonly=True, aggregator="avg", digits=(16, 1))
    change_count = fields.Integer("Changes of Deadline", readonly=True)

    @property
    def _table_query(self):
        """Jobs without any deadline promised nothing and are not counted."""
        return SQL(
            """
            SELECT job.id, job.id AS production_id, job.company_id, job.date_finished,
                   promise.first_deadline, job.item_deadline AS last_deadline,
                   job.jewel_type_id, template.categ_id, job.alloy_id, job.user_id,
                   worker.jeweller_id,
                   job.date_finished <= job.item_deadline AS is_on_time,
                   (job.date_finished <= job.item_deadline)::int AS on_time_count,
                   (job.date_finished <= job.item_deadline)::int::float8 AS on_time_share,
                   (job.date_finished <= promise.first_deadline)::int::float8
                       AS first_on_time_share,
                   GREATEST(EXTRACT(EPOCH FROM job.date_finished - job.item_deadline), 0) / %(day)s
                       AS days_late,
                   EXTRACT(EPOCH FROM job.item_deadline - promise.first_deadline) / %(day)s
                       AS days_moved,
                   promise.change_count
              FROM mrp_production job
              JOIN product_product product ON product.id = job.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN (
                    SELECT production_id, COUNT(*)::int AS change_count,
                           (array_agg(old_deadline ORDER BY date, id))[1] AS old_deadline
                      FROM jewel_deadline_change WHERE production_id IS NOT NULL
                     GROUP BY production_id
                   ) change ON change.production_id = job.id
              CROSS JOIN LATERAL (
                    SELECT COALESCE(change.old_deadline, job.item_deadline) AS first_deadline,
                           COALESCE(change.change_count, 0) AS change_count
                   ) promise
              LEFT JOIN LATERAL (
                    SELECT jeweller_id FROM mrp_workorder
                     WHERE production_id = job.id AND state = 'done' AND jeweller_id IS NOT NULL
                     ORDER BY date_finished DESC, id DESC LIMIT 1
                   ) worker ON TRUE
             WHERE job.state = 'done' AND job.is_jewel_job
               AND job.item_deadline IS NOT NULL AND job.date_finished IS NOT NULL
            """,
            day=_DAY,
        )
