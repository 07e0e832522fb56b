from odoo import models


class ReportStoneAct(models.AbstractModel):
    _name = "report.jewel_stock_ext.stone_act"
    _description = "Act of Breakage on Paper"

    def _get_report_values(self, docids, data=None):
        """Acts that the user may see."""
        acts = self.env["jewel.stone.act"].browse(docids).exists()
        acts.check_access("read")
        return {"doc_ids": acts.ids, "acts": acts.sudo()}
