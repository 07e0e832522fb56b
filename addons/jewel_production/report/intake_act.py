from odoo import models


class ReportIntakeAct(models.AbstractModel):
    _name = "report.jewel_production.intake_act"
    _description = "Act of Acceptance for Repair"

    def _get_report_values(self, docids, data=None):
        """Acts of jobs that the user may see, each in two copies.

        The client only for those who deal with clients, and of deals that they may see.
        """
        jobs = self.env["mrp.production"].browse(docids).exists()
        jobs.check_access("read")
        user = self.env.user
        with_clients = not user._is_jewel_production_only()
        copies = (self.env._("Client's copy"), self.env._("Workshop's copy"))
        acts = []
        for job in jobs.sudo():
            with_client = with_clients and job.deal_id.with_user(user).has_access("read")
            act = job._prepare_intake_act(with_client)
            acts += [{**act, "copy": copy} for copy in copies]
        return {"doc_ids": jobs.ids, "acts": acts}
