"""amoCRM API v4 over HTTP. No Odoo: tokens, rate limit and log are callables given to it."""

import json
import time

import requests

from .batch import portions
from .exceptions import (
    AmocrmBlocked,
    AmocrmMoved,
    AmocrmRejected,
    AmocrmUnauthorized,
    AmocrmUnavailable,
    AmocrmUnpaid,
)

TIMEOUT = (5, 20)
OAUTH_TIMEOUT = (5, 15)
PAGE = 250
MAX_PAGES = 400
USER_AGENT = "Odoo-amocrm-connector/19.0"
HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "application/hal+json, application/json",
}
_JSON_TYPES = ("application/hal+json", "application/json", "application/problem+json")


class AmocrmClient:
    """One account's API.

    :param base_url: scheme and host, e.g. ``https://example.amocrm.ru``, or a callable that
        returns them
    :param token: callable without arguments, returns the access token to use now
    :param renew: callable(used_token), returns a newer token; ``None`` when the token cannot be
        renewed
    :param relocate: callable(), whether a new address was found for an account that has moved
    :param limiter: callable without arguments that returns when the next request may be made
    :param log: callable(method, path, status, milliseconds, request_body, answer_body, error,
        request_id)
    """

    def __init__(
        self, base_url, token, renew=None, relocate=None, limiter=None, log=None, session=None
    ):
        self._base_url = base_url if callable(base_url) else lambda: base_url
        self.token = token
        self._renew = renew
        self._relocate = relocate or (lambda: False)
        self._has_asked = False
        self.limiter = limiter or (lambda: None)
        self.log = log or (lambda *args: None)
        self.session = session or requests.Session()

    @property
    def base_url(self):
        return self._base_url().rstrip("/")

    # === CALLS === #

    def get(self, path, params=None):
        """Parsed answer, or ``None`` when amoCRM says "nothing there" (204)."""
        return self.request("GET", path, params=params)

    def post(self, path, body):
        return self.request("POST", path, body=body)

    def patch(self, path, body):
        return self.request("PATCH", path, body=body)

    def delete(self, path, body):
        return self.request("DELETE", path, body=body)

    def pages(self, path, params, collection):
        """Every item of a list, by ``_links.next`` or, where that is lacking, by full pages."""
        params = {"limit": PAGE, **params}
        for page in range(1, MAX_PAGES + 1):
            answer = self.get(path, {**params, "page": page})
            if not answer:
                return
            items = (answer.get("_embedded") or {}).get(collection) or []
            yield from items
            if not (answer.get("_links") or {}).get("next") and len(items) < int(params["limit"]):
                return

    def count(self, path, params, collection):
        """How many entities a list has. amoCRM tells no total, so the last page is sought by
        doubling and halving: about a dozen calls for ten thousand.
        """

        def size(page):
            answer = self.get(path, {**params, "limit": PAGE, "page": page}) or {}
            return len((answer.get("_embedded") or {}).get(collection) or ())

        full, beyond = 0, None
        while beyond is None or beyond - full > 1:
            page = 2 * full or 1 if beyond is None else (full + beyond) // 2
            found = size(page)
            if 0 < found < PAGE:
                return (page - 1) * PAGE + found
            if found:
                full = page
            else:
                beyond = page
            if full >= MAX_PAGES:
                break
        return full * PAGE

    def by_ids(self, entity, ids, params=None):
        """``{path: entity}`` of those of ``ids`` that the list of ``entity`` shows.

        Deleted ones are missing, just created ones may be, and on accounts whose filters are
        switched off nearly all are: what is missing has to be asked for one by one.
        """
        found, wanted = {}, {str(number) for number in ids}
        for part in portions(sorted(wanted), PAGE):
            # Brackets as they are: encoded, so many numbers would make an address of over 8 kB.
            numbers = "&".join(f"filter[id][]={number}" for number in part)
            answer = (
                self.get(f"/api/v4/{entity}?{numbers}", {**(params or {}), "limit": PAGE}) or {}
            )
            for row in (answer.get("_embedded") or {}).get(entity) or []:
                if str(row["id"]) in wanted:
                    found[f"/api/v4/{entity}/{row['id']}"] = row
        return found

    def request(self, method, path, params=None, body=None):
        """Parsed answer. After a move the new address is asked, a write only with its next try."""
        try:
            return self._request(method, path, params, body)
        except (AmocrmMoved, AmocrmRejected) as error:
            if not self._has_moved(error):
                raise
            if method != "GET":
                raise AmocrmMoved(f"{error}; the account has another address now") from error
            return self._request(method, path, params, body)

    def _has_moved(self, error):
        """Whether a new address was found. What is gone is answered by 204: 404 may be that of a
        host that the account has left, or a part of amoCRM that it lacks, so it is asked once.
        """
        if isinstance(error, AmocrmRejected):
            if error.status != 404 or self._has_asked:
                return False
            self._has_asked = True
        return self._relocate()

    def _request(self, method, path, params, body):
        token = self.token()
        response = self._send(method, path, token, params, body)
        if response.status_code == 401 and self._renew:
            response = self._send(method, path, self._renew(token), params, body)
        return self._read(response, method, path)

    # === OAUTH === #

    def token_request(self, payload):
        """The token endpoint. A refusal is final here: the code or the refresh token is dead."""
        path = "/oauth2/access_token"
        response = self._send("POST", path, None, None, payload, timeout=OAUTH_TIMEOUT)
        try:
            answer = self._read(response, "POST", path)
        except AmocrmRejected as error:
            raise AmocrmUnauthorized(str(error)) from error
        if not isinstance(answer, dict) or not answer.get("access_token"):
            raise AmocrmUnavailable(f"POST {path}: the answer holds no token")
        return answer

    def current_domain(self, refresh_token):
        """Where the account of this refresh token lives now, as amoCRM says; may be empty."""
        path, key = "/oauth2/account/current/subdomain", {"X-Refresh-Token": refresh_token}
        response = self._send("GET", path, None, None, None, timeout=OAUTH_TIMEOUT, headers=key)
        answer = self._read(response, "GET", path)
        return str(answer.get("domain") or "") if isinstance(answer, dict) else ""

    # === INSIDE === #

    def _send(self, method, path, token, params, body, timeout=TIMEOUT, headers=None):
        self.limiter()
        headers = {**HEADERS, **(headers or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        started = time.monotonic()
        response, error = None, ""
        try:
            response = self.session.request(
                method,
                self.base_url + path,
                params=params,
                json=body,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            )
        except requests.RequestException as failure:
            error = f"{method} {path}: {type(failure).__name__}"
            raise AmocrmUnavailable(error) from failure
        finally:
            self.log(
                method,
                path.partition("?")[0],
                response.status_code if response is not None else 0,
                round((time.monotonic() - started) * 1000),
                {**(params or {}), "body": body} if params else body,
                _answer_for_log(response),
                error,
                response.headers.get("X-Request-Id", "") if response is not None else "",
            )
        return response

    def _read(self, response, method, path):
        where = f"{method} {path}: HTTP {response.status_code}"
        if 200 <= response.status_code < 300:
            return _success(response, where)
        raise _failure(response, where)


def _success(response, where):
    if response.status_code in (202, 204) or not response.content:
        return None
    if not _is_json(response):
        # A login page with status 200: the account has moved, or amoCRM is being served by somebody
        # else.
        raise AmocrmMoved(
            f"{where} with {response.headers.get('Content-Type') or 'no type'} instead of JSON"
        )
    try:
        return response.json()
    except ValueError as error:
        raise AmocrmUnavailable(f"{where} with broken JSON") from error


def _failure(response, where):
    """The typed error for an answer that is no success."""
    status = response.status_code
    problem = _problem(response)
    text = " ".join(
        filter(None, [where, str(problem.get("title") or ""), str(problem.get("detail") or "")])
    )[:400]
    if status == 401:
        return AmocrmUnauthorized(text)
    if status == 402:
        return AmocrmUnpaid(text)
    if status == 403 and not _is_json(response):
        return AmocrmBlocked(text)
    if status in (408, 429) or status >= 500:
        return AmocrmUnavailable(text, retry_after=_retry_after(response, problem), status=status)
    if status < 400:
        return AmocrmMoved(f"{where}: redirected, the account may have moved")
    return AmocrmRejected(text, status=status, errors=_validation_errors(problem))


def _is_json(response):
    return response.headers.get("Content-Type", "").split(";")[0].strip().lower() in _JSON_TYPES


def _problem(response):
    try:
        problem = json.loads(response.content) if _is_json(response) else {}
    except ValueError:
        problem = {}
    return problem if isinstance(problem, dict) else {}


def _retry_after(response, problem):
    for value in (problem.get("retry_after"), response.headers.get("Retry-After")):
        try:
            return min(max(float(value), 0), 3600)
        except (TypeError, ValueError):
            continue
    return None


def _validation_errors(problem):
    found = []
    for group in problem.get("validation-errors") or []:
        for error in (group.get("errors") or []) if isinstance(group, dict) else []:
            if isinstance(error, dict):
                found.append(
                    {
                        "request_id": str(group.get("request_id", "")),
                        **{key: str(error.get(key) or "") for key in ("path", "code", "detail")},
                    }
                )
    return found


def _answer_for_log(response):
    if response is None:
        return ""
    if not _is_json(response):
        return (
            f"<{response.headers.get('Content-Type') or 'no type'}, {len(response.content)} bytes>"
        )
    try:
        return response.json()
    except ValueError:
        return "<broken JSON>"
