from decimal import Decimal, InvalidOperation

from odoo import fields, http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request

from .receipt import find_receipt, render_page


class DeliveryController(http.Controller):
    """The courier's screen on his phone: what he delivers today, and the button that says so."""

    @http.route("/jewel/deliveries", type="http", auth="user", methods=["GET"])
    def deliveries(self, **_kwargs):
        receipts = request.env["jewel.sales.receipt"]
        if not receipts.has_access("read"):
            raise AccessError(request.env._("This page is for couriers: ask for the role."))
        mine = Domain("courier_id", "=", request.env.uid)
        today = fields.Date.context_today(receipts)
        due = Domain("delivery_date", "=", False) | Domain("delivery_date", "<=", today)
        issued = receipts.search(
            mine & due & Domain("state", "=", "issued"), order="delivery_date, time_from, id"
        )
        return render_page("jewel_invoicing.deliveries_page", receipts=issued, today=today)

    @http.route("/jewel/receipt/<string:token>/delivery", type="http", auth="user", methods=["GET"])
    def delivery(self, token, **_kwargs):
        return self._render(find_receipt(token))

    @http.route(
        "/jewel/receipt/<string:token>/delivery", type="http", auth="user", methods=["POST"]
    )
    def deliver(self, token, way=None, amount="0", **_kwargs):
        """Handed over; ``way`` is how the rest was paid, ``amount`` what the page has shown."""
        receipt = find_receipt(token)
        try:
            receipt._deliver(way, Decimal(amount))
        except InvalidOperation:
            return self._render(receipt)
        except UserError as error:
            # No savepoint: asking about a payment on its way ends the transaction, and it with it.
            request.env.cr.rollback()
            return self._render(receipt, error=str(error))
        return request.redirect(f"/jewel/receipt/{token}/delivery")

    def _render(self, receipt, error=None):
        values = {
            "receipt": receipt,
            "content": receipt.sudo()._prepare_delivery(),
            "money": receipt._get_money(),
            "is_paper_void": receipt.version_ids and not receipt._get_valid_version(),
            "error": error,
        }
        return render_page("jewel_invoicing.delivery_page", **values)
