from odoo import api, fields, models

from odoo.addons.jewel_invoicing.const import PAID_PAYMENT


class AccountPayment(models.Model):
    """A payment is credited to who led its deal then: a deal handed over takes no past along."""

    _inherit = "account.payment"

    kpi_user_id = fields.Many2one(
        "res.users",
        "Credited To",
        compute="_compute_kpi_user_id",
        store=True,
        tracking=True,
        copy=False,
        help="The manager of the deal when the payment was entered. A refund is deducted from whom"
        " the payment before it was credited to.",
    )

    _kpi_idx = models.Index("(kpi_user_id, date) WHERE partner_type = 'customer'")

    @api.depends("deal_id")  # not its manager: see above
    def _compute_kpi_user_id(self):
        for payment in self:
            deal = payment.deal_id.sudo()
            before = self.browse()
            if payment.payment_type == "outbound" and deal:
                before = self.sudo().search(
                    [
                        ("deal_id", "=", deal.id),
                        ("payment_type", "=", "inbound"),
                        ("state", "in", PAID_PAYMENT),
                        ("kpi_user_id", "!=", False),
                    ],
                    order="date desc, id desc",
                    limit=1,
                )
            payment.kpi_user_id = before.kpi_user_id or deal.user_id
