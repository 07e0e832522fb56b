import secrets

from odoo import http
from odoo.http import request

from .. import prometheus


class HealthController(http.Controller):
    @http.route(
        "/jewel/health",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def health(self, format="json", **_query):
        """State of the suite for a monitoring system: 200 while nothing fails, else 503.

        Without the key only the overall status. A load balancer asks `/web/health`: an old backup
        takes no node out of work.

        :param format: "prometheus" for its text, always with 200: it reads no other answer
        """
        health = request.env["jewel.health"].sudo()
        checks = health._check_all()
        status = health._worst(checks)
        may_see = self._may_see_details()
        if format == "prometheus":
            durations = request.env["jewel.request.stat"].sudo()._get_durations() if may_see else ()
            response = request.make_response(
                prometheus.render(checks if may_see else {}, status, durations),
                headers=[("Content-Type", "text/plain; version=0.0.4; charset=utf-8")],
            )
        else:
            body = {"status": status, "checks": checks} if may_see else {"status": status}
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
