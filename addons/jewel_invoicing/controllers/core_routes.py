from odoo.exceptions import ValidationError
from odoo.http import request

from odoo.addons.payment.controllers.portal import PaymentPortal


class PayByLinkOnly(PaymentPortal):
    def _create_transaction(self, *args, custom_create_values=None, **kwargs):
        """Override of `payment`: what belongs to a deal is paid by its link alone.

        Core's routes of orders and invoices take the amount and the landing page from the browser,
        and pay cancelled orders too.
        """
        values = custom_create_values or {}
        orders = self._browse_commands("sale.order", values.get("sale_order_ids"))
        invoices = self._browse_commands("account.move", values.get("invoice_ids"))
        orders |= invoices.line_ids.sale_line_ids.order_id
        if orders.opportunity_id:
            raise ValidationError(
                request.env._("Please pay by the link that the workshop has sent you.")
            )
        return super()._create_transaction(
            *args, custom_create_values=custom_create_values, **kwargs
        )

    def _browse_commands(self, model, commands):
        """The records (in sudo) that commands like `Command.set(ids)` name."""
        ids = [record_id for command in commands or () for record_id in command[2] or ()]
        return request.env[model].sudo().browse(ids)
