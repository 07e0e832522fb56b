from odoo import models


class ReportRouteSheet(models.AbstractModel):
    _name = "report.jewel_production.route_sheet"
    _description = "Route Sheet"

    def _get_report_values(self, docids, data=None):
        """Sheets of jobs that the user may see, filled in as superuser with what all may know."""
        jobs = self.env["mrp.production"].browse(docids).exists()
        jobs.check_access("read")
        return {
            "doc_ids": jobs.ids,
            "sheets": [job._prepare_route_sheet() for job in jobs.sudo()],
        }


class ReportRouteSheetA4(models.AbstractModel):
    _name = "report.jewel_production.route_sheet_a4"
    _inherit = "report.jewel_production.route_sheet"
    _description = "Route Sheet on A4"
