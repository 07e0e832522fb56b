"""Checks that several requests share; each raises 400 that names the field."""

import re
from urllib.parse import urlsplit

from .replies import invalid

KEY = re.compile(r"[0-9a-zA-Z+\-_.]{1,64}")


def known(settings, data, names, where=""):
    """Only the fields of the API, unless the settings let others pass."""
    unknown = sorted(set(data) - set(names))
    if unknown and settings.unknown_fields == "reject":
        raise invalid("Unknown field", ".".join(filter(None, (where, unknown[0]))))


def text(data, name, most, least=0, where=""):
    """A string of the right length or None; with ``least`` it must be there."""
    value, parameter = data.get(name), ".".join(filter(None, (where, name)))
    if value is None and not least:
        return None
    if value is None:
        raise invalid("Field is required", parameter)
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise invalid(f"Must be a string of {least} to {most} characters", parameter)
    return value


def flag(data, name, default, where=""):
    """A boolean."""
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise invalid("Must be true or false", ".".join(filter(None, (where, name))))
    return value


def choice(data, name, allowed, where="", required=False):
    """One of ``allowed`` or None."""
    value, parameter = data.get(name), ".".join(filter(None, (where, name)))
    if value is None and not required:
        return None
    # True equals 1 in Python, but is no code.
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value not in allowed:
        raise invalid("Value is missing or not allowed", parameter)
    return value


def metadata(data):
    """Up to 16 strings under short keys."""
    found = data.get("metadata")
    if found is None:
        return {}
    if not isinstance(found, dict) or len(found) > 16:
        raise invalid("Must be an object of up to 16 keys", "metadata")
    for key, value in found.items():
        if not 1 <= len(key) <= 32:
            raise invalid("A key has 1 to 32 characters", f"metadata.{key}")
        if not isinstance(value, str) or len(value) > 512:
            raise invalid("A value is a string of up to 512 characters", f"metadata.{key}")
    return found


def return_url(data):
    """Where the payer goes afterwards; only ``redirect`` is played here."""
    confirmation = data.get("confirmation")
    if not isinstance(confirmation, dict):
        raise invalid("Confirmation is missing", "confirmation")
    choice(confirmation, "type", ("redirect",), "confirmation", required=True)
    choice(confirmation, "locale", ("ru_RU", "en_US"), "confirmation")
    url = text(confirmation, "return_url", 2048, 1, "confirmation")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise invalid("Must be an absolute address", "confirmation.return_url")
    return url


def idempotence_key(request):
    """The header's value."""
    key = request.headers.get("Idempotence-Key", "")
    if not KEY.fullmatch(key):
        raise invalid("Idempotence key is missing or malformed", "Idempotence-Key")
    return key
