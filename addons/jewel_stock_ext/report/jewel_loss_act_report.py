from odoo import models


class ReportLossAct(models.AbstractModel):
    _name = "report.jewel_stock_ext.loss_act"
    _description = "Act of Loss on Paper"

    def _get_report_values(self, docids, data=None):
        """Acts that the user may see."""
        acts = self.env["jewel.loss.act"].browse(docids).exists()
        acts.check_access("read")
        return {"doc_ids": acts.ids, "acts": acts.sudo()}
