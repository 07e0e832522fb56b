from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request


class JobController(http.Controller):
    @http.route("/jewel/job/<int:job_id>", type="http", auth="user", methods=["GET"])
    def job(self, job_id, **_query):
        """Where the QR code of an envelope leads: the work of this person, or why there is none."""
        if not request.env.user._is_internal():
            raise NotFound()
        url, refusal = request.env["mrp.production"]._jewel_scan_link(job_id)
        if url:
            return request.redirect(url)
        return request.render("jewel_production.scan_refused", {"refusal": refusal}, status=404)
