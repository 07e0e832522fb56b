import logging

from werkzeug.exceptions import BadRequest, Forbidden, NotFound

from odoo import http
from odoo.http import request

from .. import webhook_body
from ..exceptions import AmocrmError

_logger = logging.getLogger(__name__)
# Larger requests are not even read; a little less is read to its end, so that the sender gets an
# answer instead of a broken connection.
MAX_REQUEST = 8_000_000


class AmocrmController(http.Controller):
    @http.route(
        "/amocrm/webhook/<string:key>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_REQUEST,
    )
    def webhook(self, key, **_form):
        """Keep the body, answer at once. amoCRM counts an answer after two seconds as a failure."""
        account = request.env["amocrm.account"]._by_webhook_key(key)
        if not account:
            _logger.info("amoCRM: a hook with an unknown key was refused")
            raise NotFound()
        try:
            body = webhook_body.from_form(
                request.httprequest.mimetype,
                list(request.httprequest.form.items(multi=True)),
                account.amo_account_id,
            )
        except webhook_body.BadBody as refusal:
            return self._refuse(account, refusal)
        events = request.env["amocrm.event"].sudo()
        events.create(
            {
                "account_id": account.id,
                "body": body,
                "request_number": request.httprequest.headers.get("X-Amocrm-Requestid", "")[:100],
            }
        )
        events._wake()
        return request.make_response("")

    @staticmethod
    def _refuse(account, refusal):
        """What we cannot use is noted without its content, and no work is done for it."""
        _logger.info("amoCRM: a hook for account %s was refused: %s", account.id, refusal)
        return request.make_response("", status=refusal.status)

    @http.route("/amocrm/oauth", type="http", auth="user", methods=["GET"])
    def oauth(self, code="", state="", client_id="", referer="", error="", **_query):
        """Return from amoCRM's consent page."""
        if not request.env.user.has_group("base.group_system"):
            raise Forbidden()
        account = request.env["amocrm.account"]._waiting_for_consent(state, client_id)
        if not account:
            raise BadRequest(
                request.env._(
                    "No connection to amoCRM is waiting for this answer. Press «Connect» on the "
                    "account again.",
                )
            )
        target = f"/odoo/action-amocrm_connector.amocrm_account_action/{account.id}"
        if error or not code:
            account._note_refusal(error)
            return request.redirect(target)
        try:
            account._accept_code(code, referer)
        except AmocrmError as failure:
            _logger.info(
                "amoCRM: the code for account %s was not accepted: %s", account.id, failure
            )
            raise BadRequest(
                request.env._(
                    "amoCRM did not accept the connection. Press «Connect» on the account again.",
                )
            ) from failure
        return request.redirect(target)

    @http.route(
        "/amocrm/uninstall", type="http", auth="public", methods=["GET"], save_session=False
    )
    def uninstall(self, account_id="", client_uuid="", client_id="", signature="", **_query):
        """amoCRM tells that the integration was removed; the name of the id differs by source."""
        accounts = request.env["amocrm.account"]._uninstalled(
            client_uuid or client_id, account_id, signature
        )
        if not accounts:
            _logger.info("amoCRM: an uninstall hook without a good signature was refused")
            raise Forbidden()
        for account in accounts:
            account._for_work()._forget_tokens()
        return request.make_response("")
