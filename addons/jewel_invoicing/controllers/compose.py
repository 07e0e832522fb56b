from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

PARTS = ("prepayment", "balance")


class ComposeController(http.Controller):
    @http.route("/jewel/invoice/<string:token>", type="http", auth="user", methods=["GET"])
    def compose(self, token):
        """The manager's link of a deal: opens the form where he sets what the client pays for.

        Whoever may not change the deal gets the answer of an unknown token.
        """
        for part in PARTS:
            deal = request.env["crm.lead"].sudo().search([(f"{part}_compose_token", "=", token)])
            deal = deal.with_env(request.env)
            if deal and deal.has_access("write"):
                pay_request = deal._open_compose(part)
                return request.redirect(f"/odoo/pay-requests/{pay_request.id}")
        raise NotFound
