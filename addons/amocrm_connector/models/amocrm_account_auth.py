import secrets
import time
from datetime import timedelta
from urllib.parse import urlencode

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from .. import transactions
from ..exceptions import AmocrmError, AmocrmRejected, AmocrmUnauthorized
from ..hosts import is_account_host

CONSENT_TIME = timedelta(minutes=20)


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    # === CONSENT === #

    def _redirect_uri(self):
        return f"{self._odoo_url()}/amocrm/oauth"

    def _odoo_url(self):
        self.ensure_one()
        base = self.webhook_base_url or self.env["ir.config_parameter"].sudo().get_param(
            "web.base.url"
        )
        return base.rstrip("/")

    def action_authorize(self):
        """Send the administrator to amoCRM's consent page."""
        self.ensure_one()
        if not (self.client_id and self.client_secret):
            raise UserError(
                self.env._(
                    "To connect %(account)s, enter the ID and the secret key of the integration.",
                    account=self.name,
                )
            )
        state = secrets.token_urlsafe(24)
        until = fields.Datetime.now() + CONSENT_TIME
        self.write({"oauth_state": state, "oauth_until": until, "connect_error": False})
        origin = self.base_url or (
            "https://www.kommo.com"
            if (self.host or "").endswith("kommo.com")
            else "https://www.amocrm.ru"
        )
        query = urlencode({"client_id": self.client_id, "state": state, "mode": "popup"})
        return {
            "type": "ir.actions.act_url",
            "url": f"{origin.rstrip('/')}/oauth?{query}",
            "target": "self",
        }

    def _waiting_for_consent(self, state, client_id):
        """The account whose administrator was sent to amoCRM: by our ``state``, or by the
        integration when the install began inside amoCRM while the window is open.
        """
        waiting = self.sudo().search(
            [("oauth_state", "!=", False), ("oauth_until", ">", fields.Datetime.now())]
        )
        if state:
            return waiting.filtered(lambda account: consteq(account.oauth_state, state))[:1]
        return waiting.filtered(lambda account: account.client_id == client_id)[:1]

    def _note_refusal(self, error):
        """Nobody gave us access: the form says so, and the consent page may be opened again."""
        self.ensure_one()
        reason = {
            "access_denied": self.env._("access was refused on amoCRM's page"),
        }.get(error, error or self.env._("amoCRM gave no code"))
        self.sudo().write(
            {
                "oauth_state": False,
                "oauth_until": False,
                "connect_error": self.env._(
                    "amoCRM was not connected: %(reason)s. Press “Connect” again and allow the "
                    "access as an administrator of the amoCRM account.",
                    reason=reason[:100],
                ),
            }
        )

    def _accept_code(self, code, referer):
        """Exchange the code, once: the state is used up and committed before the call."""
        self.ensure_one()
        if not self.base_url and not is_account_host(referer):
            raise AmocrmRejected("the referer is not an amoCRM host")
        with transactions.separate(self.env) as env:
            account = env["amocrm.account"].sudo().browse(self.id)
            account.write({"oauth_state": False, "oauth_until": False})
            if is_account_host(referer):
                account.host = referer
            account.auth_type = "oauth"
        url = self.base_url or f"https://{referer}"
        answer = self._bare_client(url).token_request(
            self.sudo()._token_payload("authorization_code", code=code)
        )
        with transactions.separate(self.env) as env:
            env["amocrm.account"].sudo().browse(self.id)._store_tokens(answer)

    # === TEST === #

    def action_test(self):
        """Ask amoCRM who it is; tells the person what came of it."""
        self.ensure_one()
        self._ensure_address()
        started = time.monotonic()
        answer = self._ask(
            lambda client: client.get("/api/v4/account", {"with": "drive_url,datetime_settings"})
        )
        self._store_account(answer)
        return self._notice(
            self.env._(
                "amoCRM account “%(name)s” answered in %(ms)s ms.",
                name=answer.get("name"),
                ms=round((time.monotonic() - started) * 1000),
            )
        )

    def _ask(self, question):
        """Result of ``question(client)`` for a person who waits: a failure becomes a sentence.

        What the person has entered is committed first, so that no transaction is open during the
        calls.
        """
        self.ensure_one()
        self._ensure_address()
        if not self.sudo().access_token:
            raise UserError(
                self.env._(
                    "To speak with amoCRM, connect %(account)s: enter a long-lived token or go "
                    "through OAuth.",
                    account=self.name,
                )
            )
        client = self._client()
        transactions.commit(self.env)
        try:
            return question(client)
        except AmocrmUnauthorized as error:
            raise UserError(
                self.env._(
                    "amoCRM does not accept the token of %(account)s. Enter a new one or connect "
                    "again.",
                    account=self.name,
                )
            ) from error
        except AmocrmError as error:
            raise UserError(
                self.env._(
                    "amoCRM account %(account)s did not answer as expected (%(error)s). Try again"
                    " in a minute.",
                    account=self.name,
                    error=error,
                )
            ) from error

    def _notice(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
