from odoo import models


class JewelSalesReceipt(models.Model):
    _inherit = "jewel.sales.receipt"

    def action_identify(self):
        """The form of the client's identification, begun when there is none."""
        self.ensure_one()
        identification = self.env["jewel.client.identification"].search(
            [("deal_id", "=", self.deal_id.id)]
        ) or self.env["jewel.client.identification"].create(
            {"deal_id": self.deal_id.id, "name": self.deal_id.partner_id.name}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Identification of the Client"),
            "res_model": identification._name,
            "res_id": identification.id,
            "views": [(False, "form")],
            "target": "new",
        }
