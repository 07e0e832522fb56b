from odoo import models
from odoo.http import request

from .. import request_log

# For every page, the client's as well as Odoo's own; a page that says more keeps its word.
_HEADERS = {"Referrer-Policy": "strict-origin-when-cross-origin", "X-Frame-Options": "SAMEORIGIN"}


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Override of `web`: whoever has no home action of his own begins with that of his role,
        an administrator with the set-up until it is settled.
        """
        info = super().session_info()
        if info.get("home_action_id"):
            return info
        user = self.env.user
        is_setup = user._is_system() and user.company_id._is_jewel_setup_open()
        page = "jewel_base.jewel_setup_action" if is_setup else self._get_jewel_home()
        if page:
            info["home_action_id"] = self.env.ref(page).id
        return info

    def _get_jewel_home(self):
        """XML id of the action that the user begins with; None for the first of his menus."""
        return None

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Override of `web` to know the route in the log."""
        request_log.begin(rule)
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _post_dispatch(cls, response):
        """Override of `base`: addresses with a secret stay here, strangers frame nothing; number,
        duration and log line of what has been served.
        """
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        result = super()._post_dispatch(response)
        request_log.finish(response)
        if not request.env.cr.readonly:
            request.env["jewel.request.stat"]._keep()
        return result

    @classmethod
    def _handle_error(cls, exception):
        """Override of `base`: what failed has a number and a duration as well."""
        response = super()._handle_error(exception)
        request_log.finish(response)
        return response
