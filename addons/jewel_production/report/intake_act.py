from odoo import models


class ReportIntakeAct(models.AbstractModel):
    _name = "report.jewel_production.intake_act"
    _description = "Act of Acceptance for Repair"

    def _get_report_values(self, docids, data=None):
        """Acts of jobs that the user may see; the client only for those who deal with clients."""
        jobs = self.env["mrp.production"].browse(docids).exists()
        jobs.check_access("read")
        with_client = not self.env.user._is_jewel_production_only()
        return {
            "doc_ids": jobs.ids,
            "acts": [job._prepare_intake_act(with_client) for job in jobs.sudo()],
        }
