"""Served requests: how long each took, under which number, and log lines as JSON. No database.

Set ``JEWEL_LOG_FORMAT=json`` in the environment of the server for the JSON lines.
"""

import json
import logging
import os
import re
import threading
import time
import uuid
from bisect import bisect_left
from collections import defaultdict

from odoo.http import request

BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)
# Number of a bound (the last one has no end) -> how Prometheus calls it.
LABELS = {str(n): label for n, label in enumerate([*(f"{b:g}" for b in BOUNDS), "+Inf"], 1)}
SLOW_SECONDS = 5
_HEADER = "X-Request-ID"
_ENVIRON = "jewel.request_id"
_ROUTE = "jewel.route"
_FINISHED = "jewel.finished"
_SAFE_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_ODD = re.compile(r"[^\w./-]", re.ASCII)
# First what begins longest.
_PATHS = (
    ("/web/dataset/call_button", "button"),
    ("/web/action", "page"),
    ("/web/export", "document"),
    ("/web/webclient", "page"),
    ("/web/assets", "file"),
    ("/web/image", "file"),
    ("/web/content", "file"),
    ("/report", "document"),
    ("/amocrm/webhook", "hook"),
    ("/payment", "hook"),
    ("/pay/", "client"),
    ("/odoo", "page"),
)
_SAVES = ("web_save", "write", "create", "unlink")
_READS = ("web_read", "read", "search", "web_search", "name_search", "formatted_read", "get_view")

_logger = logging.getLogger("jewel.request")


def get_kind(path):
    """What a person waits for.

    >>> get_kind("/web/dataset/call_kw/crm.lead/web_save"), get_kind("/odoo/deals")
    ('save', 'page')
    """
    if path.startswith("/web/dataset/call_kw"):
        method = path.rsplit("/", 1)[-1]
        if method.startswith(_SAVES):
            return "save"
        return "read" if method.startswith(_READS) else "call"
    return next((kind for begin, kind in _PATHS if path.startswith(begin)), "other")


def get_request_id():
    """The number that the proxy gave to the request that is being served, or a new one."""
    environ = request.httprequest.environ
    if _ENVIRON not in environ:
        given = request.httprequest.headers.get(_HEADER, "")
        environ[_ENVIRON] = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
    return environ[_ENVIRON]


class Meter:
    """Durations served by this process since they were last taken away."""

    def __init__(self):
        self._lock = threading.Lock()
        self._rows = defaultdict(lambda: [0, 0.0, 0.0, ""])
        self.taken_at = time.monotonic()

    def observe(self, kind, seconds, route):
        bound = str(bisect_left(BOUNDS, seconds) + 1)
        with self._lock:
            row = self._rows[kind, bound]
            row[0] += 1
            row[1] += seconds
            if seconds > row[2]:
                row[2:] = seconds, route

    def take(self):
        """``[(kind, bound, count, seconds, slowest, its route)]``; they are no longer here then."""
        with self._lock:
            rows = [(*key, *row) for key, row in self._rows.items()]
            self._rows.clear()
            self.taken_at = time.monotonic()
        return rows

    def put_back(self, rows):
        with self._lock:
            for kind, bound, count, seconds, slowest, route in rows:
                row = self._rows[kind, bound]
                row[0] += count
                row[1] += seconds
                if slowest > row[2]:
                    row[2:] = slowest, route


meter = Meter()


def finish(response):
    """Note the request that has just been served; its number goes into the answer."""
    # What Odoo answers an error of HTTP with has no headers yet.
    if hasattr(response, "headers"):
        response.headers[_HEADER] = get_request_id()
    # The page of an error comes by twice.
    if request.httprequest.environ.get(_FINISHED):
        return
    request.httprequest.environ[_FINISHED] = True
    status = getattr(response, "status_code", None) or getattr(response, "code", None)
    httprequest, thread = request.httprequest, threading.current_thread()
    seconds = max(time.time() - getattr(thread, "perf_t0", time.time()), 0)
    kind, route = get_kind(httprequest.path), _get_route(httprequest)
    meter.observe(kind, seconds, route)
    level = logging.WARNING if seconds >= SLOW_SECONDS else logging.INFO
    if level == logging.WARNING or is_json():
        _logger.log(
            level,
            "%s %s %s %.3f s",
            httprequest.method,
            route,
            status,
            seconds,
            extra={
                "jewel": {
                    "method": httprequest.method,
                    "route": route,
                    "kind": kind,
                    "status": status,
                    "seconds": round(seconds, 4),
                    "queries": getattr(thread, "query_count", None),
                }
            },
        )


def begin(rule):
    """Remember the pattern of the address: the address itself may hold a client's token."""
    request.httprequest.environ[_ROUTE] = rule.rule
    request.httprequest.environ.pop(_FINISHED, None)  # Odoo tries again after a conflict


def _get_route(httprequest):
    if httprequest.path.startswith("/web/dataset/"):
        return _ODD.sub("?", httprequest.path[:128])  # model and method, as a stranger writes them
    return httprequest.environ.get(_ROUTE) or "unknown"


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record):
        line = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03}Z",
            "level": logging.getLevelName(record.levelno),
            "logger": record.name,
            "pid": record.process,
            "database": getattr(record, "dbname", None),
            "message": record.getMessage(),
            **getattr(record, "jewel", {}),
        }
        if request:
            line["request_id"] = get_request_id()
            line["user_id"] = getattr(threading.current_thread(), "uid", None)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def is_json():
    return os.environ.get("JEWEL_LOG_FORMAT") == "json"


def install():
    """Give the handlers that Odoo has made the other format, where it is asked for."""
    if is_json():
        for handler in logging.getLogger().handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setFormatter(JsonFormatter())
