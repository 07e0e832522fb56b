from odoo import api, fields, models


class AccountPayment(models.Model):
    """A payment knows its deal, however it has come."""

    _inherit = "account.payment"

    deal_id = fields.Many2one("crm.lead", index="btree_not_null", ondelete="restrict", copy=False)
    pay_request_id = fields.Many2one(
        "jewel.pay.request",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        readonly=True,
    )
    deal_part = fields.Selection(related="pay_request_id.part", store=True)
    pay_way = fields.Selection(
        [
            ("online", "Online"),
            ("cash", "Cash"),
            ("transfer", "Bank Transfer"),
            ("courier", "To the Courier"),
            ("courier_card", "To the Courier by Card"),
        ],
        "Way of Payment",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        payments = super().create(vals_list)
        for payment in payments.filtered(lambda payment: not payment.deal_id):
            payment.deal_id = payment.invoice_ids._get_deal()
        return payments
