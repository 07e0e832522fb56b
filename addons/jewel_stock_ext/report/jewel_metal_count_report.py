from odoo import models


class ReportMetalCount(models.AbstractModel):
    _name = "report.jewel_stock_ext.metal_count"
    _description = "Count of Metal on Paper"

    def _get_report_values(self, docids, data=None):
        """Counts that the user may see."""
        counts = self.env["jewel.metal.count"].browse(docids).exists()
        counts.check_access("read")
        return {"doc_ids": counts.ids, "counts": counts.sudo()}
