from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _dispatch(cls, endpoint):
        """Override: a form key named «self» would collide with the controller's own argument and
        end in a server error, on a route that anybody may call.
        """
        if request.httprequest.path.startswith("/amocrm/"):
            request.params.pop("self", None)
        return super()._dispatch(endpoint)
