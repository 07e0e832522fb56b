from contextlib import contextmanager
from datetime import timedelta

import requests

from odoo import api, fields, models

from .. import token_hint, transactions
from ..client import AmocrmClient
from ..drive import AmocrmDrive
from ..exceptions import AmocrmError, AmocrmMoved, AmocrmUnauthorized, AmocrmUnavailable
from ..hosts import is_account_host

MARGIN = timedelta(minutes=5)
WARN_BEFORE = timedelta(days=14)


class AmocrmAccount(models.Model):
    """Tokens of the account, and the clients that use them."""

    _inherit = "amocrm.account"

    token_issued_at = fields.Datetime(groups="base.group_system", copy=False, readonly=True)
    token_warned_for = fields.Datetime(
        groups="base.group_system",
        copy=False,
        help="End of the token of which the administrator has been warned.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_token_dates(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_token_dates(vals))

    @api.model
    def _with_token_dates(self, vals):
        """A new token brings its dates; a long-lived one says itself when it ends."""
        if not vals.get("access_token"):
            return vals
        dates = {
            "token_issued_at": fields.Datetime.now(),
            "token_expires_at": token_hint.expires_at(vals["access_token"]) or False,
        }
        return {**dates, **vals}

    # === CLIENTS === #

    def _http_session(self):
        """The one seam for tests."""
        return requests.Session()

    def _client(self):
        """An API client that works without any transaction of ours being open."""
        self.ensure_one()
        account, access = self.sudo(), AmocrmAccess(self.sudo())
        slot, call, account_id = self.env["amocrm.rate.slot"], self.env["amocrm.call"], account.id
        pace = account.requests_per_second
        return AmocrmClient(
            lambda: access.url,
            token=access.token,
            renew=access.renew if access.is_renewable else None,
            relocate=access.relocate if access.is_renewable else None,
            limiter=lambda: slot._wait(account_id, pace),
            log=lambda *entry: call._record(account_id, *entry),
            session=account._http_session(),
        )

    def _bare_client(self, url):
        """A client for the token endpoint: without slot and log, since the row is locked."""
        return AmocrmClient(url, token=lambda: None, session=self._http_session())

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

    # === TOKENS === #

    def _renew_access(self, used_token):
        """A token newer than ``used_token``, and the address where it is good.

        The refresh token lives once, so the row is locked over the call; who comes second finds the
        new pair there. It is committed before its first use, on its own cursor.
        """
        with self._locked() as account:
            if not account.access_token or account.access_token == used_token:
                if not account.refresh_token:
                    raise AmocrmUnauthorized("no refresh token")
                account._store_tokens(account._ask_for_pair())
            return account.access_token, account.api_url

    @contextmanager
    def _locked(self):
        """The account as it is now, on its own cursor; nobody else renews or moves it meanwhile."""
        self.ensure_one()
        with transactions.separate(self.env) as env:
            env.cr.execute(
                "SELECT id FROM amocrm_account WHERE id = %s FOR NO KEY UPDATE", (self.id,)
            )
            account = env["amocrm.account"].sudo().browse(self.id)
            account.invalidate_recordset()
            yield account

    def _ask_for_pair(self):
        """A new pair; where the account has moved to, when its old address refuses us."""
        try:
            return self._request_pair()
        except (AmocrmUnauthorized, AmocrmMoved):
            if not self._relocate():
                raise
            return self._request_pair()

    def _request_pair(self):
        """One renewal. An answer that was lost is asked for once more: when amoCRM did renew, it
        refuses the second time, which is final, since the new pair is lost.
        """
        client = self._bare_client(self.api_url)
        payload = self._token_payload("refresh_token", refresh_token=self.refresh_token)
        try:
            return client.token_request(payload)
        except AmocrmUnavailable as error:
            if error.too_fast or isinstance(error, AmocrmMoved):
                raise
            return client.token_request(payload)

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
                "connect_error": False,
            }
        )

    # === MOVED ACCOUNTS === #

    def _relocate(self):
        """Ask amoCRM where the account lives now; whether that is news. The row is locked."""
        domain = self._current_domain()
        if not is_account_host(domain) or domain == self.host:
            return False
        self.write({"host": domain, "reference_wanted": True})
        return True

    def _current_domain(self):
        """The account's host as amoCRM's own API host says it; a test server never moves."""
        host = token_hint.api_domain(self.access_token)
        if self.base_url or not host or not self.refresh_token:
            return None
        try:
            return self._bare_client(f"https://{host}").current_domain(self.refresh_token)
        except AmocrmError:
            return None

    def _address_after(self, used_url):
        """The account's address, looked for anew unless another worker has found it meanwhile."""
        with self._locked() as account:
            if account.api_url == used_url:
                account._relocate()
            return account.api_url

    # === END OF A LONG-LIVED TOKEN === #

    @api.model
    def _cron_warn_of_tokens(self):
        """Tell the administrators in good time of long-lived tokens that end soon, each once."""
        domain = [
            ("auth_type", "=", "long_lived"),
            ("state", "=", "connected"),
            ("token_expires_at", "!=", False),
            ("token_expires_at", "<=", fields.Datetime.now() + WARN_BEFORE),
        ]
        for account in self.sudo().search(domain):
            if account.token_warned_for != account.token_expires_at:
                account._for_work()._warn_of_token()

    def _warn_of_token(self):
        self.token_warned_for = self.token_expires_at
        self._tell_administrator(
            self.env._("The amoCRM token ends soon"),
            self.env._(
                "The long-lived token of %(account)s ends on %(date)s. Make a new one in amoCRM "
                "and enter it here before that day, or the exchange will stand still.",
                account=self.name,
                date=fields.Date.to_string(self.token_expires_at),
            ),
        )


class AmocrmAccess:
    """Token and address as a client uses them; the database is asked only when it must be, and
    never in the caller's transaction.
    """

    def __init__(self, account):
        self._account = account
        self.is_renewable = account.auth_type == "oauth"
        self.url = account.api_url
        self._token, self._until = account.access_token, account.token_expires_at

    def token(self):
        """A token good for some minutes."""
        is_old = not self._until or self._until - MARGIN < fields.Datetime.now()
        return self.renew(self._token) if self.is_renewable and is_old else self._token

    def renew(self, used_token):
        self._token, self.url = self._account._renew_access(used_token)
        self._until = fields.Datetime.now() + 2 * MARGIN
        return self._token

    def relocate(self):
        """Whether the account has another address than the one used so far."""
        used_url, self.url = self.url, self._account._address_after(self.url)
        return self.url != used_url
