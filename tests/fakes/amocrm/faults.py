"""Injected failures: answers of proxies and broken networks, before or after the work is done."""

import time

from werkzeug.wrappers import Response

from ..common.faults import BaseFault
from ..common.network import cut_connection
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


class Fault(BaseFault):
    """A failure as amoCRM, its proxies or the network show it."""

    KINDS = KINDS


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
