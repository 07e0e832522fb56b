"""Answers in amoCRM's forms: HAL JSON, problem JSON, nothing at all."""

import json
import uuid

from werkzeug.wrappers import Response

HTML_403 = (
    "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n"
    "<center><h1>403 Forbidden</h1></center>\r\n"
    "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
}


class Problem(Exception):
    """Ends a request with problem JSON."""

    def __init__(self, status, detail="", **extra):
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.extra = extra

    def response(self):
        """The HTTP answer."""
        body = {
            "title": TITLES.get(self.status, "Error"),
            "type": f"https://httpstatus.es/{self.status}",
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        return json_reply(body, self.status, "application/problem+json")


def validation_problem(errors):
    """400 with ``errors``: a mapping of request_id to a list of code/path/detail."""
    return Problem(
        400,
        "Request validation failed",
        **{
            "validation-errors": [
                {"request_id": key, "errors": found} for key, found in errors.items()
            ]
        },
    )


def json_reply(data, status=200, content_type="application/hal+json"):
    """JSON with any status."""
    return Response(json.dumps(data, ensure_ascii=False), status=status, content_type=content_type)


def empty(status=204):
    """An answer without a body."""
    return Response(status=status)


def html_reply(text, status=200):
    """A page."""
    return Response(text, status=status, content_type="text/html; charset=utf-8")


def internal_error(error):
    """500 as amoCRM words it."""
    body = {
        "title": "ErrInternalServer",
        "status": 500,
        "detail": f"{type(error).__name__}: {error}",
        "trace_id": uuid.uuid4().hex,
    }
    return json_reply(body, 500, "application/problem+json")
