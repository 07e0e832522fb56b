from odoo import api, fields, models


class MrpWorkorder(models.Model):
    """Making data of the job that the bench sees beside its specification."""

    _inherit = "mrp.workorder"

    intake_photo_ids = fields.Many2many(related="production_id.intake_photo_ids")
    finish_photo_ids = fields.Many2many(related="production_id.finish_photo_ids")
    job_kind = fields.Selection(related="production_id.job_kind")
    complaint = fields.Text(related="production_id.complaint")

    @api.model
    def _jewel_bench_fields(self):
        return super()._jewel_bench_fields() | {
            "intake_photo_ids",
            "finish_photo_ids",
            "job_kind",
            "complaint",
        }
