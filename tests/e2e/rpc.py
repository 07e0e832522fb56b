"""A user of Odoo over HTTP, the way the web client is one: session cookie and `call_kw`."""

import requests

TIMEOUT = 60


class OdooError(Exception):
    """Odoo answered a call with an error; `kind` is the Python class it raised."""

    def __init__(self, error):
        data = error.get("data", {})
        self.kind = data.get("name", "")
        self.message = data.get("message", error.get("message", ""))
        super().__init__(f"{self.kind}: {self.message}")


class OdooUser:
    """A logged-in user.

    :param base_url: address of the server, without a slash at the end
    :param database: name of the database
    :param login: login of the user; the password of a demo user equals it
    """

    def __init__(self, base_url, database, login):
        self.base_url = base_url
        self.login = login
        self.http = requests.Session()
        self.uid = self._jsonrpc(
            "/web/session/authenticate",
            db=database,
            login=login,
            password=login,
        )["uid"]

    def _jsonrpc(self, route, **params):
        answer = self.http.post(
            self.base_url + route,
            json={"jsonrpc": "2.0", "method": "call", "params": params},
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        body = answer.json()
        if "error" in body:
            raise OdooError(body["error"])
        return body.get("result")  # nothing is left out

    def call(self, model, method, *args, **kwargs):
        """Result of `model.method(*args, **kwargs)`; raises `OdooError`."""
        return self._jsonrpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def search_read(self, model, domain, fields, **kwargs):
        return self.call(model, "search_read", domain=domain, fields=fields, **kwargs)

    def count(self, model, domain):
        return self.call(model, "search_count", domain)

    def load_action(self, number):
        """An action as the web client opens it from a menu."""
        return self._jsonrpc("/web/action/load", action_id=number)

    def get(self, path):
        """Plain GET with the user's session, redirects not followed."""
        return self.http.get(self.base_url + path, timeout=TIMEOUT, allow_redirects=False)
