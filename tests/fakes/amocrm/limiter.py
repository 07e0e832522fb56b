"""7 requests a second per integration, 50 per account; who ignores 429 is locked out."""

import threading
import time
from collections import defaultdict, deque

from werkzeug.wrappers import Response

from .replies import HTML_403, Problem, html_reply

WINDOW = 1.0
STRIKE_WINDOW = 60.0
ACCOUNT = "account"


class Limiter:
    """Counts accepted requests in a sliding second and refused ones in a sliding minute."""

    def __init__(self, settings):
        self._settings = settings
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Forget everything, lift the block."""
        self._accepted = defaultdict(deque)
        self._strikes = defaultdict(deque)
        self._blocked_since = {}

    def check(self, client):
        """None when the request may pass, else the refusal to send."""
        now = time.monotonic()
        with self._lock:
            if self._is_blocked(client, now):
                return html_reply(HTML_403, 403)
            if self._has_room(client, self._settings.rate_limit, now) and self._has_room(
                ACCOUNT, self._settings.account_rate_limit, now
            ):
                self._accepted[client].append(now)
                self._accepted[ACCOUNT].append(now)
                return None
            return self._refuse(client, now)

    def _is_blocked(self, client, now):
        since = self._blocked_since.get(client)
        if since is None:
            return False
        lasts = self._settings.block_seconds
        if lasts and now - since > lasts:
            del self._blocked_since[client]
            return False
        return True

    def _has_room(self, key, limit, now):
        _forget(self._accepted[key], now - WINDOW)
        return not limit or len(self._accepted[key]) < limit

    def _refuse(self, client, now):
        strikes = self._strikes[client]
        _forget(strikes, now - STRIKE_WINDOW)
        strikes.append(now)
        if self._settings.block_after and len(strikes) > self._settings.block_after:
            strikes.clear()
            self._blocked_since[client] = now
        return too_many_requests(self._settings)


def too_many_requests(settings):
    """The 429 answer in the form the settings ask for."""
    seconds = settings.retry_after
    if settings.rate_limit_body == "text":
        response = Response(
            "Too many requests", status=429, content_type="text/plain; charset=utf-8"
        )
    else:
        response = Problem(429, "Request limit exceeded", retry_after=seconds).response()
    if settings.retry_after_header:
        response.headers["Retry-After"] = str(seconds)
    return response


def _forget(times, before):
    while times and times[0] <= before:
        times.popleft()
