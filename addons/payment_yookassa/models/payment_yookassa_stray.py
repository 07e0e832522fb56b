from odoo import fields, models


class PaymentYookassaStray(models.Model):
    """A paid payment of the shop that no transaction here knows."""

    _name = "payment.yookassa.stray"
    _description = "YooKassa Payment Unknown Here"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "paid_at desc, id desc"
    _rec_name = "payment_id"

    provider_id = fields.Many2one(
        "payment.provider", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True, index=True)
    payment_id = fields.Char("Payment at YooKassa", required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    description = fields.Char(readonly=True)
    status = fields.Char(readonly=True)
    paid_at = fields.Datetime("Made", readonly=True)
    state = fields.Selection(
        [("new", "To look at"), ("settled", "Settled")], default="new", required=True, tracking=True
    )

    _payment_uniq = models.UniqueIndex(
        "(provider_id, payment_id)", "This payment of YooKassa is already in the list."
    )

    def action_settle(self):
        """A person has dealt with the payment."""
        self.write({"state": "settled"})
        self.activity_unlink(["mail.mail_activity_data_warning"])
