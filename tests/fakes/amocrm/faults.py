"""Injected failures: answers of proxies and broken networks, before or after the work is done."""

import re
import socket
import struct
import threading
import time
import uuid
from dataclasses import asdict, dataclass, field

from werkzeug.wrappers import Response

from .limiter import too_many_requests
from .replies import HTML_403, Problem, html_reply, internal_error

HTML_200 = (
    "<!DOCTYPE html><html><head><title>amoCRM: авторизация</title></head>"
    "<body><form>Вход</form></body></html>"
)
KINDS = (
    "429",
    "401",
    "402",
    "403",
    "500",
    "502",
    "503",
    "504",
    "html200",
    "html403",
    "timeout",
    "reset",
    "slow",
)


class ConnectionCut(ConnectionError):
    """The client sees its connection die without an answer."""


@dataclass
class Fault:
    """What the next matching requests get.

    ``kind`` is one of :data:`KINDS`. With ``after`` the request is carried out first, so the client
    does not know the outcome. ``timeout`` sleeps ``seconds``, then cuts the connection; ``slow``
    sleeps, then answers as usual. The first ``skip`` matching requests pass.
    """

    kind: str
    times: int = 1
    method: str = ""
    path: str = ""  # a regular expression, searched in the path
    after: bool = False
    skip: int = 0
    seconds: float = 30.0
    hits: int = 0
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def __post_init__(self):
        self.kind = str(self.kind)
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault: {self.kind}; known: {', '.join(KINDS)}")

    def matches(self, method, path):
        """Whether the request is meant."""
        return (not self.method or self.method.upper() == method) and re.search(
            self.path, path
        ) is not None


class Faults:
    """Faults waiting for their requests."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = []

    def add(self, **values):
        """Register a fault; ValueError or TypeError when it makes no sense."""
        fault = Fault(**values)
        with self._lock:
            self._waiting.append(fault)
        return asdict(fault)

    def clear(self):
        """Forget all faults."""
        with self._lock:
            self._waiting.clear()

    def listing(self):
        """The waiting faults."""
        with self._lock:
            return [asdict(fault) for fault in self._waiting]

    def take(self, method, path):
        """The fault that this request meets, or None."""
        with self._lock:
            for fault in self._waiting:
                if not fault.matches(method, path):
                    continue
                if fault.skip:
                    fault.skip -= 1
                    return None
                fault.hits += 1
                if fault.hits >= fault.times:
                    self._waiting.remove(fault)
                return fault
        return None


def strike(fault, environ, settings):
    """The fault's answer; None for ``slow``, which lets the true answer through."""
    if fault.kind in {"timeout", "slow"}:
        time.sleep(fault.seconds)
    if fault.kind == "slow":
        return None
    if fault.kind in {"timeout", "reset"}:
        cut_connection(environ)
    return _answer(fault.kind, settings)


def _answer(kind, settings):
    if kind == "429":
        return too_many_requests(settings)
    if kind in {"401", "402", "403"}:
        return Problem(int(kind), "Payment required" if kind == "402" else "Injected").response()
    if kind == "500":
        return internal_error(RuntimeError("injected"))
    if kind == "html200":
        return html_reply(HTML_200)
    if kind == "html403":
        return html_reply(HTML_403, 403)
    title = {
        "502": "502 Bad Gateway",
        "503": "503 Service Temporarily Unavailable",
        "504": "504 Gateway Time-out",
    }[kind]
    return Response(
        f"<html><body><h1>{title}</h1></body></html>", status=int(kind), content_type="text/html"
    )


def cut_connection(environ):
    """Reset the TCP connection: no answer, no orderly close."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RD)
        connection.close()
    raise ConnectionCut("injected")
