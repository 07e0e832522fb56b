from odoo import models


class MrpWorkorder(models.Model):
    _inherit = "mrp.workorder"

    def action_jewel_materials(self):
        """Choose by pictures what is taken at the bench for this work."""
        self.ensure_one()
        self.check_access("read")
        return self.production_id.action_jewel_materials()
