from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# One row a job in work. The clock decides; then who has it; a wait goes before both. Work that
# was begun and released is in the queue again.
_PIECES = """
    SELECT job.id,
           CASE WHEN wait.id IS NOT NULL THEN 'waiting'
                WHEN work.id IS NULL THEN 'handover'
                WHEN clock.running IS NOT NULL THEN 'work'
                WHEN work.jeweller_id IS NULL AND work.state != 'progress' THEN 'queue'
                WHEN clock.stopped IS NOT NULL THEN 'paused'
                WHEN work.jeweller_id IS NOT NULL THEN 'taken'
                ELSE 'queue' END AS state,
           CASE WHEN wait.id IS NOT NULL THEN wait.date_start
                ELSE COALESCE(
                    clock.running,
                    GREATEST(job.date_stage, work.date_taken, clock.stopped, clock.resumed)
                ) END AS since
      FROM mrp_production job
      LEFT JOIN jewel_job_wait wait ON wait.id = job.wait_id
      LEFT JOIN LATERAL (
           SELECT id, state, jeweller_id, date_taken FROM mrp_workorder
            WHERE production_id = job.id AND state NOT IN ('done', 'cancel')
            ORDER BY sequence, id LIMIT 1) work ON TRUE
      LEFT JOIN LATERAL (
           SELECT MAX(date_start) FILTER (WHERE date_end IS NULL) AS running,
                  MAX(date_end) AS stopped,
                  (SELECT MAX(date_end) FROM jewel_job_wait WHERE workorder_id = work.id) AS resumed
             FROM mrp_workcenter_productivity WHERE workorder_id = work.id) clock ON TRUE
     WHERE job.state IN ('confirmed', 'progress', 'to_close') AND job.stage_id IS NOT NULL
"""
_READ = {
    "mrp.production": ["state", "stage_id", "date_stage", "wait_id"],
    "mrp.workorder": ["production_id", "state", "sequence", "jeweller_id", "date_taken"],
    "mrp.workcenter.productivity": ["workorder_id", "date_start", "date_end"],
    "jewel.job.wait": ["workorder_id", "date_start", "date_end"],
}


class MrpProduction(models.Model):
    """What happens to the piece right now at the stage where it is."""

    _inherit = "mrp.production"

    piece_state = fields.Selection(
        [
            ("queue", "In Queue"),
            ("taken", "With the Jeweller"),
            ("work", "In Work Now"),
            ("paused", "Paused"),
            ("waiting", "Waits"),
            ("handover", "Ready for Hand-over"),
        ],
        "Piece",
        compute="_compute_piece",
        search="_search_piece_state",
    )
    piece_since = fields.Datetime("Since", compute="_compute_piece")

    @api.depends(
        "state",
        "stage_id",
        "wait_id",
        "workorder_ids.state",
        "workorder_ids.jeweller_id",
        "workorder_ids.time_ids.date_end",
    )
    def _compute_piece(self):
        """One query for all jobs."""
        self._flush_pieces()
        ids = tuple(self._origin.ids) or (0,)
        rows = self.env.execute_query(SQL("%s AND job.id IN %s", SQL(_PIECES), ids))
        pieces = {job_id: (state, since) for job_id, state, since in rows}
        for job in self:
            job.piece_state, job.piece_since = pieces.get(job._origin.id, (False, False))

    @api.model
    def _search_piece_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._flush_pieces()
        found = SQL(
            "SELECT id FROM (%s) piece WHERE state IN %s",
            SQL(_PIECES),
            tuple(filter(None, value)) or ("",),
        )
        domain = Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), found)
        )
        if False in value:
            domain |= Domain("state", "not in", ("confirmed", "progress", "to_close"))
            domain |= Domain("stage_id", "=", False)
        return domain

    def _flush_pieces(self):
        for model, fnames in _READ.items():
            self.env[model].flush_model(fnames)

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {"piece_state", "piece_since"}
