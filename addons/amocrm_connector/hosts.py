"""Which hosts may be spoken to. A host often comes from outside: never trust it."""

import re
from urllib.parse import urlsplit

_ACCOUNT_HOST = re.compile(
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.(?:amocrm\.ru|amocrm\.com|kommo\.com)"
)
_SERVICE_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,3}(?:amocrm\.ru|amocrm\.com|kommo\.com)"
)


def is_account_host(host):
    """One label below an amoCRM or Kommo domain, no port, no path.

    >>> is_account_host("example.amocrm.ru"), is_account_host("example.amocrm.ru.evil.com")
    (True, False)
    >>> is_account_host("example.amocrm.ru:8443"), is_account_host("a.b.amocrm.ru")
    (False, False)
    """
    return bool(_ACCOUNT_HOST.fullmatch(host or ""))


def is_service_host(host):
    """Any host of amoCRM or Kommo, such as that of its API.

    >>> is_service_host("api-b.amocrm.ru"), is_service_host("amocrm.ru.evil.com")
    (True, False)
    """
    return bool(_SERVICE_HOST.fullmatch(host or ""))


def origin(url):
    """Scheme, host and port of an address, to compare two addresses by.

    >>> origin("https://drive-b.amocrm.ru/v1.0/files")
    ('https', 'drive-b.amocrm.ru', 443)
    """
    parts = urlsplit(url or "")
    try:
        port = parts.port
    except ValueError:
        port = -1
    return (
        parts.scheme,
        (parts.hostname or "").lower(),
        port or {"https": 443, "http": 80}.get(parts.scheme, 0),
    )


def is_file_address(url, base_url):
    """Whether a file may be fetched from ``url``: amoCRM's own hosts over https, or the very server
    of ``base_url``.

    >>> is_file_address("https://drive-b.amocrm.ru/download/1", "https://example.amocrm.ru")
    True
    >>> is_file_address("http://169.254.169.254/latest", "https://example.amocrm.ru")
    False
    """
    scheme, host, port = origin(url)
    if (scheme, host, port) == origin(base_url):
        return scheme in ("http", "https")
    return scheme == "https" and port == 443 and is_service_host(host)
