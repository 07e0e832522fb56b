from contextlib import suppress

from odoo import http
from odoo.exceptions import AccessError, MissingError

from odoo.addons.sale.controllers.portal import CustomerPortal


class JewelCustomerPortal(CustomerPortal):
    @http.route()
    def portal_quote_decline(self, order_id, access_token=None, decline_message=None, **kwargs):
        """Override of `sale`: the client says why, and the order gets a reason to match."""
        with suppress(AccessError, MissingError):
            order = self._document_check_access("sale.order", order_id, access_token=access_token)
            if decline_message and order._has_to_be_signed():
                order.cancel_reason_id = order.env.ref("jewel_order.cancel_reason_declined")
        return super().portal_quote_decline(
            order_id, access_token=access_token, decline_message=decline_message, **kwargs
        )
