"""Injected failures: of the network, of YooKassa, and answers that lie."""

import json
import time

from werkzeug.wrappers import Response

from ..common.faults import BaseFault
from ..common.network import cut_connection
from . import distortions
from .replies import Problem, html_reply, json_reply

STATUSES = ("401", "403", "404", "410", "429", "500")
KINDS = (
    *STATUSES,
    "202",
    "405",
    "html",
    "html502",
    "empty",
    "cut_json",
    "timeout",
    "reset",
    "slow",
    *distortions.KINDS,
)
PAGE = (
    "<!DOCTYPE html><html><head><title>Технические работы</title></head>"
    "<body><h1>Сервис временно недоступен</h1></body></html>"
)
PROCESSING = {"type": "processing", "description": "Request accepted", "retry_after": 1800}


class Fault(BaseFault):
    """A failure as YooKassa, its proxies or the network show it."""

    KINDS = KINDS

    @property
    def lies(self):
        """Whether it changes the true answer rather than taking its place."""
        return self.kind in distortions.KINDS


def strike(fault, environ):
    """The fault's answer; None for ``slow``, which lets the true answer through."""
    if fault.kind in {"timeout", "slow"}:
        time.sleep(fault.seconds)
    if fault.kind == "slow":
        return None
    if fault.kind in {"timeout", "reset"}:
        cut_connection(environ)
    return _answer(fault.kind)


def _answer(kind):
    if kind in STATUSES:
        extra = {"retry_after": 1000} if kind == "429" else {}
        return json_reply(Problem(int(kind), "Injected", **extra).body(), int(kind))
    if kind == "405":
        return Response(status=405)
    if kind == "202":
        return json_reply(PROCESSING, 202)
    if kind == "empty":
        return Response(status=200, content_type="application/json")
    if kind == "cut_json":
        return Response('{"id": "2', status=200, content_type="application/json")
    return html_reply(PAGE, 502 if kind == "html502" else 200)


def lie(fault, response):
    """The true answer of a success, distorted; errors stay."""
    if response.status_code != 200:
        return response
    return json_reply(distortions.distort(fault.kind, json.loads(response.get_data())))
