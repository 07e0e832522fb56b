from odoo import api, fields, models
from odoo.exceptions import UserError


class JewelCancelReason(models.Model):
    _name = "jewel.cancel.reason"
    _description = "Reason for Cancelling an Order"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declined(self):
        if self.env.ref("jewel_order.cancel_reason_declined") in self:
            raise UserError(
                self.env._(
                    "The reason «%(reason)s» cannot be deleted: it is used when a client declines"
                    " an order on the portal. Archive it to hide it from the list.",
                    reason=self.env.ref("jewel_order.cancel_reason_declined").name,
                )
            )
