"""Bodies and addresses as a log may keep them: without secrets, phones and e-mail addresses."""

import json
import re

LIMIT = 2000
# So much of a list is kept: masking thousands of values for two thousand characters is a waste.
LIST_LIMIT = 3
_SECRET_KEYS = {
    "access_token",
    "refresh_token",
    "client_secret",
    "token",
    "authorization",
    "x-refresh-token",
}
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_JWT = re.compile(r"\b[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}")
# Ten and more digits with the usual punctuation, but not inside a longer number or an identifier.
_PHONE = re.compile(r"(?<![\w.-])\+?\d(?:[\s().-]{0,2}\d){9,14}(?![\w-])")
_HOOK_KEY = re.compile(r"(/amocrm/webhook/)[\w-]+")


def mask_text(text):
    """
    >>> mask_text("call +7 (900) 000-00-11 or anna@example.com")
    'call *** or ***'
    >>> mask_text("https://odoo.example.com/amocrm/webhook/s3cret")
    'https://odoo.example.com/amocrm/webhook/***'
    """
    for pattern in (_EMAIL, _JWT, _PHONE):
        text = pattern.sub("***", text)
    return _HOOK_KEY.sub(r"\1***", text)


def mask_value(value):
    """The same structure with masked texts; numbers are ids, sums and times and stay. A long list
    is cut, its end tells how long it was.

    >>> mask_value({"leads": [1, 2, 3, 4]})
    {'leads': [1, 2, 3, '… 4']}
    """
    if isinstance(value, dict):
        return {
            key: "***" if str(key).lower() in _SECRET_KEYS else mask_value(item)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        rest = [f"… {len(value)}"] if len(value) > LIST_LIMIT else []
        return [mask_value(item) for item in value[:LIST_LIMIT]] + rest
    return mask_text(value) if isinstance(value, str) else value


def mask_body(body):
    """Text of a request or answer body for the log, cut to :data:`LIMIT` characters.

    >>> mask_body({"client_secret": "x", "price": 10})
    '{"client_secret": "***", "price": 10}'
    """
    if body is None or body == "":
        return ""
    text = (
        body
        if isinstance(body, str)
        else json.dumps(mask_value(body), ensure_ascii=False, default=str)
    )
    return mask_text(text)[:LIMIT] if isinstance(body, str) else text[:LIMIT]
