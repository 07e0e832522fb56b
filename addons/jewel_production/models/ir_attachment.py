from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    jewel_job_ids = fields.Many2many(
        "mrp.production",
        "mrp_production_jewel_sketch_rel",
        "ir_attachment_id",
        "mrp_production_id",
        "Sketch of Jobs",
        readonly=True,
        copy=False,
    )

    jewel_intake_job_ids = fields.Many2many(
        "mrp.production",
        "mrp_production_intake_photo_rel",
        "ir_attachment_id",
        "mrp_production_id",
        "Photo at Intake of Jobs",
        readonly=True,
        copy=False,
    )
    jewel_finish_job_ids = fields.Many2many(
        "mrp.production",
        "mrp_production_finish_photo_rel",
        "ir_attachment_id",
        "mrp_production_id",
        "Photo of the Finished Piece of Jobs",
        readonly=True,
        copy=False,
    )

    def _search(self, domain, *args, **kwargs):
        """Override of `base`: core goes on as superuser here, with the domain of the caller."""
        self._check_bench_domain(domain)
        return super()._search(domain, *args, **kwargs)
