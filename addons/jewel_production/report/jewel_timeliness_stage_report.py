from odoo import fields, models
from odoo.tools import SQL


class JewelTimelinessStageReport(models.Model):
    """Finished work of the stages, norm against real time; one row a work order."""

    _name = "jewel.timeliness.stage.report"
    _description = "Norms of the Stages and Real Time"
    _auto = False
    _order = "date_finished desc, id desc"
    _rec_name = "production_id"

    production_id = fields.Many2one("mrp.production", "Job", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    workcenter_id = fields.Many2one("mrp.workcenter", "Stage", readonly=True)
    jeweller_id = fields.Many2one("res.users", readonly=True)
    jewel_type_id = fields.Many2one("jewel.product.type", "Type", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    date_finished = fields.Datetime("Finished", readonly=True)
    is_rework = fields.Boolean("Repeated", readonly=True)
    minutes_norm = fields.Float("Norm, min", readonly=True, digits=(16, 0))
    minutes_real = fields.Float("Spent, min", readonly=True, digits=(16, 0))
    minutes_over = fields.Float("Over the Norm, min", readonly=True, digits=(16, 0))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT wo.id, wo.production_id, job.company_id, wo.workcenter_id, wo.jeweller_id,
                   job.jewel_type_id, job.alloy_id, wo.date_finished,
                   wo.rework_of_id IS NOT NULL AS is_rework,
                   wo.duration_expected AS minutes_norm, wo.duration AS minutes_real,
                   wo.duration - wo.duration_expected AS minutes_over
              FROM mrp_workorder wo
              JOIN mrp_production job ON job.id = wo.production_id
              JOIN mrp_workcenter place ON place.id = wo.workcenter_id
             WHERE wo.state = 'done' AND place.is_jewel_stage
            """
        )
