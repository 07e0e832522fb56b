import secrets

from odoo import http
from odoo.http import request


class HealthController(http.Controller):
    @http.route(
        "/jewel/health",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def health(self, **_query):
        """State of the suite for a monitoring system: 200 while nothing fails, else 503.

        Without the key only the overall status, so that a load balancer can ask as well.
        """
        checks = request.env["jewel.health"].sudo()._check_all()
        status = request.env["jewel.health"]._worst(checks)
        body = {"status": status}
        if self._may_see_details():
            body["checks"] = checks
        response = request.make_json_response(body, status=503 if status == "fail" else 200)
        response.headers["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def _may_see_details():
        """The monitoring system's key, or an administrator who looks himself."""
        if request.env.user._is_system():
            return True
        key = request.env["ir.config_parameter"].sudo().get_param("jewel.health_key") or ""
        scheme, _space, given = request.httprequest.headers.get("Authorization", "").partition(" ")
        is_right = secrets.compare_digest(given.strip().encode(), key.encode())
        return bool(key) and scheme.lower() == "bearer" and is_right
