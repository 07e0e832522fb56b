from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.jewel_base.const import WEIGHT_DIGITS


class JewelOutputReport(models.Model):
    """What each worker has made: one row a finished work order of his."""

    _name = "jewel.output.report"
    _description = "Output of Workers"
    _auto = False
    _order = "date_finished desc, id desc"
    _rec_name = "production_id"

    production_id = fields.Many2one("mrp.production", "Job", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    jeweller_id = fields.Many2one("res.users", "Worker", readonly=True)
    workcenter_id = fields.Many2one("mrp.workcenter", "Stage", readonly=True)
    jewel_type_id = fields.Many2one("jewel.product.type", "Type", readonly=True)
    alloy_id = fields.Many2one("jewel.alloy", readonly=True)
    date_finished = fields.Datetime("Finished", readonly=True)
    pieces = fields.Float(
        readonly=True, help="Pieces that have passed the stage; done again is no new piece."
    )
    weight = fields.Float("Weight, g", readonly=True, digits=WEIGHT_DIGITS)
    hours = fields.Float(readonly=True, digits=(16, 2), help="Time on the clock, of any kind.")
    norm_hours = fields.Float("Norm, h", readonly=True, digits=(16, 2))
    rework_pieces = fields.Float(
        "Done Again", readonly=True, help="Pieces that came back to the stage."
    )
    loss = fields.Float("Loss, g", readonly=True, digits=WEIGHT_DIGITS)
    loss_allowed = fields.Float("Loss within Norm, g", readonly=True, digits=WEIGHT_DIGITS)
    loss_over = fields.Float("Loss over Norm, g", readonly=True, digits=WEIGHT_DIGITS)

    @property
    def _table_query(self):
        """A surplus is no loss; work that was taken back is not there."""
        return SQL(
            """
            SELECT work.id, work.production_id, job.company_id, work.jeweller_id,
                   work.workcenter_id, job.jewel_type_id, job.alloy_id, work.date_finished,
                   CASE WHEN work.rework_of_id IS NULL THEN job.product_qty ELSE 0 END AS pieces,
                   CASE WHEN work.rework_of_id IS NULL THEN work.weight_out ELSE 0 END AS weight,
                   work.duration / 60 AS hours, work.duration_expected / 60 AS norm_hours,
                   CASE WHEN work.rework_of_id IS NULL THEN 0 ELSE job.product_qty END
                       AS rework_pieces,
                   GREATEST(work.metal_loss, 0) AS loss,
                   GREATEST(work.metal_loss, 0) - COALESCE(work.metal_loss_over, 0)
                       AS loss_allowed,
                   work.metal_loss_over AS loss_over
              FROM mrp_workorder work
              JOIN mrp_production job ON job.id = work.production_id
              JOIN mrp_workcenter place ON place.id = work.workcenter_id
             WHERE work.state = 'done' AND work.jeweller_id IS NOT NULL
               AND place.is_jewel_stage AND NOT COALESCE(work.is_finish_undone, FALSE)
            """
        )
