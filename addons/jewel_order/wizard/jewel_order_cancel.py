from odoo import fields, models


class JewelOrderCancel(models.TransientModel):
    _name = "jewel.order.cancel"
    _description = "Cancel an Order"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    reason_id = fields.Many2one("jewel.cancel.reason", required=True)
    note = fields.Text("Comment")

    def action_cancel(self):
        self.ensure_one()
        for order in self.order_ids._jewel_cancel(self.reason_id).filtered(lambda _o: self.note):
            order.message_post(body=self.note)
        return {"type": "ir.actions.act_window_close"}
