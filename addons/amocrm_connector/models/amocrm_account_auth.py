import secrets
import time
from datetime import timedelta
from urllib.parse import urlencode

import requests

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq

from .. import transactions
from ..client import AmocrmClient
from ..drive import AmocrmDrive
from ..exceptions import AmocrmError, AmocrmRejected, AmocrmUnauthorized
from ..hosts import is_account_host

MARGIN = timedelta(minutes=5)
CONSENT_TIME = timedelta(minutes=20)


class AmocrmAccount(models.Model):
    _inherit = "amocrm.account"

    # === CLIENTS === #

    def _http_session(self):
        """The one seam for tests."""
        return requests.Session()

    def _client(self):
        """An API client that works without any transaction of ours being open."""
        self.ensure_one()
        account = self.sudo()
        slot, call, account_id = self.env["amocrm.rate.slot"], self.env["amocrm.call"], account.id
        pace = account.requests_per_second
        return AmocrmClient(
            account.api_url,
            token=account._token_source(),
            renew=account._renew_token if account.auth_type == "oauth" else None,
            limiter=lambda: slot._wait(account_id, pace),
            log=lambda *entry: call._record(account_id, *entry),
            session=account._http_session(),
        )

    def _drive_maker(self):
        """Callable(client) that gives access to the account's files; needs no database any more."""
        self.ensure_one()
        drive_url, api_url = self.sudo().drive_url or self.api_url, self.api_url
        return lambda client: AmocrmDrive(
            drive_url,
            api_url,
            client.token,
            client.limiter,
            client.log,
            client.session,
        )

    def _token_source(self):
        """Callable: a token good for some minutes; asks the database only when it must."""
        account = self.sudo()
        known = {"token": account.access_token, "until": account.token_expires_at}
        renewable = account.auth_type == "oauth"

        def current_token():
            if renewable and (
                not known["until"] or known["until"] - MARGIN < fields.Datetime.now()
            ):
                known["token"] = account._renew_token(known["token"])
                known["until"] = fields.Datetime.now() + 2 * MARGIN
            return known["token"]

        return current_token

    # === TOKENS === #

    def _renew_token(self, used_token):
        """A token newer than ``used_token``.

        The refresh token lives once, so the row is locked over the call; who comes second finds the
        new
        pair there. It is committed before its first use, on its own cursor.
        """
        self.ensure_one()
        with transactions.separate(self.env) as env:
            env.cr.execute(
                "SELECT id FROM amocrm_account WHERE id = %s FOR NO KEY UPDATE", (self.id,)
            )
            account = env["amocrm.account"].sudo().browse(self.id)
            account.invalidate_recordset()
            if account.access_token and account.access_token != used_token:
                return account.access_token
            if not account.refresh_token:
                raise AmocrmUnauthorized("no refresh token")
            answer = account._bare_client().token_request(
                account._token_payload("refresh_token", refresh_token=account.refresh_token)
            )
            account._store_tokens(answer)
            return answer["access_token"]

    def _bare_client(self):
        """A client for the token endpoint: without slot and log, since the row is locked."""
        return AmocrmClient(self.api_url, token=lambda: None, session=self._http_session())

    def _token_payload(self, grant_type, **extra):
        return {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "grant_type": grant_type,
            "redirect_uri": self._redirect_uri(),
            **extra,
        }

    def _store_tokens(self, answer):
        seconds = int(answer.get("expires_in") or 86400)
        self.write(
            {
                "access_token": answer["access_token"],
                "refresh_token": answer.get("refresh_token") or self.refresh_token,
                "token_expires_at": fields.Datetime.now() + timedelta(seconds=seconds),
                "state": "connected",
                "pause_reason": False,
            }
        )

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
        self.write({"oauth_state": state, "oauth_until": fields.Datetime.now() + CONSENT_TIME})
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
        answer = self._bare_client_for(referer).token_request(
            self.sudo()._token_payload("authorization_code", code=code)
        )
        with transactions.separate(self.env) as env:
            env["amocrm.account"].sudo().browse(self.id)._store_tokens(answer)

    def _bare_client_for(self, referer):
        url = self.base_url or f"https://{referer}"
        return AmocrmClient(url, token=lambda: None, session=self._http_session())

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
