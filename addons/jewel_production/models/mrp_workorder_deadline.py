from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    # What is open is a small part of what there is: risk and queues read only that.
    _jewel_open_idx = models.Index(
        "(production_id, workcenter_id) WHERE state NOT IN ('done', 'cancel')"
    )

    def button_finish(self):
        """Override of `mrp`: whatever way a piece is passed on comes through here."""
        result = super().button_finish()
        self.production_id._jewel_settle_escalations()
        return result
