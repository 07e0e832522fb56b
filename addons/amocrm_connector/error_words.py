"""What kind of trouble a technical error text speaks of."""

import re

_KINDS = (
    (
        "silent",
        re.compile(r"ConnectionError|Timeout|EncodingError|SSLError"),
    ),
    ("page", re.compile(r"instead of JSON|broken JSON|redirected")),
    ("too_fast", re.compile(r"HTTP 429")),
    ("token", re.compile(r"HTTP 401|no refresh token")),
    ("broken", re.compile(r"HTTP 5\d\d")),
    ("no_right", re.compile(r"HTTP 403")),
    ("refused", re.compile(r"HTTP 4\d\d")),
)


def kind(text):
    """
    >>> kind("GET /api/v4/leads: ConnectionError"), kind("PATCH /api/v4/leads/1: HTTP 400 Bad")
    ('silent', 'refused')
    >>> kind("The amoCRM account is not paid for (402).") is None
    True
    """
    return next((name for name, pattern in _KINDS if pattern.search(text or "")), None)
