from odoo import models


class ReportHallmarkBatch(models.AbstractModel):
    _name = "report.jewel_production.hallmark_batch"
    _description = "Hallmark Batch on Paper"

    def _get_report_values(self, docids, data=None):
        """Batches that the user may see."""
        batches = self.env["jewel.hallmark.batch"].browse(docids).exists()
        batches.check_access("read")
        return {"doc_ids": batches.ids, "batches": batches.sudo()}
