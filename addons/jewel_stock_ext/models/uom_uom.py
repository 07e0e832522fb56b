from odoo import models


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _jewel_step(self):
        """The least quantity of an item in this unit: pieces, pairs and dozens are whole.

        Core rounds all units alike, to the digits of weights.
        """
        self.ensure_one()
        pieces = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return 1.0 if str(pieces) in self.parent_path.split("/") else self.rounding
