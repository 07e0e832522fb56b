"""What an access token says of itself. Read without trust: only ever a hint."""

import base64
import json
from datetime import datetime, timezone

from .hosts import is_service_host


def claims(token):
    """The claims of a JWT; empty for anything else.

    >>> claims("eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjAwMDAwMDB9.")
    {'exp': 1760000000}
    >>> claims("no token"), claims(None)
    ({}, {})
    """
    parts = (token or "").split(".")
    if len(parts) != 3:
        return {}
    try:
        found = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def expires_at(token):
    """When the token dies, as a naive UTC time; ``None`` when it does not say.

    >>> expires_at("eyJhbGciOiJub25lIn0.eyJleHAiOjE3NjAwMDAwMDB9.")
    datetime.datetime(2025, 10, 9, 8, 53, 20)
    """
    try:
        moment = datetime.fromtimestamp(float(claims(token)["exp"]), timezone.utc)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=None)


def api_domain(token):
    """The host that knows where the account lives now; ``None`` unless it is amoCRM's own."""
    host = claims(token).get("api_domain")
    return host if isinstance(host, str) and is_service_host(host) else None
