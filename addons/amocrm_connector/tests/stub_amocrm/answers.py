"""Answers of amoCRM, and what it sends by itself."""

import base64
import json as jsonlib
from urllib.parse import urlencode

import requests

HOST = "https://example.amocrm.ru"
DRIVE = "https://drive-b.amocrm.ru"


def reply(status, body=None, problem=False):
    """A real ``requests.Response``: a dictionary becomes JSON, bytes become a page."""
    response = requests.Response()
    response.status_code = status
    is_json = isinstance(body, (dict, list))
    response._content = jsonlib.dumps(body).encode() if is_json else (body or b"")
    response._content_consumed = True
    if body is not None:
        kind = "application/problem+json" if problem else "application/hal+json"
        response.headers["Content-Type"] = kind if is_json else "text/html"
    return response


def listed(collection, items):
    return reply(200, {"_links": {}, "_embedded": {collection: items}})


def failure(fault):
    if isinstance(fault, (Exception, requests.Response)):
        return fault
    if fault == "timeout":
        return requests.ReadTimeout("no answer")
    if fault == "html":
        return reply(200, b"<html>log in</html>")
    if fault == 429:
        return reply(429, b"Too many requests")
    return reply(fault, b"<html>error</html>")


def numbers(values):
    """A repeated parameter: one value or a list."""
    return [
        int(value) for value in (values if isinstance(values, list) else [values or 0]) if value
    ]


def hook(entity, action, number, **values):
    """Body of a webhook as amoCRM sends it."""
    prefix = f"{entity}[{action}][0]"
    pairs = {"account[id]": 30000001, f"{prefix}[id]": number}
    pairs.update({f"{prefix}[{key}]": value for key, value in values.items()})
    return urlencode(pairs)


def jwt(**claims):
    """An access token as amoCRM makes them; nobody here checks the signature."""
    parts = [{"typ": "JWT", "alg": "RS256"}, claims]
    encoded = [base64.urlsafe_b64encode(jsonlib.dumps(part).encode()) for part in parts]
    return ".".join([*(part.rstrip(b"=").decode() for part in encoded), "noise"])
