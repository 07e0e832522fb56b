"""Answers in YooKassa's forms."""

import json
import uuid

from werkzeug.wrappers import Response

CODES = {
    400: "invalid_request",
    401: "invalid_credentials",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    429: "too_many_requests",
    500: "internal_server_error",
}
BODILESS = {405, 415}


class Problem(Exception):
    """Ends a request with an error answer."""

    def __init__(self, status, description="", parameter="", **extra):
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameter = parameter
        self.extra = extra

    def body(self):
        """The error object; None for the statuses that have no body."""
        if self.status in BODILESS:
            return None
        found = {
            "type": "error",
            "id": str(uuid.uuid4()),
            "code": CODES[self.status],
            "description": self.description,
        }
        if self.parameter:
            found["parameter"] = self.parameter
        return {**found, **self.extra}


def invalid(description, parameter=""):
    """400 ``invalid_request``."""
    return Problem(400, description, parameter)


def json_reply(data, status=200):
    """JSON, or an answer without a body when ``data`` is None."""
    if data is None:
        return Response(status=status)
    text = json.dumps(data, ensure_ascii=False)
    return Response(text, status=status, content_type="application/json; charset=utf-8")


def html_reply(text, status=200):
    """A page."""
    return Response(text, status=status, content_type="text/html; charset=utf-8")
