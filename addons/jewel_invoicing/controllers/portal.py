from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class JewelInvoicingPortal(CustomerPortal):
    """What a client with an account sees of his money: pay requests and payments."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "pay_request_count" in counters:
            values["pay_request_count"] = self._get_pay_requests().search_count(
                self._get_own_domain() & Domain("state", "!=", "draft")
            )
        if "jewel_payment_count" in counters:
            values["jewel_payment_count"] = self._get_payments().search_count(
                self._get_payment_domain()
            )
        return values

    @http.route("/my/pay-requests", type="http", auth="user", methods=["GET"], website=True)
    def portal_pay_requests(self):
        pay_requests = self._get_pay_requests().search(
            self._get_own_domain() & Domain("state", "!=", "draft"), limit=200
        )
        values = self._prepare_portal_layout_values()
        return request.render(
            "jewel_invoicing.portal_pay_requests",
            {**values, "pay_requests": pay_requests, "page_name": "pay_requests"},
        )

    @http.route("/my/payments", type="http", auth="user", methods=["GET"], website=True)
    def portal_payments(self):
        payments = self._get_payments().search(self._get_payment_domain(), limit=200)
        values = self._prepare_portal_layout_values()
        return request.render(
            "jewel_invoicing.portal_payments",
            {**values, "payments": payments, "page_name": "payments"},
        )

    def _get_pay_requests(self):
        return request.env["jewel.pay.request"].sudo()

    def _get_payments(self):
        return request.env["account.payment"].sudo()

    def _get_own_domain(self):
        """What belongs to the logged-in client: his own, or that of his company."""
        partner = request.env.user.partner_id.commercial_partner_id
        return Domain("partner_id", "child_of", partner.id)

    def _get_payment_domain(self):
        return (
            self._get_own_domain()
            & Domain("deal_id", "!=", False)
            & Domain("state", "in", ("in_process", "paid"))
        )
