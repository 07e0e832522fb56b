from urllib.parse import urlsplit

from .answers import HOST, reply


class Oauth:
    """Tokens, and accounts that move to another host."""

    ROUTES = (
        (r"/oauth2/access_token", "_token"),
        (r"/oauth2/account/current/subdomain", "_subdomain"),
    )

    def __init__(self):
        super().__init__()
        self.code, self.refresh_token, self.token_number = "good-code", "refresh-0", 0
        self.host, self.old_host_says = None, 401

    def move_to(self, host, old_host_says=401):
        """The account lives at another host now; what its old host answers to everything."""
        self.host, self.old_host_says = host, old_host_says

    def _token(self, _method, _match, _params, body):
        """One code, and a refresh token that dies when it is used."""
        good = self.code and body.get("code") == self.code
        if not good and body.get("refresh_token") != self.refresh_token:
            return reply(401, {"hint": "Token has been revoked", "status": 401}, problem=True)
        self.code = None
        self.token_number += 1
        self.refresh_token = f"refresh-{self.token_number}"
        pair = {"access_token": f"access-{self.token_number}", "refresh_token": self.refresh_token}
        return reply(200, {"token_type": "Bearer", "expires_in": 86400, **pair})

    def _subdomain(self, *_args):
        if self.headers.get("X-Refresh-Token") != self.refresh_token:
            return reply(401, {"status": 401}, problem=True)
        return reply(200, {"id": 30000001, "domain": self.host or urlsplit(HOST).hostname})
