from odoo.http import request

from odoo.addons.web.controllers.home import Home


class CourierHome(Home):
    def _login_redirect(self, uid, redirect=None):
        """Override of `web`: who only delivers begins with his deliveries."""
        user = request.env["res.users"].sudo().browse(uid)
        if not redirect and user._is_jewel_courier_only():
            return "/jewel/deliveries"
        return super()._login_redirect(uid, redirect=redirect)
