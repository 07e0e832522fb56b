"""An amoCRM in memory that answers like the real one, behind the client's session."""

import re
from copy import deepcopy
from urllib.parse import parse_qs, urlsplit

from .account import LOST, NEW, PIPELINE, READY, STATUSES, UNSORTED, WON, WORK, Account
from .answers import DRIVE, HOST, failure, hook, jwt, reply
from .catalogs import Catalogs
from .deals import Deals
from .drive import Drive
from .entities import Entities
from .oauth import Oauth
from .people import People
from .work import Work


class StubAmocrm(Account, Deals, People, Work, Catalogs, Drive, Oauth, Entities):
    """State, faults and journal; :meth:`session` gives what the client speaks to.

    Each subject has its state, the steps of a person who works in amoCRM, and its ``ROUTES``: which
    method answers which path.
    """

    def __init__(self):
        super().__init__()
        self.calls, self.faults, self.headers = [], [], {}

    # === FAULTS AND JOURNAL === #

    def fault(self, fault, path="", method=None, after=False):
        """The next matching call fails: an HTTP status, "timeout", "html", a response or an
        exception; ``after`` it is done.
        """
        self.faults.append((fault, path, method, after))

    def called(self, method, path=""):
        return [call for call in self.calls if call[0] == method and re.search(path, call[1])]

    # === ANSWERS === #

    def session(self):
        return StubSession(self)

    def answer(self, method, url, params, body, headers=None):
        parts = urlsplit(url)
        host, path, params = parts.hostname, parts.path, {**parse_qs(parts.query), **(params or {})}
        self.calls.append((method, path, params, deepcopy(body)))
        self.headers = headers or {}
        if self.host and host == urlsplit(HOST).hostname:
            return failure(self.old_host_says)
        fault = self._take_fault(method, path)
        if fault and not fault[3]:
            return failure(fault[0])
        result = self._route(method, path, params or {}, body)
        return failure(fault[0]) if fault else result

    def _take_fault(self, method, path):
        for fault in self.faults:
            if re.search(fault[1], path) and fault[2] in (None, method):
                self.faults.remove(fault)
                return fault
        return None

    def _route(self, method, path, params, body):
        for subject in type(self).__mro__:
            for pattern, handler in vars(subject).get("ROUTES", ()):
                if match := re.fullmatch(pattern, path):
                    return getattr(self, handler)(method, match, params, body)
        return reply(404, {"title": "Not Found", "status": 404}, problem=True)


class StubSession:
    """Stands in for ``requests.Session``."""

    def __init__(self, amo):
        self._amo = amo

    def request(self, method, url, params=None, json=None, headers=None, **_options):
        answer = self._amo.answer(method, url, params, json, headers)
        if isinstance(answer, Exception):
            raise answer
        return answer


__all__ = [
    "DRIVE",
    "HOST",
    "LOST",
    "NEW",
    "PIPELINE",
    "READY",
    "STATUSES",
    "UNSORTED",
    "WON",
    "WORK",
    "StubAmocrm",
    "hook",
    "jwt",
    "reply",
]
