from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _action_confirm(self):
        """Override of `sale`: amoCRM shows on the deal that its order was confirmed."""
        result = super()._action_confirm()
        for order in self.filtered("opportunity_id"):
            lang = order.company_id.partner_id.lang or self.env.lang
            order.opportunity_id._amocrm_note(
                order.with_context(lang=lang).env._(
                    "Order %(order)s is confirmed: %(total)s",
                    order=order.name,
                    total=order.currency_id.with_context(lang=lang).format(order.amount_total),
                )
            )
        return result
