from urllib.parse import urlencode

from odoo import http
from odoo.http import request


class BenchInboxController(http.Controller):
    @http.route(
        "/bench/inbox",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def keep(self, **_form):
        body = urlencode(list(request.httprequest.form.items(multi=True)))
        request.env["bench.inbox"].sudo().create({"body": body})
        return request.make_response("")
